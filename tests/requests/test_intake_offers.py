"""What the desk is offered while it types: who, which service, and the promise to read aloud."""

import pytest
from django.urls import reverse

from requests.models import ServiceRequest
from sla.models import Norm, Starts
from tests.factories import (
    NOW,
    a_client,
    a_manager,
    a_norm,
    a_request,
    a_service,
    an_agreement,
)
from tests.requests.desk import (
    HTMX,
    PEOPLE,
    SERVICES,
    after_intake,
    counted_from_event,
    retired,
    save,
    the_promise,
    the_words,
    with_event,
)

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")


# Who


@pytest.mark.parametrize(
    "words",
    ["daan", "Visser", "daan vis", "visser projecten", "1168", "000 11", "dáán", "Viser", "da\0an"],
)
def test_someone_is_found_by_name_unit_or_telephone(desk, daan, words):
    answer = desk.get(reverse(PEOPLE), {"who": words}, headers=HTMX)

    assert "Daan Visser" in answer.content.decode()


@pytest.mark.parametrize("words", ["\0", "\0 ", "", "zzz", "daan financiën", "9999"])
def test_nobody_is_found_by_other_words(desk, daan, words):
    assert "Daan" not in desk.get(reverse(PEOPLE), {"who": words}).content.decode()


def test_letters_with_marks_are_found_without_them(desk, projecten):
    a_manager(projecten, "Emre Yıldızoğlu", email="emre@example.org")

    for words in ("yildizoglu", "Yıldız"):
        assert "Emre" in desk.get(reverse(PEOPLE), {"who": words}).content.decode()


def test_who_has_two_units_is_offered_for_each(desk, daan, noord):
    other = a_client(noord, "FIN", name="Financiën")
    daan.client_memberships.create(client=other, since=NOW.date())

    answer = desk.get(reverse(PEOPLE), {"who": "daan"}).content.decode()

    assert answer.count('role="option"') == 2
    assert "Financiën" in answer


def test_people_of_other_pools_are_not_offered(desk, stranger):
    assert "Otto" not in desk.get(reverse(PEOPLE), {"who": "otto"}).content.decode()


def test_a_person_of_another_pool_cannot_be_sent_along_either(desk, stranger):
    answer = save(desk, stranger.client_memberships.get())

    assert answer.status_code == 200
    assert not ServiceRequest.objects.exists()


# What, and what may be promised


def test_each_hit_says_what_it_promises_the_unit(desk, daans):
    version = a_service(turnaround_days=5)
    an_agreement(daans.client, services=[version.service], turnaround_days=1)

    answer = desk.get(reverse(SERVICES), {"subject": "vergaderz", "requester": daans.pk})

    assert "tomorrow 17:00" in answer.content.decode()


def test_what_was_said_so_far_helps_to_find_the_service(desk):
    a_service("PO-10", "Vergaderzaal reserveren")
    a_service("PT-10", "Bloemen versturen")
    said = {"subject": "iets voor donderdag", "text": "Een bos bloemen voor een zieke collega"}

    page = desk.post(reverse(SERVICES), said).content.decode()

    assert "PT-10" in page
    assert "PO-10" not in page


@pytest.mark.parametrize(
    ("subject", "first"),
    [
        ("iets met een sinterklaasgedicht", True),
        ("sinterklaasgedicht", False),  # one word may still become another
        ("vergaderzaal voor donderdag", False),
    ],
)
def test_what_is_probably_outside_the_catalogue_is_offered_as_such_first(desk, subject, first):
    a_service("PO-10", "Vergaderzaal reserveren")

    page = desk.get(reverse(SERVICES), {"subject": subject}).content.decode()

    assert ("probably not in the catalogue" in page) is first
    assert page.count("hit-outside") == 1
    assert first or "PO-10" not in page or page.index("PO-10") < page.index("hit-outside")


def test_the_last_choice_is_to_leave_it_outside_the_catalogue(desk, daans):
    answer = desk.get(reverse(SERVICES), {"subject": "iets vreemds", "requester": daans.pk})

    assert "outside the catalogue" in answer.content.decode()
    assert "picked up before today 14:30" in answer.content.decode()


def test_the_promise_is_one_sentence_to_read_aloud(desk, daans):
    version = a_service(turnaround_days=3)

    assert the_words(desk, daans, version) == (
        "We pick it up today before 14:30; ready by Thursday 5 March 17:00 at the latest."
    )


def test_the_promise_names_the_agreement_it_comes_from(desk, daans):
    version = a_service()
    an_agreement(daans.client, services=[version.service])

    assert "as agreed in Afspraak PRJ" in the_promise(desk, daans, version)
    assert "standard of the catalogue" in the_promise(desk, daans, a_service("PO-11"))


@pytest.mark.parametrize(
    ("agreed", "says"), [(True, "Afspraak PRJ"), (False, "the standard of the catalogue holds")]
)
def test_the_card_of_who_asks_names_what_was_agreed_with_their_unit(desk, daans, agreed, says):
    if agreed:
        an_agreement(daans.client)

    card = desk.post(reverse("requests:promise"), {"requester": daans.pk}).content.decode()

    assert says in card


def test_the_promise_counts_from_the_receipt_that_was_set_back(desk, daans):
    version = a_service(turnaround_days=None)

    assert "today before 14:00" in the_words(desk, daans, version, earlier="30")
    moment = the_words(desk, daans, version, received_at="2026-02-27T16:00")
    assert moment.startswith("We pick it up today before 11:30")


def test_outside_the_catalogue_nothing_is_promised_to_be_ready(desk, daans):
    assert the_words(desk, daans) == (
        "We pick it up today before 14:30; then you hear whether we can do it."
    )


def test_an_urgent_call_gets_our_best_and_a_number_instead_of_a_promise(desk, daans):
    words = the_words(desk, daans, a_service(), urgent="on", callback_phone="06-1")

    assert words == "We do our best and call you back on 06-1."
    assert "088-000 1168" in the_words(desk, daans, a_service("PO-11"), urgent="on")


def test_an_urgent_call_hears_until_when_it_is_called_back(desk, daans, noord):
    a_norm(Norm.Kind.CALLBACK, hours=0.5, pool=noord)

    words = the_words(desk, daans, a_service(), urgent="on", earlier="5")

    assert words == "We do our best and call you back on 088-000 1168, today before 10:25."


def test_while_something_is_missing_the_promise_counts_from_when_it_is_known(desk, daans):
    version = after_intake()

    assert the_words(desk, daans, version).endswith(
        "ready within 4 working hours once we know everything."
    )
    assert "Still to ask: Aantal" in the_promise(desk, daans, version)
    for known in ({"answer-aantal": "8"}, {"all_in_text": "on"}):
        assert "ready by today 14:30" in the_words(desk, daans, version, **known)


def test_short_notice_is_said_and_nothing_more_is_promised(desk, daans):
    version = with_event()

    words = the_words(desk, daans, version, **{"answer-datum": "2026-03-05"})

    assert words.endswith("this is shorter notice than agreed, so we do our best.")
    assert "at the latest" in the_words(desk, daans, version, **{"answer-datum": "2026-03-20"})


def test_work_that_follows_an_event_waits_for_its_date(desk, daans):
    question = {"key": "einde", "type": "datetime", "required": True, "is_event": True}
    version = a_service(turnaround_days=None, questions=[question])
    after = {"starts": Starts.EVENT_END, "service_version": version}
    a_norm(Norm.Kind.TURNAROUND, days=1, **after)

    assert "1 working day after the event" in the_words(desk, daans, version)
    known = the_words(desk, daans, version, **{"answer-einde": "2026-03-04T15:00"})
    assert "ready by Thursday 5 March 17:00" in known


@pytest.mark.parametrize("rule", ["notice", "before", "after"])
def test_the_date_of_the_event_is_asked_even_when_all_is_in_the_text(desk, daans, rule):
    version = counted_from_event(rule, required=False)

    assert "Still to ask: Datum" in the_promise(desk, daans, version, all_in_text="on")
    known = the_promise(desk, daans, version, all_in_text="on", **{"answer-datum": "2026-03-20"})
    assert "Still to ask" not in known


@pytest.mark.parametrize("rule", ["notice", "before", "after"])
@pytest.mark.parametrize("half_typed", ["0001-01-01", "0202-03-10", "9998-03-10", "9999-12-31"])
def test_a_date_that_is_half_typed_is_not_promised_by(desk, daans, rule, half_typed):
    version = counted_from_event(rule)
    unknown = the_words(desk, daans, version)

    assert the_words(desk, daans, version, **{"answer-datum": half_typed}) == unknown


def test_a_receipt_that_is_half_typed_is_not_promised_by(desk, daans):
    version = a_service()

    half_typed = the_words(desk, daans, version, received_at="0002-03-02T10:00")

    assert half_typed == the_words(desk, daans, version)


def test_nothing_is_promised_for_a_service_that_is_not_offered_that_day(desk, daans):
    promise = the_promise(desk, daans, retired(a_service()))

    assert "not in the catalogue on the day of receipt" in promise
    assert "ready by" not in promise


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ("no_hours", "No time can be promised: the calendar has no opening hours."),
        ("no_calendar", "No time can be promised: the pool has no calendar."),
    ],
)
def test_it_is_said_why_no_time_can_be_promised(request, desk, daans, lacking, said):
    version = a_service()
    request.getfixturevalue(lacking)

    assert said in the_promise(desk, daans, version)
    hits = desk.get(reverse(SERVICES), {"subject": "vergaderz", "requester": daans.pk})
    assert hits.content.decode().count(said) == 2  # of the service, and outside the catalogue


def test_the_questions_are_swapped_in_only_when_the_service_changes(desk, daans):
    version = after_intake()
    shows = {"shown_service": version.pk, "shown_requester": daans.pk}

    assert 'id="questions"' in the_promise(desk, daans, version)
    assert 'id="questions"' not in the_promise(desk, daans, version, **shows)


def test_the_card_of_the_unit_shows_what_was_asked_already(desk, daans, daan, fatima):
    a_request(daan, by=fatima, subject="Zaal De Stuw")

    assert "Zaal De Stuw" in the_promise(desk, daans)


def test_a_confidential_request_is_not_on_that_card(desk, daans, daan, joost):
    a_request(daan, by=joost, subject="Gesprek", confidential=True)

    assert "Gesprek" not in the_promise(desk, daans)
