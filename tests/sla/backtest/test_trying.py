"""A norm tried on what was really promised and delivered: which requests count, and the page."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from sla import actions
from sla.backtest import backtest_of
from sla.backtest.reading import cases_lately
from sla.backtest.trying import amounts_beside
from sla.models import AgreementVersion, Norm, Promise, Starts, Way
from sla.terms import terms_for
from tests.factories import NOW, a_client, a_norm, a_service, an_agreement, later, local
from tests.sla.schedules import OFFICE

TODAY = local("2026-06-01T10:00")
THREE_DAYS = Norm(kind="turnaround", way=Way.WORKING_DAYS, amount=3)


@pytest.fixture
def notuleren(db):
    return a_service("PO-13", "Notuleren", turnaround_days=3)


@pytest.fixture
def line(projecten, notuleren):
    return an_agreement(projecten, services=[notuleren.service], turnaround_days=3).lines.get()


@pytest.fixture
def deliver(projecten, noord, notuleren):
    """Promise the service, perhaps wait for the client, and deliver after some hours."""

    def do(hours=5, *, client=projecten, since=NOW, waits=None, version=notuleren, **how):
        terms = terms_for(
            client, noord, version, urgent=how.get("urgent", False), received_at=since
        )
        promise = actions.make_promise(terms, received_at=since, complete=True, **how)
        actions.client_was_told(promise, at=since + timedelta(minutes=30))
        if waits:
            actions.pause(promise, at=since + timedelta(hours=waits[0]))
            actions.resume(promise, at=since + timedelta(hours=waits[1]))
        actions.fulfil(promise, at=since + timedelta(hours=hours))
        return promise

    return do


@pytest.fixture(autouse=True)
def _nothing_read_before():
    cases_lately.cache_clear()


def tried(line, norm=THREE_DAYS, held=None):
    cases_lately.cache_clear()
    return backtest_of(line, norm, held, TODAY)


def shares(found):
    return {point.amount: (point.share.within, point.share.of) for point in found.points}


def test_the_share_is_that_of_the_clocks_themselves(line, deliver, calendar):
    hours = [3, 30, 50, 70, 80, 100, 120, 200]
    for number in hours:
        deliver(number)
        deliver(number, waits=(2, 26))
        deliver(number, waits=(2, 50), since=later(days=4, minutes=number))
    clocks = [
        clock
        for promise in Promise.objects.all()
        for clock in promise.clocks.filter(kind="turnaround")
    ]
    on_time = sum(not clock.is_late(TODAY) for clock in clocks)

    found = tried(line)

    assert (found.chosen.share.within, found.chosen.share.of) == (on_time, 24)
    assert 0 < on_time < 24


def test_also_the_first_reaction(line, deliver):
    for _ in range(5):
        deliver()

    found = tried(line, Norm(kind="response", way=Way.WORKING_TIME, amount=30))

    assert {amount: within for amount, (within, _of) in shares(found).items()}[25] == 0
    assert found.chosen.share.within == 5


def test_what_says_nothing_of_a_norm_stays_out(line, deliver, promise_of, notuleren):
    for _ in range(5):
        deliver()
    deliver(since=local("2025-05-30T10:00"))  # too long ago
    deliver(urgent=True)
    deliver(version=a_service("PO-14", "Anders"))
    promise_of(notuleren)  # not ready
    ended = promise_of(notuleren)
    actions.end(ended, at=later(hours=1), because="vervallen")
    agreed = promise_of(notuleren)
    with_whom = {"with_whom": "Daan", "because": "vakantie"}
    actions.agree_date(agreed, later(days=30), at=later(hours=1), **with_whom)
    actions.fulfil(agreed, at=later(days=20))
    again = deliver()
    actions.reopen(again, at=later(hours=6))
    actions.fulfil(again, at=later(days=30))

    found = tried(line)

    assert found.cases == 6
    assert found.chosen.share.within == 6  # the first time it was delivered


def test_own_requests_go_before_those_of_the_pool(line, deliver, noord):
    other = a_client(noord, "FIN")
    for _ in range(15):
        deliver()
    for _ in range(10):
        deliver(client=other)
    assert (tried(line).cases, tried(line).of_pool) == (25, True)

    for _ in range(5):
        deliver()

    assert (tried(line).cases, tried(line).of_pool) == (20, False)


@pytest.mark.parametrize(("number", "shown"), [(0, False), (4, False), (5, True)])
def test_of_fewer_than_five_nothing_is_told(line, deliver, number, shown):
    for _ in range(number):
        deliver()

    found = tried(line)

    assert found.is_shown is shown
    assert all(point.share.within is None for point in found.points) or shown


def test_what_holds_today_is_told_beside_it(line, deliver):
    for _ in range(5):
        deliver(hours=30)

    found = tried(line, held=Norm(kind="turnaround", way=Way.WORKING_DAYS, amount=0))

    assert (found.now.words, found.now.share.percent) == ("the same day", 0)
    assert tried(line, held=THREE_DAYS).now is None


def test_after_the_event_counts_from_there(line, deliver):
    for _ in range(5):
        deliver(hours=30, event_at=later(hours=24))
    deliver()
    after = Norm(kind="turnaround", way=Way.WORKING_TIME, amount=360, starts=Starts.EVENT_END)

    found = tried(line, after)

    assert found.cases == 5
    assert shares(found)[300] == (0, 5)
    assert shares(found)[360] == (5, 5)


@pytest.mark.parametrize("way", [Way.DAYS_BEFORE, Way.TIME_BEFORE])
def test_back_from_the_event_counts_to_there(line, deliver, way):
    for _ in range(5):
        deliver(hours=1, event_at=later(days=7))
    deliver()

    found = tried(line, Norm(kind="turnaround", way=way, amount=2))

    assert found.cases == 5
    assert found.chosen.share.within == 5


def test_a_calendar_without_hours_has_no_curve(line, deliver, noord):
    for _ in range(5):
        deliver()
    assert tried(line).points

    empty = noord.own_calendar.calendar.__class__.objects.create(code="leeg", name="Leeg")
    norm = Norm(way="working_days", kind="turnaround", amount=1, calendar=empty)

    assert tried(line, norm).points == ()
    assert not tried(line, norm).is_shown


@pytest.mark.parametrize(
    ("way", "amount", "expected"),
    [
        ("working_days", 3, list(range(9))),
        ("days_before", 5, list(range(1, 11))),
        ("working_time", 100, sorted({*range(5, 241, 5)})),
        ("working_time", 101, sorted({101, *range(5, 241, 5)})),
        ("working_time", 960, list(range(60, 1921, 60))),
    ],
)
def test_norms_lie_as_far_apart_as_fits_them(way, amount, expected):
    assert amounts_beside(Norm(way=way, amount=amount), OFFICE) == expected


@pytest.mark.parametrize("amount", [1, 59, 60, 61, 99_999])
@pytest.mark.parametrize("way", ["working_days", "working_time"])
def test_there_are_never_too_many_norms(way, amount):
    amounts = amounts_beside(Norm(way=way, amount=amount), OFFICE)

    assert amount in amounts
    assert len(amounts) <= 65


def test_what_was_read_serves_again_for_some_minutes(line, deliver):
    for _ in range(20):
        deliver()
    assert backtest_of(line, THREE_DAYS, None, TODAY).cases == 20
    deliver()

    with CaptureQueriesContext(connection) as captured:
        assert backtest_of(line, THREE_DAYS, None, TODAY).cases == 20
    assert not captured
    assert backtest_of(line, THREE_DAYS, None, TODAY + timedelta(minutes=10)).cases == 21


# The page


@pytest.fixture
def desk(settings, coordinator):
    settings.LANGUAGE_CODE = "en"
    with travel(TODAY, tick=False):
        yield coordinator


def page_of(line, **asked):
    return reverse("sla:backtest", args=[line.version_id, line.pk], query=asked)


def curve(page):
    return json.loads(re.search(r'data-backtest="(.*?)"', page)[1].replace("&quot;", '"'))


def test_a_coordinator_reads_the_share_and_its_curve(desk, line, deliver):
    for hours in [5] * 6 + [30] * 2 + [200]:
        deliver(hours)

    page = desk.get(page_of(line)).content.decode()

    assert '<b data-said="words">3 working days</b>' in page
    assert '<b data-said="percent">88 %</b>' in page
    assert "8 of 9 requests" in page
    assert [[amount, met] for amount, _w, _p, met, *_rest in curve(page)][:4] == [
        [0, 6],
        [1, 8],
        [2, 8],
        [3, 8],
    ]
    assert "The aim of 95 % is reached with 7 working days." in page
    assert "read it as a hint" in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"norm": "4 working hours"}, 'with <b data-said="words">4 working hours</b>'),
        ({"norm": "4 working hours", "amount": "90"}, ">90 working minutes</b>"),
        ({"amount": "5"}, ">5 working days</b>"),
        ({"amount": "veel"}, ">3 working days</b>"),
        ({"amount": "-1"}, ">3 working days</b>"),
        ({"norm": "snel"}, "read as a norm"),
        ({"norm": "16:00 if received before 12:00, otherwise 12:00 the next working day"}, "16:00"),
        (
            {
                "norm": "16:00 if received before 12:00, otherwise 12:00 the next working day",
                "amount": "13:30",
            },
            "received before 13:30",
        ),
        ({"norm": "2 working days before the event"}, "Fewer than five"),
        ({"kind": "response"}, ">4 working hours</b>"),
        ({"kind": "update"}, ">3 working days</b>"),
    ],
)
def test_another_norm_is_tried_as_it_is_typed(desk, line, deliver, asked, said):
    for _ in range(5):
        deliver()

    assert said in desk.get(page_of(line, **asked)).content.decode()


def test_a_line_without_a_norm_says_what_will_be_here(desk, projecten):
    bare = a_service("PO-15", "Los", turnaround_days=None, response_hours=None)
    line = an_agreement(projecten, services=[bare.service], status="drafted").lines.get()
    line.norms.all().delete()

    assert "has no norm yet" in desk.get(page_of(line)).content.decode()


def test_what_is_agreed_today_is_told_beside_a_draft(desk, line, deliver):
    for _ in range(5):
        deliver(hours=30)
    draft = AgreementVersion.objects.create(
        agreement=line.version.agreement,
        number=2,
        calendar=line.version.calendar,
        valid_from=TODAY.date(),
        valid_until=TODAY.date(),
    )
    proposed = draft.lines.create(service=line.service)
    a_norm("turnaround", days=0, agreement_line=proposed)

    page = desk.get(page_of(proposed)).content.decode()

    assert "Now, with 3 working days: 100 %." in page


@pytest.mark.parametrize("who", ["fatima", "daan", "sanne", "stranger"])
def test_nobody_else_reads_it(request, client, line, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(page_of(line)).status_code == 404


def test_a_line_is_only_found_under_its_own_version(desk, line, noord, notuleren):
    other = an_agreement(a_client(noord, "FIN"), services=[notuleren.service])

    assert desk.get(reverse("sla:backtest", args=[other.pk, line.pk])).status_code == 404


def test_the_cost_is_the_same_for_few_and_for_many(desk, line, deliver):
    def cost():
        cases_lately.cache_clear()
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(page_of(line)).status_code == 200
        return len(captured)

    for _ in range(5):
        deliver(waits=(1, 2))
    cost()  # reads the hours of the calendar, once for this process
    few = cost()
    for _ in range(10):
        deliver(waits=(1, 2))

    assert cost() == few


@pytest.mark.parametrize(
    ("asked", "ticks"),
    [
        ({}, ["0", "1", "2", "3", "4", "5", "6", "7", "8"]),
        ({"norm": "12 working days"}, ["0", "4", "8", "12", "16", "20", "24"]),
        ({"norm": "2 working hours"}, ["0.5", "1", "1.5", "2", "2.5", "3", "3.5", "4"]),
        ({"norm": "8 working hours"}, ["2", "4", "6", "8", "10", "12", "14", "16"]),
    ],
)
def test_round_norms_are_named_under_the_curve(desk, line, deliver, asked, ticks):
    for _ in range(5):
        deliver()

    page = desk.get(page_of(line, **asked)).content.decode()

    assert re.findall(r'y="190" text-anchor="middle">(.*?)<', page) == ticks
