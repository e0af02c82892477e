"""What is measured on is what the actions would have left: copies that keep every promise."""

import json
import shutil
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from requests.demo import loading
from requests.models import OPEN, Event, Notification, ServiceRequest
from requests.policies import MOVES
from sla.business_time import elapsed
from sla.counting import due_at
from sla.models import Alert, Clock, ClockEvent, Promise
from sla.models.clocks import next_promised
from teams.models import PoolMembership
from tests.bench import data
from tests.factories import local

TUESDAY = local("2026-11-24T11:00")
SIZE = data.Size(requests=600, open=200)


@pytest.fixture(scope="module")
def _filled(django_db_setup, django_db_blocker, tmp_path_factory):
    """A few requests of the demo and some more that are open, and copies of them."""
    few = tmp_path_factory.mktemp("demo")
    for file in loading.DATA.iterdir():
        shutil.copy(file, few)
    whole = read(few / "requests.jsonl")
    some = whole[::20] + whole[-3:]  # what came in long ago is closed, what came in last is open
    (few / "requests.jsonl").write_text("\n".join(map(json.dumps, some)))
    with django_db_blocker.unblock(), transaction.atomic():
        data.play_the_demo(TUESDAY, more=15, files=few)
        data.multiply(SIZE)
        yield
        transaction.set_rollback(True)


def read(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture
def copies(_filled, db):
    """The requests that are copies, with what their page reads."""
    found = ServiceRequest.objects.filter(external_reference__regex="-.+-[0-9]+$")
    return found.select_related("promise").prefetch_related("events", "promise__clocks")


def test_there_are_about_as_many_as_were_asked_for_and_references_hold(copies):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert 0.8 < copies.count() / SIZE.requests <= 1
    assert 0.8 < copies.filter(status__in=OPEN).count() / SIZE.open <= 1


def test_a_copy_has_all_that_its_original_has(copies):
    def rows(requests):
        about = requests.order_by().values("pk")
        counted = (
            Event.objects.filter(service_request__in=about),
            Notification.objects.filter(service_request__in=about),
            Promise.objects.filter(service_request__in=about),
            Clock.objects.filter(promise__service_request__in=about),
            ClockEvent.objects.filter(clock__promise__service_request__in=about),
            Alert.objects.filter(clock__promise__service_request__in=about),
        )
        return [found.count() for found in counted]

    references = copies.values_list("external_reference", flat=True)
    number = references.order_by("pk")[0].rpartition("-")[2]
    copied = copies.filter(external_reference__endswith=f"-{number}")
    named = [one.removesuffix(f"-{number}") for one in references if one.endswith(f"-{number}")]
    originals = ServiceRequest.objects.filter(external_reference__in=named)

    assert rows(copied) == rows(originals)
    assert all(rows(copied)[:-1])


def test_what_is_due_next_is_what_its_clocks_say(copies):
    for one in copies:
        going = [clock for clock in one.promise.clocks.all() if clock.stopped_at is None]
        assert one.promise.next_due_at == next_promised(going)
        assert bool(going) == one.is_open


def test_the_story_leads_to_the_status(copies):
    for one in copies:
        status = "new"
        for event in one.events.all():
            status = (MOVES[event.kind].to if event.kind in MOVES else None) or status
        assert one.status == status
        assert one.changed_at == max(one.promise.received_at, *(e.at for e in one.events.all()))


def test_time_counts_for_a_copy_as_its_calendar_says(copies):
    clocks = Clock.objects.filter(
        promise__service_request__in=copies.values("pk"), started_at__isnull=False
    )
    paused = ClockEvent.objects.filter(kind=ClockEvent.Kind.PAUSED).values("clock")
    straight = clocks.exclude(pk__in=paused).select_related("norm", "calendar", "promise")

    assert straight.filter(promise__received_at__lt=TUESDAY - timedelta(days=365)).exists()
    for clock in straight:
        schedule = clock.calendar.schedule()
        due = due_at(clock.norm, schedule, clock.started_at, clock.promise.event_at)
        assert clock.due_at == due
        assert clock.target == elapsed(schedule, clock.started_at, due)
        if clock.stopped_at:
            assert clock.consumed == elapsed(schedule, clock.started_at, clock.stopped_at)


def test_nothing_of_a_copy_lies_in_the_future_but_what_is_due(copies):
    assert not Event.objects.filter(at__gt=TUESDAY).exists()
    assert not Clock.objects.filter(stopped_at__gt=TUESDAY).exists()
    assert not Clock.objects.filter(next_rung_at__lte=TUESDAY).exists()
    assert not Notification.objects.filter(send_at__isnull=False).exists()


def test_the_pages_show_every_one_of_them(copies, client):
    member = PoolMembership.objects.filter(user__is_staff=False).order_by("pk").first()
    client.force_login(member.user)
    on = timezone.localdate()
    mine = ServiceRequest.objects.worked_by(member.user, on)

    shown, address = set(), reverse("requests:queue")
    while address:
        context = client.get(address).context
        shown |= {line.service_request.pk for line in context["page"].lines}
        address = context["page"].after and f"{reverse('requests:queue')}{context['more']}"

    assert shown == set(mine.open().values_list("pk", flat=True))
    alike = mine.filter(pk__in=copies.values("pk")).values("status").annotate(n=Count("pk"))
    for status in alike.values_list("status", flat=True):
        one = mine.filter(status=status, pk__in=copies.values("pk")).first()
        assert one.subject in client.get(one.get_absolute_url()).content.decode()
        clock = one.promise.clocks.filter(started_at__isnull=False).first()
        why = reverse("requests:why", args=[one.pk, clock.pk])
        assert client.get(why).status_code == 200
