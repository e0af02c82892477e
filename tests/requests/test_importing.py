"""Importing requests: logged by the real action, each at its own moment."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from pdc.models import LearnedWord
from requests.importing import subject_of
from requests.models import Channel, Event, ServiceRequest
from sla.models import Clock
from tests import factories

RECEIVED = "2026-03-02T10:00:00+01:00"


@pytest.fixture
def desk(noord, projecten, daan, marieke):
    daan.code = "M01"
    daan.save()
    return factories.a_service("PO-10", questions=[{"key": "waar", "required": True}])


def a_line(**changes):
    return {
        "id": "R-1",
        "received_at": RECEIVED,
        "client_id": "M01",
        "department": "PRJ",
        "pool": "NOORD",
        "submitted_by": "Daan Visser",
        "channel": "phone",
        "subject": None,
        "text": "Graag een zaal voor donderdag. Met koffie.",
        "service_code": "PO-10",
        "urgency": "normal",
    } | changes


@pytest.fixture
def run(tmp_path, desk):
    def run(*lines, labels=None, by=""):
        path = tmp_path / "requests.jsonl"
        path.write_text("\n".join(json.dumps(line) for line in lines))
        options = ["--by", by] if by else []
        if labels is not None:
            (tmp_path / "labels.jsonl").write_text("\n".join(map(json.dumps, labels)))
            options += ["--labels", str(tmp_path / "labels.jsonl")]
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("import_requests", str(path), *options, stdout=out, stderr=err)
        except CommandError as refused:
            return out.getvalue(), [*err.getvalue().splitlines(), str(refused)]
        return out.getvalue(), []

    return run


def test_a_request_is_logged_when_it_came_in_by_the_coordinator(run, desk, daan, marieke):
    _out, problems = run(a_line())

    assert problems == []
    service_request = ServiceRequest.objects.get()
    assert service_request.external_reference == "R-1"
    assert service_request.requested_by == daan
    assert service_request.subject == "Graag een zaal voor donderdag."
    assert service_request.channel == Channel.PHONE
    assert service_request.contact_name == ""
    assert service_request.promise.service_version == desk
    assert service_request.promise.received_at == service_request.logged_at
    assert service_request.logged_at.isoformat() == "2026-03-02T09:00:00+00:00"
    logged = service_request.events.get()
    assert (logged.kind, logged.by) == (Event.Kind.LOGGED, marieke)
    response = Clock.objects.get(kind="response")
    assert timezone.localtime(response.due_at).isoformat() == "2026-03-02T14:30:00+01:00"


def test_a_second_run_logs_nothing(run):
    run(a_line())

    out, problems = run(a_line(), a_line(id="R-2"))
    assert (problems, ServiceRequest.objects.count()) == ([], 2)
    assert out.endswith("1 new, 0 changed, 1 as they were.\n")

    out, problems = run(a_line(), a_line(id="R-2"))
    assert (problems, ServiceRequest.objects.count()) == ([], 2)
    assert "Nothing to do" in out


def test_what_the_client_said_is_kept(run):
    run(a_line(urgency="urgent", submitted_by="Roos Kok", service_code=None, subject="Zaal"))

    service_request = ServiceRequest.objects.get()
    assert service_request.urgent_reason == "Reported as urgent."
    assert service_request.promise.urgent
    assert service_request.contact_name == "Roos Kok"
    assert service_request.promise.service_version is None
    assert service_request.subject == "Zaal"


def test_what_was_chosen_for_requests_of_old_is_learned(run, desk):
    run(a_line(text="Graag een kajuit."))

    assert sorted(LearnedWord.objects.of(["kajuit"])) == [
        (desk.service_id, "", 1),
        (desk.service_id, "kajuit", 1),
    ]


def test_a_label_is_what_the_desk_chose(run, desk):
    label = {"id": "R-1", "service_code": "PO-10", "missing_fields": ["waar"]}
    labels = [label | {"event_date": "2026-03-20"}]

    run(a_line(service_code=None), labels=labels)

    service_request = ServiceRequest.objects.get()
    assert service_request.promise.service_version == desk
    assert not service_request.intake_complete
    assert [field.key for field in service_request.missing()] == ["waar"]
    event_at = timezone.localtime(service_request.promise.event_at)
    assert event_at.isoformat() == "2026-03-20T00:00:00+01:00"


def test_a_label_may_say_that_it_is_outside_the_catalogue(run):
    labels = [{"id": "R-1", "service_code": None, "event_date": "2026-03-20T10:00:00+01:00"}]

    run(a_line(), labels=labels)

    promise = ServiceRequest.objects.get().promise
    assert promise.service_version is None
    assert promise.event_at.isoformat() == "2026-03-20T09:00:00+00:00"


def test_somebody_else_of_the_pool_may_be_named(run, fatima):
    run(a_line(), by="Fatima.Bouzid@example.org")

    assert Event.objects.get().by == fatima


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"client_id": "M99"}, "line 2.client_id: M99 is not known"),
        ({"client_id": None}, "line 2.client_id: is missing"),
        ({"department": "XXX"}, "line 2.department: XXX is not known"),
        ({"pool": "ZUID"}, "line 2.pool: ZUID is not known"),
        ({"service_code": "PO-99"}, "line 2.service_code: PO-99 is not known"),
        (
            {"received_at": "2019-03-02T10:00:00+01:00"},
            "line 2.service_code: PO-10 was not in the catalogue on 2019-03-02",
        ),
        ({"received_at": "2026-03-02 10:00"}, "line 2.received_at: must be a moment such as"),
        ({"channel": "fax"}, "line 2.channel: fax is not known"),
        ({"urgency": "high"}, "line 2.urgency: high is not known"),
        ({"text": ""}, "line 2.text: is missing"),
        ({"id": "R-1"}, "line 2.id: R-1 is also at line 1"),
        (
            {"received_at": "2019-03-02T10:00:00+01:00", "service_code": None},
            "line 2: You do not work in the pool that serves this client.",
        ),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_logged(run, changes, problem):
    _out, problems = run(a_line(), a_line(id="R-2") | changes)

    assert any(f"requests.jsonl: {problem}" in line for line in problems), problems
    assert problems[-1] == "1 problem; nothing was written."
    assert not ServiceRequest.objects.exists()


def test_a_pool_that_does_not_serve_the_client_is_told(run, zuid):
    _out, problems = run(a_line(pool="ZUID"))

    assert "line 1.pool: this pool does not serve Projecten" in problems[0]


def test_what_is_wrong_with_the_labels_is_told_too(run):
    labels = [{"id": "R-1", "service_code": "PO-10", "event_date": "20 maart"}]

    _out, problems = run(a_line(), labels=labels)

    assert "labels.jsonl: line 1.event_date: must be a date" in problems[0]


def test_someone_unknown_can_not_log(run):
    _out, problems = run(a_line(), by="niemand@example.org")

    assert "niemand@example.org is not known" in problems[0]
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (
            "Beste Mees,\nNotulist voor de stuurgroep, dinsdag 13.30 uur.\nFemke",
            "Notulist voor de stuurgroep, dinsdag 13.30 uur.",
        ),
        ("Hoi,\nHier de lijst. Graag regelen.", "Hier de lijst."),
        ("Goedemiddag,\nLunch voor 18 personen", "Lunch voor 18 personen"),
        ("hoi! voor de webinar zoek ik een zaal", "Voor de webinar zoek ik een zaal"),
        ("L.s.,\nFactuur doorzetten graag.", "Factuur doorzetten graag."),
        ("Gebeld door Bas ten Cate. Kun je een zaal regelen?", "Kun je een zaal regelen?"),
        ('Telefoonnotitie: Bas belt. "Kun je bellen?"', "Kun je bellen?"),
        ("Yasmina (STR) aan de telefoon: Graag een podcast.", "Graag een podcast."),
        ("Hallo.", "Hallo."),
        ("Dagelijks bestuur: stukken klaarzetten", "Dagelijks bestuur: stukken klaarzetten"),
    ],
)
def test_a_subject_is_the_first_thing_that_is_asked(text, subject):
    assert subject_of("", text) == subject


def test_a_long_subject_ends_at_a_word():
    subject = subject_of("", "woord " * 40)

    assert len(subject) <= 90
    assert subject.endswith("woord…")
