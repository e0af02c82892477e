"""What a form would do to the deadlines of a request: it is done, looked at, and taken back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from requests.forms.desk import ActForm
from requests.models import ServiceRequest
from sla import wording
from sla.actions import due_if_resumed
from sla.models import Clock, Norm
from teams.models import User

PROMISED = (Norm.Kind.RESPONSE, Norm.Kind.TURNAROUND)


@dataclass(frozen=True)
class Change:
    """One deadline, as it is and as it would be; none where nothing is or would be promised."""

    kind: str
    before: datetime | None
    after: datetime | None
    norm: str
    norm_due_at: datetime | None


def preview(
    form: ActForm, service_request: ServiceRequest, *, by: User, now: datetime
) -> list[Change]:
    """Return what a valid form would change; nothing is kept. Raises `Refused` as it would."""
    before = _going(service_request)
    with transaction.atomic():
        form.perform(ServiceRequest.objects.get(pk=service_request.pk), by=by, now=now)
        after = _going(service_request)
        transaction.set_rollback(True)
    kinds = [kind for kind in PROMISED if kind in before or kind in after]
    return [_change(before.get(kind), after.get(kind), now) for kind in kinds]


def _going(service_request: ServiceRequest) -> dict[str, Clock]:
    going = Clock.objects.going().filter(promise=service_request.promise_id)
    found = going.select_related("norm", "calendar", "promise")
    return {clock.kind: clock for clock in found}


def _change(before: Clock | None, after: Clock | None, now: datetime) -> Change:
    shown = after or before
    assert shown is not None
    return Change(
        kind=shown.get_kind_display(),
        before=_due(before, now),
        after=_due(after, now),
        norm=wording.norm_in_words(after.norm) if after else "",
        norm_due_at=after.norm_due_at if after else None,
    )


def _due(clock: Clock | None, now: datetime) -> datetime | None:
    """Return when it is due, or would be if a clock that stands still went on now."""
    return (clock.due_at or due_if_resumed(clock, now)) if clock else None
