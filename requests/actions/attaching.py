"""Files come with a request, from the pool or from who asked it, and can be taken away again."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from requests import policies
from requests.actions.by_client import begin_as_client
from requests.actions.doing import JUST_NOW, action, begin, is_repeated, lock, tell
from requests.actions.pool_hears import notify_pool
from requests.attachments import store
from requests.models import Attachment, Event, ServiceRequest
from requests.policies import Refused, refuse
from teams.models import User

Kind = Event.Kind
MEGABYTE = 1024 * 1024


@action
def attach_as_pool(
    service_request: ServiceRequest,
    *,
    files: list[Attachment],
    internal: bool,
    by: User,
    now: datetime,
) -> None:
    """Add files that lie in the store, for the pool only or for the client too."""
    begin(service_request, by, now)
    add(service_request, files, internal=internal, by=by, now=now)


@action
def attach_as_client(
    service_request: ServiceRequest, *, files: list[Attachment], by: User, now: datetime
) -> None:
    """Add files as somebody of the unit that asked; the pool hears so."""
    who = begin_as_client(service_request, by, now)
    refuse(policies.why_not_tick(service_request))
    event = add(
        service_request,
        files,
        internal=False,
        by=by,
        now=now,
        channel=who["channel"],
        on_behalf_of=who["on_behalf_of"],
    )
    if event is not None:
        notify_pool(event)


@action
def remove_attachment(attachment: Attachment, *, reason: str, by: User, now: datetime) -> None:
    """Take a file away; that it was there, and why it went, stays in the story.

    Whoever added it needs no reason within a day; later somebody who works on it says why.
    """
    service_request = attachment.service_request
    lock(service_request)
    attachment.refresh_from_db()
    refuse(policies.why_not_remove(attachment, by, reason=reason, now=now))
    attachment.removed_at, attachment.removed_by = now, by
    attachment.save()
    text = f"{attachment.name}: {reason}" if reason else attachment.name
    tell(service_request, Kind.UNATTACHED, at=now, by=by, text=text, internal=attachment.internal)
    transaction.on_commit(lambda: store.remove(attachment.stored))


def add(
    service_request: ServiceRequest,
    files: list[Attachment],
    *,
    internal: bool,
    by: User,
    now: datetime,
    **how: Any,
) -> Event | None:
    """Add the files to a request that is held, in one line of its story.

    What one click sent twice is added once; the second of each file is swept as a stray.
    """
    names = "\n".join(file.name for file in files)
    theirs = service_request.attachments.filter(sha256__in=[file.sha256 for file in files])
    repeated = is_repeated(service_request, Kind.ATTACHED, by=by, text=names, now=now)
    if repeated and theirs.filter(uploaded_by=by, uploaded_at__gt=now - JUST_NOW).exists():
        return None
    most = settings.ATTACHMENTS_MEGABYTES
    together = service_request.attachments.all().size() + sum(file.size for file in files)
    if together > most * MEGABYTE:
        raise Refused(
            _("These files do not fit: together the files of a request can be %(most)d MB.")
            % {"most": most}
        )
    event = tell(
        service_request, Kind.ATTACHED, at=now, by=by, text=names, internal=internal, **how
    )
    for file in files:
        file.service_request, file.event, file.internal = service_request, event, internal
        file.uploaded_by, file.uploaded_at = by, now
    Attachment.objects.bulk_create(files)
    return event
