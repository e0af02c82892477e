"""What messages say: each thing that can happen has its words, in both languages."""

from itertools import product

import pytest
from django.utils import translation

from requests.mail.sentences import sentence, what_next
from requests.models import Decision, Event, Notification
from sla.models import Alert, Clock, Norm, Rung, Way
from tests.factories import NOW, a_request, a_service, later

LANGUAGES = ("nl", "en")


@pytest.fixture
def asked(daan, fatima):
    return a_request(
        daan, by=fatima, service=a_service(), subject="Zaal", callback_phone="06-1234567"
    )


def of_event(asked, kind, by=None) -> Notification:
    return Notification(service_request=asked, event=Event(kind=kind, by=by, at=NOW))


def of_alert(asked, rung, kind=Norm.Kind.TURNAROUND, due_at=NOW, **fields) -> Notification:
    norm = Norm(kind=kind, way=Way.WORKING_DAYS, amount=2)
    clock = Clock(kind=kind, due_at=NOW, promise=asked.promise, norm=norm)
    return Notification(
        service_request=asked, alert=Alert(clock=clock, rung=rung, due_at=due_at, **fields)
    )


@pytest.mark.parametrize(("kind", "language"), [*product(Event.Kind.values, LANGUAGES)])
def test_every_event_is_told_in_words_that_name_the_request(asked, fatima, kind, language):
    with translation.override(language):
        said = sentence(of_event(asked, kind, by=fatima))

    assert "“Zaal”" in said
    assert "%" not in said


@pytest.mark.parametrize(
    ("rung", "kind", "language"),
    [*product(Rung.values, Norm.Kind.values, LANGUAGES)],
)
def test_every_rung_of_every_clock_is_told_in_words_that_name_the_request(
    asked, rung, kind, language
):
    with translation.override(language):
        said = sentence(of_alert(asked, rung, kind))

    assert "“Zaal”" in said
    assert "%" not in said


def test_each_decision_has_its_own_words(asked):
    said = set()
    for asked.decision in Decision.values:
        said.add(sentence(of_event(asked, Event.Kind.DECIDED)))

    assert len(said) == len(Decision.values)


def test_who_must_be_called_back_is_named_with_the_number(asked):
    said = sentence(of_alert(asked, Rung.BREACH, Norm.Kind.CALLBACK))
    assert "Daan Visser" in said
    assert "06-1234567" in said

    asked.contact_name = "Mevrouw Bos"
    assert "Mevrouw Bos" in sentence(of_alert(asked, Rung.WARNING, Norm.Kind.CALLBACK))


def test_an_escalation_says_whether_it_is_due_soon_or_late(asked):
    before = sentence(of_alert(asked, Rung.ESCALATION, due_at=later(hours=-1)))
    after = sentence(of_alert(asked, Rung.ESCALATION, due_at=later(hours=1)))

    assert before == "As agreed you hear this: the agreed time for “Zaal” is almost up."
    assert after == "As agreed you hear this: “Zaal” is later than agreed and not ready yet."


def test_an_alert_that_was_withdrawn_says_why(asked):
    withdrawn = of_alert(asked, Rung.BREACH, withdrawn_at=NOW, withdrawn_because="Andere dienst.")

    assert sentence(withdrawn) == "“Zaal”: an earlier alert no longer holds. Andere dienst."


def test_an_agreed_date_a_new_service_and_a_merge_are_named(asked, fatima, daan):
    asked.promise.agreed_at = later(hours=4)
    asked.merged_into = a_request(daan, by=fatima)

    assert "Monday 2 March 14:00" in sentence(of_event(asked, Event.Kind.AGREED))
    assert "“Vergaderzaal reserveren”" in sentence(of_event(asked, Event.Kind.CORRECTED))
    assert asked.merged_into.number in sentence(of_event(asked, Event.Kind.MERGED))


def test_a_client_hears_by_when_unless_nothing_runs(asked):
    assert what_next(of_event(asked, Event.Kind.LOGGED)) == (
        "You hear from us by Monday 2 March 14:30 at the latest."
    )

    asked.promise.next_due_at = None
    assert what_next(of_event(asked, Event.Kind.DONE)) == ""


def test_who_hears_an_alert_hears_who_has_it(asked, joost):
    assert what_next(of_alert(asked, Rung.BREACH)) == "Nobody has picked it up yet."

    asked.assignee = joost
    assert what_next(of_alert(asked, Rung.BREACH)) == "Joost Mulder has it."
