"""Asking the people of a client about an agreement, and answering once."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pdc.policies import refuse
from sla.models import (
    Agreement,
    Survey,
    SurveyAnswer,
    SurveyInvitation,
    SurveyQuestion,
)
from sla.survey import policies
from sla.survey.questions import Asked
from teams.models import User


@transaction.atomic
def open_survey(
    agreement: Agreement,
    *,
    questions: Iterable[Asked],
    closes_on: date,
    by: User,
    now: datetime,
) -> Survey:
    """Ask everybody of the client who is there today, until and including a day."""
    on = timezone.localdate(now)
    agreement = Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    refuse(policies.why_not_open(agreement, by, on))
    refuse(policies.why_not_until(closes_on, on))
    asked = list(questions)
    refuse(None if asked else _("Ask at least one question."))
    survey = Survey.objects.create(
        agreement=agreement, opened_on=on, closes_on=closes_on, opened_by=by
    )
    SurveyQuestion.objects.bulk_create(
        SurveyQuestion(survey=survey, order=order, key=one.key, kind=one.kind, text=one.text)
        for order, one in enumerate(asked, 1)
    )
    people = User.objects.filter(
        pk__in=agreement.client.memberships.on(on).values("user"), is_active=True
    )
    SurveyInvitation.objects.bulk_create(
        SurveyInvitation(survey=survey, person=person) for person in people
    )
    return survey


@transaction.atomic
def answer(survey: Survey, *, given: Mapping[str, object], by: User, now: datetime) -> None:
    """Keep what somebody answered, apart from who it was; a second answer is refused."""
    invited = (
        SurveyInvitation.objects.select_for_update(no_key=True)
        .filter(survey=survey, person=by)
        .first()
    )
    refuse(policies.why_not_answer(survey, invited, by, timezone.localdate(now)))
    assert invited is not None  # or it was refused
    refuse(None if given else _("Answer at least one question."))
    invited.answered = True
    invited.save(update_fields=["answered"])
    SurveyAnswer.objects.create(survey=survey, given=dict(given))
