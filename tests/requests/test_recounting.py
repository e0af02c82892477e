"""Many clocks of a calendar that changed, counted anew by workers beside each other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from requests import actions
from requests.models import Event, Notification
from requests.recounting import recount_what_lags, tell_what_moved
from requests.tasks import recount_calendars
from sla.actions import draft, lagging, put_in_force
from sla.models import Clock, ClockEvent, Promise, Rung
from tests.factories import NOW, a_request, a_service, local

LATER = NOW + timedelta(minutes=1)
REQUESTS = 12


@pytest.fixture
def changed(noord, daan, fatima):
    """A calendar whose dates are to move, with a dozen requests under way."""
    calendar, service = noord.own_calendar.calendar, a_service(turnaround_days=2)
    for number in range(REQUESTS):
        a_request(daan, by=fatima, service=service, subject=f"Verzoek {number}")
    hours = calendar.schedule().to_dict()
    hours["exceptions"]["2026-03-03"] = {"name": "Storing", "hours": []}
    put_in_force(draft(calendar, hours, note="Storing", by=None, now=NOW), moves=True, now=NOW)
    return calendar


def counted_anew():
    return ClockEvent.objects.filter(kind=ClockEvent.Kind.CALENDAR).count()


@pytest.mark.django_db(transaction=True)
def test_two_workers_count_every_clock_once_and_tell_every_client_once(changed):
    together = Barrier(2)

    def work():
        together.wait()
        try:
            while recount_what_lags(limit=3):
                pass
            while tell_what_moved(now=LATER, limit=2):
                pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as workers:
        for done in [workers.submit(work) for _ in range(2)]:
            done.result()
    recount_calendars()

    assert counted_anew() == REQUESTS
    assert Event.objects.filter(kind=Event.Kind.MOVED).count() == REQUESTS
    assert Notification.objects.filter(event__kind=Event.Kind.MOVED).count() == REQUESTS


@pytest.mark.django_db(transaction=True)
def test_what_an_action_holds_is_skipped_and_not_waited_for(changed):
    held = Clock.objects.filter(calendar=changed).order_by("pk").first()

    with ThreadPoolExecutor(1) as workers, transaction.atomic():
        Clock.objects.select_for_update(no_key=True).get(pk=held.pk)
        workers.submit(in_a_thread, recount_what_lags, limit=1000).result(timeout=20)
        assert list(lagging()) == [changed]
    recount_what_lags(limit=1000)

    assert list(lagging()) == []


def in_a_thread(do, **how):
    try:
        return do(**how)
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_a_promise_that_another_holds_is_told_whole_or_not_yet(changed):
    recount_what_lags(limit=REQUESTS * 4)
    held = Promise.objects.order_by("pk").first()

    def tell():
        told = tell_what_moved(now=LATER, limit=REQUESTS)
        connections.close_all()
        return told

    with ThreadPoolExecutor(1) as workers, transaction.atomic():
        Promise.objects.select_for_update(no_key=True).get(pk=held.pk)
        assert workers.submit(tell).result() == REQUESTS - 1
    assert Event.objects.filter(kind=Event.Kind.MOVED).count() == REQUESTS - 1

    assert tell_what_moved(now=LATER, limit=REQUESTS) == 1
    assert held.service_request.events.filter(kind=Event.Kind.MOVED).count() == 1


@pytest.mark.django_db
def test_a_worker_that_dies_half_way_has_changed_and_told_nothing(changed, monkeypatch):
    before = list(Clock.objects.order_by("pk").values())
    monkeypatch.setattr("sla.actions.recounting._promise_next", die)

    with pytest.raises(SystemExit):
        recount_what_lags(limit=5)

    assert list(Clock.objects.order_by("pk").values()) == before
    assert counted_anew() == 0


def die(*_):
    raise SystemExit


@pytest.mark.django_db
def test_a_teller_that_dies_half_way_tells_it_the_next_time(changed, monkeypatch):
    recount_what_lags(limit=1000)
    with monkeypatch.context() as broken:
        broken.setattr("requests.recounting._still_there", die)
        with pytest.raises(SystemExit):
            tell_what_moved(now=LATER, limit=5)

    recount_calendars()

    assert Event.objects.filter(kind=Event.Kind.MOVED).count() == REQUESTS


@pytest.mark.django_db
def test_a_warning_whose_moment_is_that_of_the_change_is_behind_the_clock(noord, daan, fatima):
    clock = a_request(daan, by=fatima).promise.clocks.get(kind="response")
    at = local("2026-03-02T13:30")  # three of its four hours are used
    hours = clock.calendar.schedule().to_dict()
    hours["exceptions"]["2026-03-02"] = [["08:30", "12:30"], ["13:00", "18:00"]]
    put_in_force(draft(clock.calendar, hours, note="", by=None, now=at), moves=True, now=at)

    recount_what_lags(limit=10)

    clock.refresh_from_db()
    assert (clock.next_rung, clock.next_rung_at) == (Rung.BREACH, local("2026-03-02T14:30"))


@pytest.mark.django_db
def test_a_run_with_nothing_to_do_is_two_reads(changed):
    recount_calendars()

    with CaptureQueriesContext(connection) as read:
        recount_calendars()

    assert len(read) == 2


@pytest.mark.django_db
def test_whoever_acts_first_has_the_clocks_brought_up_to_date(changed, fatima):
    request = Clock.objects.filter(calendar=changed).first().promise.service_request

    actions.pick_up(request, by=fatima, now=LATER)

    response = request.promise.clocks.get(kind="response")
    assert (response.counted_under, response.stopped_at) == (2, LATER)
