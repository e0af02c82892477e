"""May you put a version to the client, agree or ask for a change, and is it possible."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pdc.policies import Reason
from sla.models import AgreementProposal, AgreementVersion, Responsibility
from sla.reading import read_lines
from teams.models import ClientMembership, User

Side, Status = Responsibility.Side, AgreementVersion.Status


def coordinates(version: AgreementVersion, by: User, on: date) -> bool:
    """Return whether somebody coordinates one of the pools of an agreement."""
    pools = {pool.pk for pool in version.agreement.pools.all()}
    return bool(by.roles_on(on).coordinates & pools)


def signs_as(version: AgreementVersion, by: User, on: date) -> ClientMembership | None:
    """Return as what somebody signs for the client of an agreement, if they may."""
    theirs = by.client_memberships.on(on).filter(client=version.agreement.client_id)
    return theirs.filter(may_sign=True).first()


def may_speak_for(version: AgreementVersion, side: str, by: User, on: date) -> bool:
    """Return whether somebody agrees, or asks for a change, for a side."""
    if side == Side.PROVIDER:
        return coordinates(version, by, on)
    return side == Side.CLIENT and signs_as(version, by, on) is not None


def why_not_coordinate(version: AgreementVersion, by: User, on: date) -> Reason:
    """Return why somebody does not put a version forward or take it back, if they don't."""
    if coordinates(version, by, on):
        return None
    return _("The coordinator of one of its pools does this.")


def why_not_propose(version: AgreementVersion, by: User, on: date) -> Reason:
    """Return why somebody can't put a version to the client, if they can't."""
    if (why_not := why_not_coordinate(version, by, on)) is not None:
        return why_not
    if version.status == Status.PROPOSED:
        return _("This version is with the client already.")
    if version.status != Status.DRAFTED:
        return _("This version is agreed. Start a new one to change it.")
    if (why_not := why_not_from(version, on)) is not None:
        return why_not
    lines = read_lines(version, on)
    if not lines:
        return _("Add at least one service first.")
    if unexplained := [read.name for read in lines if read.departs and not read.line.deviation]:
        return _("Say why this differs from the standard: %(names)s.") % {
            "names": ", ".join(unexplained)
        }
    return None


def why_not_from(version: AgreementVersion, on: date) -> Reason:
    """Return why a version can't begin when it says, if it can't: its midnight is to come."""
    if version.valid_from <= on:
        return _("Its first day is not to come any more. Give it a later first day.")
    bound = version.agreement.versions.filter(status__in=AgreementVersion.BINDING)
    last = bound.filter(valid_from__gte=version.valid_from).order_by("-valid_from").first()
    if last is None:
        return None
    told = {"number": last.number, "day": date_format(last.valid_from, "j F Y")}
    return _("Version %(number)d begins on %(day)s. Give it a later first day.") % told


def why_not_answer(version: AgreementVersion, side: str, by: User, on: date) -> Reason:
    """Return why somebody can't agree to a version or ask for a change in it, if they can't."""
    if version.status == Status.DRAFTED:
        return _("This version is being changed. You hear of it when it is put forward again.")
    if version.status != Status.PROPOSED:
        return _("This version is agreed already.")
    if may_speak_for(version, side, by, on):
        return None
    if side == Side.PROVIDER:
        return _("The coordinator of one of its pools does this.")
    return _("Who may sign for %(client)s does this.") % {"client": version.agreement.client}


def why_not_consent(
    version: AgreementVersion, proposal: AgreementProposal | None, side: str, by: User, on: date
) -> Reason:
    """Return why somebody can't agree to what is proposed, if they can't."""
    if (why_not := why_not_answer(version, side, by, on)) is not None:
        return why_not
    assert proposal is not None  # it is proposed
    for given in proposal.consents.all():
        if given.side == side:
            told = {
                "name": given.name,
                "day": date_format(timezone.localtime(given.at), "j F Y, H:i"),
            }
            return _("%(name)s agreed for this side already, on %(day)s.") % told
        if given.by_id == by.pk:
            return _("You agreed for the other side. Somebody else agrees for this one.")
    return why_not_from(version, on)


def why_not_say(version: AgreementVersion, by: User, on: date) -> Reason:
    """Return why somebody can't say something of a version, if they can't."""
    if not AgreementVersion.objects.visible_to(by, on).filter(pk=version.pk).exists():
        return _("Who reads this agreement says something of it.")
    if version.status not in (Status.DRAFTED, Status.PROPOSED):
        return _("This version is agreed. Talk about it in the next conversation.")
    return None


def why_not_endorse(version: AgreementVersion, by: User, on: date) -> Reason:
    """Return why somebody can't write down that the team supports a version, if they can't."""
    pools = {pool.pk for pool in version.agreement.pools.all()}
    if not by.roles_on(on).pools & pools:
        return _("Who works in one of its pools writes this down.")
    if version.status not in (Status.DRAFTED, Status.PROPOSED):
        return _("This version is agreed, so what the team said of it stays as it is.")
    return None
