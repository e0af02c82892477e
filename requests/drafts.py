"""Keeping what is typed into a new request on the server: for who types it, until it is logged."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from requests.intake import EARLIER, IntakeForm
from requests.models import Draft, ServiceRequest
from requests.models.drafts import KEPT
from requests.request_form import LAST_TIME
from teams.models import User

NOT_TYPED = {"channel", "earlier", "service", "requester", LAST_TIME}
SHOWN = 5
SAME_CALL = timedelta(minutes=5)
WALL = "%Y-%m-%dT%H:%M"


def keep(
    typed: QueryDict, token: UUID, *, by: User, now: datetime, in_portal: bool = False
) -> None:
    """Keep what was typed so far in one form; when nothing is left of it, keep nothing.

    Those that nobody came back to are thrown away here, everybody's: no job has to.
    """
    Draft.objects.filter(changed_at__lte=now - KEPT).delete()
    data = _worth_keeping(typed)
    if not any(
        text.strip() for name, texts in data.items() if name not in NOT_TYPED for text in texts
    ):
        forget(token, by=by)
        return
    changed = {"data": data, "changed_at": now, "in_portal": in_portal}
    Draft.objects.update_or_create(
        owner=by, token=token, defaults=changed, create_defaults=changed | {"began_at": now}
    )


def forget(token: UUID | None, *, by: User) -> None:
    """Throw away what was typed in one form."""
    if token is not None:
        Draft.objects.filter(owner=by, token=token).delete()


def find(token: UUID | None, *, by: User, now: datetime, in_portal: bool = False) -> Draft | None:
    """Return what someone left open in one form."""
    theirs = Draft.objects.of(by, now, in_portal=in_portal)
    return theirs.filter(token=token).first() if token else None


def beside(
    token: UUID | None, *, by: User, now: datetime, in_portal: bool = False
) -> "QuerySet[Draft]":
    """Return the newest of what someone left open, besides the form they have before them."""
    theirs = Draft.objects.of(by, now, in_portal=in_portal)
    return (theirs.exclude(token=token) if token else theirs)[:SHOWN]


def as_token(text: str | None) -> UUID | None:
    """Return the token of a form as it was sent; None for what is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def typed_in(draft: Draft, now: datetime) -> QueryDict:
    """Return what was typed, as the browser would send it now.

    It came in when they began to type, so many minutes earlier as they said: later in the
    day that moment is no longer “now”.
    """
    data = QueryDict(mutable=True)
    for name, texts in draft.data.items():
        data.setlist(name, texts)
    data["token"] = str(draft.token)
    if now - draft.began_at > SAME_CALL and not data.get("received_at"):
        minutes = next((said for said, _words in EARLIER if said == data.get("earlier")), "")
        came_in = draft.began_at - timedelta(minutes=int(minutes or 0))
        data["received_at"] = f"{timezone.localtime(came_in):{WALL}}"
        data["earlier"] = ""
    return data


def of_same_caller(service_request: ServiceRequest, now: datetime) -> QueryDict:
    """Return a form for what somebody asks besides, in the same call: who, how and when stay.

    What follows on from something that is over is for the same person too, and of its kind.
    """
    asker = service_request.requested_by
    units = asker.client_memberships.on(timezone.localdate(now))
    unit = units.filter(client=service_request.promise.client_id).first()
    data = QueryDict(mutable=True)
    data.update(
        {
            "token": str(uuid4()),
            "who": str(asker),
            "requester": str(unit.pk) if unit else "",
            "channel": service_request.channel,
            "contact_name": service_request.contact_name,
            "after": str(service_request.pk),
        }
    )
    received_at = service_request.promise.received_at
    if not service_request.is_open:
        data["subject"] = service_request.subject
        data["service"] = str(service_request.promise.service_version_id or "")
        data["contact_name"] = ""
    elif received_at < service_request.logged_at:
        data["received_at"] = f"{timezone.localtime(received_at):{WALL}}"
    return data


def _worth_keeping(typed: QueryDict) -> dict[str, list[str]]:
    """Return the fields of the form that were sent; no text that is kept has a NUL in it."""
    ours = {*IntakeForm.base_fields, LAST_TIME} - {"token"}
    return {
        name.replace("\0", ""): [text.replace("\0", "") for text in typed.getlist(name)]
        for name in typed
        if name in ours or name.startswith("answer-")
    }
