"""May you ask or answer, and is it possible."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pdc.policies import Reason
from sla.models import Agreement, Survey, SurveyInvitation
from teams.models import User

LONGEST = timedelta(days=92)


def why_not_open(agreement: Agreement, by: User, on: date) -> Reason:
    """Return why somebody can't ask the people of an agreement, if they can't."""
    pools = {pool.pk for pool in agreement.pools.all()}
    if not by.roles_on(on).coordinates & pools:
        return _("The coordinator of one of its pools does this.")
    if there := agreement.surveys.open_on(on).first():
        day = date_format(there.closes_on, "j F Y")
        return _("A survey is open until and including %(day)s.") % {"day": day}
    if not agreement.client.memberships.on(on).exists():
        return _("Nobody of %(client)s could be asked.") % {"client": agreement.client}
    return None


def why_not_until(closes_on: date, on: date) -> Reason:
    """Return why a survey can't be open until a day, if it can't."""
    if closes_on <= on:
        return _("Choose a day that is to come.")
    if closes_on > on + LONGEST:
        return _("Choose a day within three months.")
    return None


def why_not_answer(survey: Survey, invited: SurveyInvitation | None, by: User, on: date) -> Reason:
    """Return why somebody can't answer, if they can't."""
    client = survey.agreement.client
    if invited is None or not by.client_memberships.on(on).filter(client=client).exists():
        return _("The people of %(client)s who were asked answer this.") % {"client": client}
    if invited.answered:
        return _("You answered already. Thank you.")
    if not survey.opened_on <= on <= survey.closes_on:
        day = date_format(survey.closes_on, "j F Y")
        return _("This could be answered until and including %(day)s.") % {"day": day}
    return None
