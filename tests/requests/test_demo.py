"""The demo: months of work that end now, whatever the day and the hour."""

import io
from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.core.management.base import OutputWrapper
from django.db import transaction
from django.db.models import F

from core.importing import Progress
from requests.alerts import alert_what_is_due
from requests.demo import loading
from requests.demo.moving import DEMO_DAY
from requests.models import OPEN, Event, Notification, ServiceRequest, Status
from sla.business_time import elapsed, is_open
from sla.models import Alert, CalendarVersion, Clock, PoolCalendar
from teams.models import User
from tests.factories import local

TUESDAY = local("2026-11-24T10:30")
MINUTE = timedelta(minutes=1)


def load(start, data=loading.DATA):
    progress = Progress(OutputWrapper(io.StringIO()))
    loading.load_demo(clock=lambda: start, progress=progress, data=data, history=200)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The whole demo, loaded on a Tuesday morning; each test takes back what it changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(TUESDAY)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def tuesday(loaded, db):
    return TUESDAY


def open_requests():
    return ServiceRequest.objects.filter(status__in=OPEN)


def late(requests, now):
    return {
        clock.promise_id
        for clock in Clock.objects.going().filter(promise__service_request__in=requests)
        if clock.is_late(now)
    }


def test_all_requests_are_there_and_the_newest_came_in_minutes_ago(tuesday):
    lived = ServiceRequest.objects.exclude(external_reference=None)
    assert lived.count() == 402
    assert ServiceRequest.objects.count() > 550  # with what is history
    newest = ServiceRequest.objects.get(external_reference="R26-0400")
    assert newest.promise.received_at == tuesday - 4 * MINUTE
    assert newest.status == Status.NEW
    assert not Event.objects.filter(at__gt=tuesday).exists()


def test_the_queue_looks_like_a_morning(tuesday):
    queue = Counter(open_requests().values_list("status", flat=True))
    assert 38 <= queue.total() <= 50
    assert min(queue[status] for status in OPEN) >= 4
    assert open_requests().values("promise__pool").distinct().count() == 3
    assert 1 <= len(late(open_requests(), tuesday)) <= 5
    assert open_requests().filter(promise__service_version=None).exists()
    assert open_requests().filter(confidential=True).count() == 1
    urgent = open_requests().exclude(urgent_reason="").filter(status=Status.NEW)
    assert urgent.get().external_reference == loading.LAST
    today = open_requests().filter(promise__next_due_at__range=(tuesday, tuesday + 7 * 60 * MINUTE))
    assert today.count() >= 3


def test_what_was_done_was_confirmed_rated_or_closed_in_silence(tuesday):
    happened = Counter(Event.objects.values_list("kind", flat=True))
    kinds = (Event.Kind.CONFIRMED, Event.Kind.CLOSED, Event.Kind.RATED, Event.Kind.REOPENED)
    assert min(happened[kind] for kind in kinds) >= 4
    assert happened[Event.Kind.LATE_CAUSE] >= 4
    assert not ServiceRequest.objects.past_closing(tuesday).exists()
    assert ServiceRequest.objects.filter(status=Status.DONE).count() >= 3


def test_the_desk_reads_what_is_meant_and_leaves_outside_what_is(tuesday):
    outside = ServiceRequest.objects.filter(promise__service_version=None)
    minutes = ServiceRequest.objects.get(external_reference="R26-0002")

    assert minutes.promise.service_version.name.startswith("Notuleren")
    assert minutes.promise.event_at > minutes.promise.received_at
    assert minutes.promise.clocks.filter(kind="turnaround").exists()
    assert 30 <= outside.count() <= 100
    assert outside.filter(external_reference="R26-0331").exists()  # groceries for at home


def test_there_is_always_something_to_decide(tuesday):
    waits = Clock.objects.going().filter(kind="decision", promise__service_request__isnull=False)

    assert waits.exists()


def test_the_past_was_mostly_in_time(tuesday):
    done = Clock.objects.filter(stopped_at__isnull=False, kind="turnaround")
    share = done.filter(stopped_at__gt=F("due_at")).count() / done.count()

    assert 0.02 <= share <= 0.13
    assert Alert.objects.filter(rung="breach").exists()
    assert not Alert.objects.filter(found_at__gt=F("due_at") + 20 * MINUTE).exists()


def test_the_desk_worked_while_it_was_open(tuesday):
    schedules = {
        each.pool_id: each.calendar.schedule()
        for each in PoolCalendar.objects.select_related("calendar")
    }
    by_people = Event.objects.exclude(kind=Event.Kind.LOGGED).select_related(
        "service_request__promise"
    )

    in_closed_time = [
        event
        for event in by_people
        if not is_open(schedules[event.service_request.promise.pool_id], event.at - MINUTE / 60)
    ]

    assert len(in_closed_time) <= 0.03 * len(by_people)  # the desk in the hall is open longer


def test_old_messages_are_mailed_and_only_news_is_unread(tuesday):
    to_mail = Notification.objects.filter(send_at__isnull=False)
    assert set(to_mail.values_list("service_request__external_reference", flat=True)) == {
        loading.LAST,
        loading.TO_DECIDE,
    }
    unread = Notification.objects.unread().filter(recipient__isnull=False)
    bells = Counter(unread.values_list("recipient__code", flat=True))
    assert bells
    assert max(bells.values()) <= 20


def test_everyone_signs_in_and_one_may_administer(tuesday, rf):
    mees = User.objects.get(code="S24")
    assert authenticate(rf.post("/"), username=mees.email, password="demo") == mees
    assert User.objects.filter(is_staff=True).get().code == "C01"


def test_within_two_minutes_a_deadline_passes_by_itself(tuesday):
    last = ServiceRequest.objects.get(external_reference=loading.LAST)
    response = last.promise.clocks.get(kind="response")
    assert MINUTE < response.due_at - tuesday < 2 * MINUTE
    assert last.status == Status.NEW

    alert_what_is_due(now=response.due_at, limit=100)

    told = Notification.objects.filter(alert__clock=response, alert__found_at=response.due_at)
    assert told.get(recipient__code="S24").alert.rung == "breach"
    assert told.get(recipient__code="C01").alert.rung == "escalation"  # as was agreed


def test_an_ordinary_morning_needs_no_other_hours(tuesday):
    assert not CalendarVersion.objects.filter(note=DEMO_DAY).exists()


def test_distances_are_kept_in_opening_time(tuesday):
    first = ServiceRequest.objects.get(external_reference="R26-0394").promise
    second = ServiceRequest.objects.get(external_reference="R26-0398").promise
    schedule = first.pool.own_calendar.calendar.schedule()

    assert elapsed(schedule, first.received_at, second.received_at) == timedelta(
        hours=3, minutes=3, seconds=3
    )


def test_a_second_load_has_nothing_to_do(tuesday, settings):
    settings.DEMO = True
    before = Event.objects.count()
    out = io.StringIO()

    call_command("load_demo", stdout=out)

    assert Event.objects.count() == before
    assert len(out.getvalue().splitlines()) == 1
