"""May you audit, publish or retire, and is it possible: why not, or nothing."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pdc.models import Audit, IntakeField, Service, ServiceVersion
from pdc.policies import NOT_A_WRITER, Reason, may_write
from teams.models import User

Status = ServiceVersion.Status


def why_not_ask(version: ServiceVersion, by: User, on: date) -> Reason:
    """Return why somebody can't ask a colleague to audit a draft, if they can't."""
    if not may_write(by, on):
        return NOT_A_WRITER
    if version.status == Status.IN_AUDIT:
        return _("A colleague has this draft already. Take it back first.")
    if version.status != Status.DRAFT:
        return _("This version is published. Start a new one to change it.")
    return None


def why_not_ready(version: ServiceVersion) -> Reason:
    """Return why a draft can't be audited or published as it is, if it can't: by its questions."""
    for place, asked in enumerate(version.intake_fields.all(), start=1):
        said = {"number": place, "question": asked.label}
        if not asked.label:
            return _("Question %(number)s has no words. Write it, or remove it.") % said
        if asked.type == IntakeField.Type.CHOICE and not asked.choices:
            return _("“%(question)s” is a choice without choices. Write what can be chosen.") % said
    return None


def why_not_audit(version: ServiceVersion, auditor: User, on: date) -> Reason:
    """Return why somebody can't audit a draft, if they can't: nobody audits their own text."""
    if auditor.pk == version.author_id or version.writers.filter(pk=auditor.pk).exists():
        return _("Nobody audits their own text. Ask somebody who did not write in it.")
    if not auditor.is_active or not may_write(auditor, on):
        return _("A colleague of the pools audits it. Choose one from the list.")
    return None


def why_not_take_back(version: ServiceVersion, audit: Audit | None, by: User, on: date) -> Reason:
    """Return why somebody can't take a draft out of audit, if they can't."""
    if version.status != Status.IN_AUDIT:
        return _("This draft is not being audited.")
    theirs = audit is not None and by.pk in (audit.author_id, audit.asked_by_id)
    if not (may_write(by, on) and (theirs or by.roles_on(on).is_coordinator)):
        return _("Who wrote it or asked for the audit takes it back, or a coordinator.")
    return None


def why_not_judge(audit: Audit | None, by: User) -> Reason:
    """Return why somebody can't say what an audit came to, if they can't."""
    if audit is None or audit.verdict:
        return _("This draft is not being audited any more.")
    if by.pk != audit.auditor_id:
        return _("%(name)s was asked to audit this draft.") % {"name": audit.auditor}
    return None


def why_not_publish(version: ServiceVersion, audit: Audit | None, by: User, on: date) -> Reason:
    """Return why somebody can't publish a draft, if they can't."""
    if not by.roles_on(on).is_coordinator:
        return _("A coordinator publishes what was found good.")
    if version.status in ServiceVersion.PUBLISHED:
        return _("This version is published already.")
    found_good = audit is not None and audit.verdict == Audit.Verdict.GOOD
    if version.status != Status.IN_AUDIT or not found_good:
        return _("First a colleague audits it and finds it good.")
    return None


def why_not_from(day: date, last: ServiceVersion | None, on: date) -> Reason:
    """Return why a version can't hold, or a service can't stop, from a day on, if it can't."""
    if day < on:
        return _("Choose today or a later day.")
    if last is not None and last.valid_from is not None and last.valid_from >= day:
        began = date_format(last.valid_from, "j F Y")
        told = {"number": last.number, "day": began}
        return _("Version %(number)s holds from %(day)s. Choose a later day.") % told
    return None


def why_not_retire(
    service: Service, last: ServiceVersion | None, successor: Service | None, by: User, on: date
) -> Reason:
    """Return why somebody can't let a service stop, if they can't."""
    if not by.roles_on(on).is_coordinator:
        return _("A coordinator decides what is no longer offered.")
    if last is None or last.status == Status.RETIRED:
        return _("This service is not offered any more.")
    if successor == service:
        return _("Choose another service to ask for instead.")
    return None
