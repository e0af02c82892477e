"""May you, and is it possible, with the catalogue: each function answers why not, or nothing."""

from datetime import date

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from pdc.models import ServiceVersion
from teams.models import User

Reason = str | Lazy | None
NOT_A_WRITER = _("The secretaries write the catalogue.")


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
