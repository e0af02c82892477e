"""The checklist of a request: the steps of its service, what was done, and what was added."""

from collections.abc import Iterable
from dataclasses import dataclass

from pdc.models import ProcessStep
from requests.models import ChecklistItem, ServiceRequest


@dataclass(frozen=True)
class Checklist:
    """The items in the order of the work."""

    items: list[ChecklistItem]

    @property
    def done(self) -> int:
        """How many were ticked."""
        return sum(item.is_done for item in self.items)

    @property
    def left(self) -> list[ChecklistItem]:
        """What was not ticked yet."""
        return [item for item in self.items if not item.is_done]

    @property
    def next(self) -> ChecklistItem | None:
        """The first that was not ticked."""
        return next(iter(self.left), None)


def checklist_of(
    service_request: ServiceRequest, kept: Iterable[ChecklistItem] | None = None
) -> Checklist:
    """Return the steps of the service a request has now, and all that was ticked or added.

    What was ticked under another service stays, and stands first; the open steps of that went.
    Rows that were read already can be passed.
    """
    if kept is None:
        kept = service_request.checklist_items.select_related("done_by", "added_by")
    rows = {item.key: item for item in kept}
    steps = ProcessStep.objects.filter(
        process__version=service_request.promise.service_version_id or 0, on_checklist=True
    )
    current = [item_of(service_request, step) for step in steps]
    now = [rows.pop(item.key, item) for item in current]
    before = [item for item in rows.values() if item.step_id and item.is_done]
    added = [item for item in rows.values() if item.step_id is None]
    return Checklist(before + now + added)


def item_of(service_request: ServiceRequest, step: ProcessStep) -> ChecklistItem:
    """Return a step as an item of the checklist, not saved yet."""
    return ChecklistItem(
        service_request=service_request,
        step=step,
        order=step.order,
        text=step.action,
        role=step.role,
    )


def find_item(service_request: ServiceRequest, key: str) -> ChecklistItem | None:
    """Return the item of a request that a page knows by this key, if it has one still."""
    return next((it for it in checklist_of(service_request).items if it.key == key), None)
