"""Saving a new request at the desk: what is kept, what is refused, who may, and what it costs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from requests.models import ServiceRequest
from sla.models import Norm
from tests.factories import (
    NOW,
    a_manager,
    a_request,
    a_service,
    as_if_written_so,
    local,
)
from tests.requests.desk import (
    HTMX,
    NEW,
    PEOPLE,
    PROMISE,
    SERVICES,
    after_intake,
    counted_from_event,
    retired,
    save,
    typed,
    with_event,
)

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")


def test_what_was_promised_is_what_is_saved(desk, daans, daan, fatima):
    version = a_service(turnaround_days=3)

    answer = save(desk, daans, version, text="Acht personen", earlier="15", confidential="on")

    assert answer.url == reverse("requests:queue")
    logged = ServiceRequest.objects.get()
    assert (logged.requested_by, logged.text) == (daan, "Acht personen")
    assert logged.promise.received_at == NOW - timedelta(minutes=15)
    assert logged.confidential
    assert fatima in logged.named.all()
    turnaround = logged.promise.clocks.get(kind=Norm.Kind.TURNAROUND)
    assert turnaround.due_at == local("2026-03-05T17:00")


def test_the_number_is_said_after_saving(desk, daans):
    answer = desk.post(reverse(NEW), typed(daans), headers=HTMX)

    assert ServiceRequest.objects.get().number in answer.content.decode()
    assert "panel-close" in answer.headers["HX-Trigger"]
    assert "draft-saved" in answer.headers["HX-Trigger"]


def test_a_form_that_is_sent_twice_is_one_request(desk, daans):
    form = typed(daans)

    for _ in range(2):
        assert desk.post(reverse(NEW), form).status_code == 302

    assert ServiceRequest.objects.count() == 1


def test_answers_are_kept_by_type(desk, daans):
    types = ["date", "datetime", "time", "number", "boolean", "text", "email"]
    version = a_service(questions=[{"key": kind, "type": kind} for kind in types])
    answers = {
        "date": "2026-03-05",
        "datetime": "2026-07-01T09:00",
        "time": "10:30",
        "number": "2.5",
        "boolean": "no",
        "text": "carré",
        "email": "a@example.org",
    }

    save(desk, daans, version, **{f"answer-{key}": value for key, value in answers.items()})

    assert ServiceRequest.objects.get().answers == answers | {
        "datetime": "2026-07-01T09:00+02:00",
        "number": 2.5,
        "boolean": False,
    }


def test_what_is_needed_may_stay_open(desk, daans):
    save(desk, daans, after_intake())

    logged = ServiceRequest.objects.get()
    assert not logged.intake_complete
    assert [field.key for field in logged.missing()] == ["aantal"]


def test_the_desk_can_say_that_all_is_in_the_text(desk, daans):
    save(desk, daans, after_intake(), all_in_text="on")

    assert ServiceRequest.objects.get().intake_complete


@pytest.mark.parametrize("rule", ["notice", "before", "after"])
@pytest.mark.parametrize("required", [True, False])
def test_that_all_is_in_the_text_does_not_say_when_the_event_is(desk, daans, rule, required):
    version = counted_from_event(rule, required=required)

    save(desk, daans, version, all_in_text="on")
    save(desk, daans, version, all_in_text="on", **{"answer-datum": "2026-03-20"})

    unknown, known = ServiceRequest.objects.order_by("pk")
    assert [field.key for field in unknown.missing()] == ["datum"]
    assert known.intake_complete


def test_a_date_that_nothing_hangs_on_can_be_in_the_text(desk, daans):
    questions = [{"key": "datum", "type": "date", "required": True, "is_event": True}]

    save(desk, daans, a_service(questions=questions), all_in_text="on")

    assert ServiceRequest.objects.get().intake_complete


def test_the_date_of_the_event_is_its_local_midnight(desk, daans):
    save(desk, daans, with_event(), **{"answer-datum": "2026-07-01"})

    assert ServiceRequest.objects.get().promise.event_at == datetime(2026, 6, 30, 22, tzinfo=UTC)


def test_the_service_is_the_version_of_the_day_of_receipt(desk, daans):
    old = a_service(valid_until=NOW.date() - timedelta(days=1))
    current = old.service.versions.create(
        number=2, status="published", valid_from=NOW.date(), name="Zaal"
    )

    save(desk, daans, current, received_at="2026-02-27T16:00")

    assert ServiceRequest.objects.get().promise.service_version == old


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"requester": ""}, "Choose who asks this from the list."),
        ({"subject": ""}, "This field is required."),
        ({"received_at": "2026-03-02T10:01"}, "received in the future"),
        ({"received_at": "2026-01-30T09:59"}, "31 days at most"),
        ({"received_at": "2025-03-30T02:30"}, "This time does not exist"),
        ({"received_at": "gisteren"}, "Enter a valid date/time."),
        ({"received_at": "0001-01-01T00:00"}, "Enter a valid date/time."),
        ({"received_at": "0001-01-01T00:00+14:00"}, "Enter a valid date/time."),
        ({"received_at": "9999-12-31T23:59-14:00"}, "Enter a valid date/time."),
        ({"received_at": "0202-03-02T10:00"}, "31 days at most"),
        ({"subject": "zaal\0"}, "Null characters are not allowed."),
        ({"urgent": "on"}, "why it can&#x27;t wait"),
        ({"channel": "portal"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(desk, daans, fields, said):
    answer = save(desk, daans, text="Acht personen, met beamer", **fields)

    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert "Acht personen, met beamer" in answer.content.decode()
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize("kind", ["date", "datetime"])
@pytest.mark.parametrize("year", ["0001", "0202", "2016", "2037", "9998", "9999"])
@pytest.mark.parametrize("is_event", [True, False])
def test_a_year_that_was_typed_wrong_is_refused(desk, daans, kind, year, is_event):
    version = a_service(questions=[{"key": "op", "type": kind, "is_event": is_event}])
    typed_date = f"{year}-01-01" + ("T12:00" if kind == "datetime" else "")

    answer = save(desk, daans, version, **{"answer-op": typed_date})

    assert "more than ten years away" in answer.content.decode()
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize("edge", ["0001-01-01T00:00", "9999-12-31T23:59-14:00"])
def test_a_moment_outside_of_all_time_is_refused(desk, daans, edge):
    version = a_service(questions=[{"key": "op", "type": "datetime"}])

    answer = save(desk, daans, version, **{"answer-op": edge})

    assert "Enter a valid date/time." in answer.content.decode()


def test_a_service_that_was_retired_meanwhile_is_not_quietly_left_out(desk, daans):
    version = retired(after_intake())

    answer = save(desk, daans, version, text="Acht personen", **{"answer-aantal": "8"})

    page = answer.content.decode()
    assert "not in the catalogue on the day of receipt" in page
    assert f'name="service" value="{version.pk}"' in page
    assert 'value="8"' in page
    assert not ServiceRequest.objects.exists()


def test_a_service_is_not_offered_before_it_was_published(desk, daans):
    version = a_service(valid_from=NOW.date())

    answer = save(desk, daans, version, received_at="2026-02-27T16:00")

    assert "not in the catalogue on the day of receipt" in answer.content.decode()
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize("made_up", ["x", "-1", "9" * 30])
def test_a_service_that_never_was_is_refused(desk, daans, made_up):
    answer = save(desk, daans, service=made_up)

    assert "not in the catalogue on the day of receipt" in answer.content.decode()
    assert not ServiceRequest.objects.exists()


def test_a_subject_is_one_line(desk, daans):
    save(desk, daans, subject="zaal\nBcc: x@example.org\x85 voor\u2028acht")

    assert ServiceRequest.objects.get().subject == "zaal Bcc: x@example.org voor acht"


def test_without_opening_hours_nothing_is_saved_and_nothing_is_lost(desk, daans, no_hours):
    answer = save(desk, daans, a_service(), text="Acht personen")

    page = answer.content.decode()
    assert "No time can be promised: the calendar has no opening hours." in page
    assert "Acht personen" in page
    assert not ServiceRequest.objects.exists()


def test_without_a_calendar_nothing_is_saved_and_nothing_is_lost(desk, daans, no_calendar):
    answer = save(desk, daans, a_service(), text="Acht personen")

    page = answer.content.decode()
    assert "No time can be promised: the pool has no calendar." in page
    assert "Acht personen" in page
    assert not ServiceRequest.objects.exists()


def test_an_answer_that_cannot_be_read_is_kept_and_marked(desk, daans):
    answer = save(desk, daans, after_intake(), **{"answer-aantal": "acht"})

    assert answer.status_code == 200
    assert "One of the answers" in answer.content.decode()
    assert 'value="acht"' in answer.content.decode()


def test_an_urgent_request_needs_a_number_to_call_back(desk, projecten):
    nobody_knows = a_manager(projecten, "Eva Bos").client_memberships.get()

    answer = save(desk, nobody_knows, urgent="on", urgent_reason="Gasten staan buiten")

    assert "on which number we can call back" in answer.content.decode()


def test_without_any_script_the_form_offers_what_was_found(desk, daans):
    version = a_service()
    form = {"who": "daan", "subject": "vergaderzaal", "channel": "phone", "find": "1"}

    answer = desk.post(reverse(NEW), form).content.decode()

    assert f'type="radio" name="requester" value="{daans.pk}"' in answer
    assert f'type="radio" name="service" value="{version.pk}"' in answer
    assert not ServiceRequest.objects.exists()


def test_without_any_script_a_whole_story_finds_too(desk, daans, daan):
    a_service()
    story = "vergaderzaal " + "a " * 20_000
    form = {"who": "daan visser projecten " * 2000, "subject": story, "find": "1"}

    answer = desk.post(reverse(NEW), form).content.decode()

    assert "Daan Visser" in answer
    assert "Vergaderzaal reserveren" in answer


# Rights and cost


@pytest.mark.parametrize("who", ["daan", "stranger"])
@pytest.mark.parametrize("name", [NEW, PEOPLE, SERVICES, PROMISE])
def test_the_desk_does_not_exist_for_clients(request, client, who, name):
    client.force_login(request.getfixturevalue(who))

    ask = client.post if name == PROMISE else client.get
    assert ask(reverse(name)).status_code == 404


def test_another_pool_cannot_log_for_this_unit(client, sanne, daans):
    client.force_login(sanne)

    assert save(client, daans).status_code == 200
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize("fragment", ["people", "services", "promise", "new"])
def test_the_cost_is_the_same_for_few_and_for_many(desk, daan, daans, fatima, fragment):
    def ask():
        if fragment == "people":
            return desk.get(reverse(PEOPLE), {"who": "projecten"})
        if fragment == "services":
            return desk.get(reverse(SERVICES), {"subject": "zaal", "requester": daans.pk})
        if fragment == "promise":
            return desk.post(reverse(PROMISE), typed(daans, version))
        return desk.post(reverse(NEW), typed(daans, version, find="1", who="projecten"))

    version = a_service(questions=[{"key": "een"}])
    a_request(daan, by=fatima, service=version)
    ask()
    few = count_queries(ask)

    for number in range(5):
        a_service(f"XX-{number}", "Zaal", questions=[{"key": "a"}, {"key": "b"}])
        a_request(a_manager(daans.client, f"Eva {number}"), by=fatima, service=version)
    with as_if_written_so():
        version.intake_fields.create(key="twee", label="Twee", order=2)
    ask()  # each process reads a new catalogue once

    assert count_queries(ask) == few


def count_queries(ask):
    with CaptureQueriesContext(connection) as captured:
        assert ask().status_code == 200
    return len(captured)
