"""The yearly survey: asked of everybody there, answered once, and read from five answers up."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from pdc.policies import Refused
from sla.models import Survey, SurveyAnswer, SurveyInvitation, SurveyQuestion
from sla.survey import actions
from sla.survey.questions import Asked, usual_questions
from sla.survey.results import trends, years_of
from tests.factories import NOW, a_manager, an_agreement, later

Kind = SurveyQuestion.Kind
MARK = Asked("overall", Kind.MARK, "Hoe tevreden ben je?")
IN_TIME = Asked("in-time", Kind.YES_NO, "Is het op tijd klaar?")
BETTER = Asked("better", Kind.OPEN, "Wat kan beter?")
QUESTIONS = [MARK, IN_TIME, BETTER]
ON = NOW.date()
CLOSES = ON + timedelta(weeks=3)
OVER = CLOSES + timedelta(days=1)


@pytest.fixture
def agreement(projecten):
    return an_agreement(projecten).agreement


@pytest.fixture
def six(projecten):
    return [a_manager(projecten, f"Klant Nummer{number}") for number in range(6)]


def opened(agreement, by, *, now=NOW, closes_on=CLOSES, questions=QUESTIONS):
    return actions.open_survey(agreement, questions=questions, closes_on=closes_on, by=by, now=now)


def answered(survey, people, *, mark=8, now=NOW, **given):
    for person in people:
        actions.answer(survey, given={"overall": mark, **given}, by=person, now=now)


@pytest.mark.django_db
class TestAsking:
    def test_everybody_of_the_client_is_asked_what_was_chosen(self, agreement, six, marieke):
        survey = opened(agreement, marieke)

        assert {one.person for one in survey.invitations.all()} == set(six)
        asked = survey.questions.values_list("order", "key", "kind", "text")
        assert list(asked) == [(number, *one) for number, one in enumerate(QUESTIONS, 1)]

    def test_who_left_or_can_not_sign_in_is_not_asked(self, agreement, six, marieke):
        six[0].client_memberships.update(until=ON - timedelta(days=1))
        six[1].is_active = False
        six[1].save()

        survey = opened(agreement, marieke)

        assert {one.person for one in survey.invitations.all()} == set(six[2:])

    @pytest.mark.parametrize("who", ["fatima", "daan", "sanne"])
    def test_only_the_coordinator_of_its_pool_asks(self, request, agreement, six, who):
        with pytest.raises(Refused, match="coordinator of one of its pools"):
            opened(agreement, request.getfixturevalue(who))

    def test_one_is_open_at_a_time(self, agreement, six, marieke):
        opened(agreement, marieke)

        with pytest.raises(Refused, match="A survey is open until and including 23 March 2026"):
            opened(agreement, marieke, now=later(days=21))
        opened(agreement, marieke, now=later(days=22), closes_on=CLOSES + timedelta(weeks=9))

    def test_the_database_holds_that_too(self, agreement, six, marieke):
        opened(agreement, marieke)

        with pytest.raises(IntegrityError), transaction.atomic():
            Survey.objects.create(
                agreement=agreement, opened_on=CLOSES, closes_on=OVER, opened_by=marieke
            )

    @pytest.mark.parametrize(
        ("closes_on", "why"), [(ON, "to come"), (later(days=93).date(), "within three months")]
    )
    def test_it_ends_within_three_months(self, agreement, six, marieke, closes_on, why):
        with pytest.raises(Refused, match=why):
            opened(agreement, marieke, closes_on=closes_on)

    def test_without_questions_or_people_there_is_nothing_to_ask(self, agreement, marieke, daan):
        with pytest.raises(Refused, match="at least one question"):
            opened(agreement, marieke, questions=[])
        daan.client_memberships.all().delete()
        with pytest.raises(Refused, match="Nobody of Projecten could be asked"):
            opened(agreement, marieke)

    def test_next_time_begins_with_what_was_asked_last(self, agreement, six, marieke):
        first = usual_questions(agreement)
        with translation.override("nl"):
            in_dutch = usual_questions(agreement)
        opened(agreement, marieke)

        assert len(first) == 10
        assert in_dutch[0].text == "Hoe tevreden ben je over hoe we je helpen?"
        assert usual_questions(agreement) == QUESTIONS


@pytest.mark.django_db
class TestAnswering:
    def test_an_answer_is_kept_apart_from_who_gave_it(self, agreement, six, marieke):
        survey = opened(agreement, marieke)
        answered(survey, six[:1], mark=9)

        assert survey.answers.get().given == {"overall": 9}
        assert SurveyInvitation.objects.get(answered=True).person == six[0]
        columns = {field.name for field in SurveyAnswer._meta.get_fields()}
        assert columns == {"id", "survey", "given"}

    def test_one_answer_a_person(self, agreement, six, marieke):
        survey = opened(agreement, marieke)
        answered(survey, six[:1])

        with pytest.raises(Refused, match="You answered already"):
            answered(survey, six[:1])
        assert survey.answers.count() == 1

    def test_after_its_last_day_nobody_answers(self, agreement, six, marieke):
        survey = opened(agreement, marieke)
        answered(survey, six[:1], now=later(days=21))

        with pytest.raises(Refused, match="until and including 23 March 2026"):
            answered(survey, six[1:2], now=later(days=22))

    def test_who_was_not_asked_or_left_does_not_answer(self, agreement, six, marieke, stranger):
        survey = opened(agreement, marieke)
        six[0].client_memberships.update(until=ON)

        for person in (stranger, marieke):
            with pytest.raises(Refused, match="The people of Projecten who were asked"):
                answered(survey, [person])
        with pytest.raises(Refused, match="The people of Projecten who were asked"):
            answered(survey, six[:1], now=later(days=1))

    def test_an_empty_answer_is_none(self, agreement, six, marieke):
        survey = opened(agreement, marieke)

        with pytest.raises(Refused, match="at least one question"):
            actions.answer(survey, given={}, by=six[0], now=NOW)
        assert not SurveyInvitation.objects.filter(answered=True).exists()


@pytest.mark.django_db(transaction=True)
def test_who_sends_twice_at_once_answers_once(agreement, six, marieke):
    survey = opened(agreement, marieke)
    together = Barrier(2)

    def send():
        try:
            together.wait()
            answered(survey, six[:1])
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as both:
        outcomes = [future.result() for future in [both.submit(send) for _ in range(2)]]

    assert sorted(outcomes) == [False, True]
    assert survey.answers.count() == 1


@pytest.mark.django_db
class TestReading:
    def test_nothing_is_read_while_it_is_open(self, agreement, six, marieke):
        answered(opened(agreement, marieke), six)

        assert years_of(agreement, CLOSES) == []
        assert len(years_of(agreement, OVER)) == 1

    def test_of_four_answers_nothing_is_read(self, agreement, six, marieke):
        answered(opened(agreement, marieke), six[:4], better="Niets")

        year = years_of(agreement, OVER)[0]
        assert (year.asked, year.answered, year.is_shown, year.results) == (6, 4, False, ())

    def test_from_five_on_it_is_counted(self, agreement, six, marieke):
        survey = opened(agreement, marieke)
        for person, mark, said in zip(six[:5], (6, 7, 8, 8, 10), "yyyyn", strict=True):
            given = {"overall": mark, "in-time": {"y": "yes", "n": "no"}[said]}
            actions.answer(survey, given=given, by=person, now=NOW)
        actions.answer(survey, given={"better": "Sneller <b>"}, by=six[5], now=NOW)

        mark, in_time, better = years_of(agreement, OVER)[0].results
        assert (mark.many, mark.figure) == (5, 7.8)
        assert dict(mark.counts)["8"] == 2
        assert (in_time.many, in_time.figure, in_time.is_share) == (5, 80, True)
        assert better.texts == ("Sneller <b>",)

    def test_a_question_that_four_answered_says_only_that(self, agreement, six, marieke):
        survey = opened(agreement, marieke)
        answered(survey, six[:4])
        for person in six[4:]:
            actions.answer(survey, given={"in-time": "yes"}, by=person, now=NOW)

        mark, in_time, _better = years_of(agreement, OVER)[0].results
        assert (mark.many, mark.figure, mark.counts) == (4, None, ())
        assert (in_time.many, in_time.figure) == (2, None)

    def test_years_are_compared_by_what_was_asked(self, agreement, six, marieke):
        answered(opened(agreement, marieke), six, mark=7)
        next_year = later(days=365)
        asked = [MARK._replace(text="Hoe gaat het?"), Asked("own-1", Kind.MARK, "Nieuw?")]
        second = opened(
            agreement,
            marieke,
            now=next_year,
            closes_on=next_year.date() + timedelta(weeks=2),
            questions=asked,
        )
        answered(second, six, mark=8, now=next_year, **{"own-1": 6})

        years = years_of(agreement, later(days=400).date())
        overall, own = trends(years)
        assert overall.question.text == "Hoe gaat het?"
        assert overall.figures == (7, 8)
        assert own.figures == (None, 6)
        assert trends(years[:1]) == []
