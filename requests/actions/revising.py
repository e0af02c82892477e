"""What was promised changes: another service, more urgent, or another date."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from pdc import search
from pdc.models import ServiceVersion
from requests import policies
from requests.actions.doing import action, begin, move
from requests.actions.working import pause
from requests.models import Event, ServiceRequest
from requests.policies import refuse
from sla import actions as clocks
from sla.models import Promise
from sla.terms import terms_of
from sla.wording import full_moment
from teams.models import User


@action
def correct_service(
    service_request: ServiceRequest,
    *,
    service_version: ServiceVersion | None,
    because: str,
    all_known: bool,
    by: User,
    now: datetime,
) -> None:
    """Give a request the service it is really about; None leaves it outside the catalogue.

    What should have applied at receipt then holds. What the new service asks counts as known
    where it was answered, or where somebody says so (`all_known`).
    """
    begin(service_request, by, now)
    promise = service_request.promise
    received_on = timezone.localdate(promise.received_at)
    refuse(_why_not_service(promise, service_version, received_on))
    since = _complete_since(service_request)
    told = _("%(before)s became %(after)s: %(because)s") % {
        "before": _name(promise.service_version),
        "after": _name(service_version),
        "because": because,
    }
    if not service_request.confidential:
        search.learn(service_request.words, service_version, instead_of=promise.service_version)
    promise.service_version = service_version
    service_request.intake_complete = False
    service_request.intake_complete = all_known or not service_request.missing()
    move(service_request, Event.Kind.CORRECTED, text=told, by=by, now=now)
    complete_at = since if service_request.intake_complete else None
    clocks.correct_service(
        promise, service_version, complete_at=complete_at, because=because, at=now
    )
    pause(service_request, now=now)  # also what only now began to run


def _why_not_service(
    promise: Promise, after: ServiceVersion | None, received_on: date
) -> policies.Reason:
    if promise.service_version == after:
        return _("The request has this service already. Choose another.")
    if after is None:
        return None
    held = ServiceVersion.objects.in_force(received_on).filter(pk=after.pk)
    if not held.exists():
        return _("This service was not in the catalogue on the day of receipt. Choose another.")
    if not held.offered_to([promise.client_id]).exists():
        return _("This service is only for other units. Choose another.")
    return None


def _complete_since(service_request: ServiceRequest) -> datetime:
    """Return since when all was known, as far as it was."""
    answered = service_request.events.filter(kind=Event.Kind.ANSWERED).last()
    return answered.at if answered else service_request.promise.received_at


def _name(version: ServiceVersion | None) -> str:
    return version.name if version else _("outside the catalogue")


@action
def make_urgent(
    service_request: ServiceRequest,
    *,
    reason: str,
    callback_phone: str,
    by: User,
    now: datetime,
) -> None:
    """It can't wait any more: urgent norms hold from now on, where there are any.

    Whoever left a number is called back.
    """
    begin(service_request, by, now)
    move(
        service_request,
        Event.Kind.MADE_URGENT,
        text=reason,
        by=by,
        now=now,
        urgent_reason=reason,
        callback_phone=callback_phone,
    )
    promise = service_request.promise
    terms = terms_of(promise, promise.service_version, urgent=True)
    clocks.make_urgent(promise, terms, call_back=bool(callback_phone), at=now)


@action
def agree_date(
    service_request: ServiceRequest,
    *,
    due_at: datetime,
    with_whom: str,
    because: str,
    by: User,
    now: datetime,
) -> None:
    """Record another date that was agreed with the client, who hears it."""
    begin(service_request, by, now)
    if due_at <= now:
        refuse(_("This moment has passed. Agree on one that is still to come."))
    if due_at - now > policies.FARTHEST_EVENT:
        refuse(_("This is more than ten years away. Check the year."))
    if due_at == service_request.promise.agreed_at:
        refuse(_("This date was agreed already."))
    told = _("%(moment)s, with %(name)s: %(because)s") % {
        "moment": full_moment(due_at),
        "name": with_whom,
        "because": because,
    }
    move(service_request, Event.Kind.AGREED, text=told, by=by, now=now)
    clocks.agree_date(service_request.promise, due_at, with_whom=with_whom, because=because, at=now)
