"""May you, and is it possible, with the catalogue: each function answers why not, or nothing."""

from datetime import date

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from pdc.models import InventoryRound, Proposal, Service, ServiceVersion
from teams.models import Pool, User

Reason = str | Lazy | None
NOT_A_WRITER = _("The secretaries write the catalogue.")
NOT_THE_COORDINATOR = _("The coordinator of the pool does this.")
NOT_A_COORDINATOR = _("The coordinators decide about this.")


class Refused(Exception):  # noqa: N818 - it is an answer for a person, not a fault
    """Something that can't be done; the message says why, and what can be."""


def refuse(reason: Reason) -> None:
    """Raise `Refused` when there is a reason."""
    if reason is not None:
        raise Refused(str(reason))


def may_write(by: User, on: date) -> bool:
    """Return whether somebody writes the catalogue: work belongs to the pools, so all of them."""
    return by.roles_on(on).is_secretary


def why_not_write(version: ServiceVersion, by: User, on: date) -> Reason:
    """Return why somebody can't write in a version, if they can't."""
    if not may_write(by, on):
        return NOT_A_WRITER
    if version.status == ServiceVersion.Status.IN_AUDIT:
        return _("A colleague is auditing this draft. Until they are done it stays as it is.")
    if version.status != ServiceVersion.Status.DRAFT:
        return _("This version is published. Start a new one to change it.")
    return None


def why_not_take_part(inventory: InventoryRound, by: User, on: date) -> Reason:
    """Return why somebody can't write in a round what they do, if they can't."""
    if inventory.pool_id not in by.roles_on(on).pools:
        return _("Who works in the pool writes here.")
    if inventory.closed_at is not None:
        return _(
            "This round is closed, so this is not saved. Tell the coordinator what is missing."
        )
    return None


def why_not_coordinate(pool: Pool, by: User, on: date) -> Reason:
    """Return why somebody can't hold the rounds of a pool, if they can't."""
    return None if pool.pk in by.roles_on(on).coordinates else NOT_THE_COORDINATOR


def why_not_decide(inventory: InventoryRound, by: User, on: date) -> Reason:
    """Return why somebody can't say what becomes of the lines of a round, if they can't."""
    if (why_not := why_not_coordinate(inventory.pool, by, on)) is not None:
        return why_not
    if inventory.closed_at is None:
        return _("Close the round first: until then its lines can change.")
    return None


def why_not_propose(kind: str, service: Service | None, by: User, on: date) -> Reason:
    """Return why somebody can't propose something, if they can't."""
    roles = by.roles_on(on)
    if not (roles.is_secretary or roles.is_client):
        return _("Who has a catalogue proposes something for it.")
    if service is None:
        return None if kind == Proposal.Kind.NEW else _("Say which service it is about.")
    seen = ServiceVersion.objects.in_force(on).visible_to(by, on)
    if not roles.is_secretary and not seen.filter(service=service).exists():
        return _("You propose something about the services you see.")
    return None
