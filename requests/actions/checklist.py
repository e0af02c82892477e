"""Steps of the work are ticked, and steps of one's own are added.

A tick is a line in the story for the pool, without the request counting as changed: nobody's
queue lights up for it. Who says twice that something is done, says it once.
"""

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from requests import policies
from requests.actions.doing import action, begin
from requests.checklist import find_item
from requests.models import ChecklistItem, Event, ServiceRequest
from requests.policies import Refused, refuse
from teams.models import User

LONGEST = 300
MOST = 100


@action
def tick(service_request: ServiceRequest, *, key: str, by: User, now: datetime) -> None:
    """Say that a step is done; who was first stays named."""
    item = _held(service_request, key, by, now)
    if item.is_done:
        return
    item.done_by, item.done_at = by, now
    item.save()
    _tell(item, Event.Kind.TICKED, by, now)


@action
def untick(service_request: ServiceRequest, *, key: str, by: User, now: datetime) -> None:
    """Say that a step is not done after all."""
    item = _held(service_request, key, by, now)
    if not item.is_done:
        return
    item.done_by = item.done_at = None
    item.save()
    _tell(item, Event.Kind.UNTICKED, by, now)


@action
def add_item(service_request: ServiceRequest, *, text: str, by: User, now: datetime) -> None:
    """Add a step that only this request needs; the same one twice is once."""
    begin(service_request, by, now)
    refuse(policies.why_not_tick(service_request))
    own = service_request.checklist_items.filter(step=None)
    if own.filter(text=text).exists():
        return
    if own.count() >= MOST:
        refuse(_("There are %(most)d steps of your own already.") % {"most": MOST})
    last = own.aggregate(last=Max("order"))["last"] or 0
    own.create(service_request=service_request, order=last + 1, text=text, added_by=by)


@action
def remove_item(service_request: ServiceRequest, *, key: str, by: User, now: datetime) -> None:
    """Take away a step that was added and is not done; what was done stays."""
    item = _held(service_request, key, by, now)
    if item.step_id is not None or item.is_done:
        refuse(_("Only a step that somebody added, and that is not done yet, can go."))
    item.delete()


def _held(service_request: ServiceRequest, key: str, by: User, now: datetime) -> ChecklistItem:
    """Return an item of a request that is held until the transaction ends."""
    begin(service_request, by, now)
    refuse(policies.why_not_tick(service_request))
    item = find_item(service_request, key)
    if item is None:
        raise Refused(_("This step is not on the list any more. See which steps there are now."))
    return item


def _tell(item: ChecklistItem, kind: Event.Kind, by: User, now: datetime) -> None:
    Event.objects.create(
        service_request=item.service_request,
        kind=kind,
        at=now,
        by=by,
        text=item.text,
        internal=True,
    )
