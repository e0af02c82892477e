"""The history of the demo is what the actions would have left, had they done all of it."""

import io
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

import pytest
from django.core.management.base import OutputWrapper
from django.db import connection, transaction
from django.db.models import F
from django.utils import translation

from core.importing import Progress
from requests import actions
from requests.closing import close_what_is_done
from requests.demo import loading, sentences
from requests.demo.history.loading import load_history
from requests.demo.stage import sweep
from requests.demo.teams import teams
from requests.models import (
    OPEN,
    Channel,
    Event,
    Notification,
    Rating,
    ServiceRequest,
    Status,
    TimeEntry,
    WaitingFor,
)
from sla.models import Alert, Cause, Clock, ClockEvent, LateCause, Promise
from tests.factories import local

TUESDAY = local("2026-11-24T10:30")
SIZE = 700
SAMPLE = 40
A_MOMENT = timedelta(microseconds=1)
QUIET = Progress(OutputWrapper(io.StringIO()))
Kind = Event.Kind


def load(size):
    load_history(teams(), TUESDAY, size, QUIET)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The organisation of the demo with some of its history; each test takes back its changes."""
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("nl"):
        loading._load_organisation(loading.DATA, TUESDAY, QUIET)
        load(SIZE)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def history(loaded, db):
    """All requests of the history."""
    return ServiceRequest.objects.select_related(
        "promise__client__pool", "promise__service_version", "requested_by"
    ).order_by("pk")


def sample(history):
    """Return some of every kind of life, and more as they come."""
    lives = [
        *(history.filter(events__kind=kind) for kind in Kind),
        *(history.filter(status=status) for status in Status),
        history.filter(events__text__in=sentences.THIRD_PARTIES),
        *(
            history.filter(
                promise__clocks__kind=kind,
                promise__clocks__stopped_at__gt=F("promise__clocks__due_at"),
            )
            for kind in ("response", "turnaround", "update")
        ),
        *(
            history.filter(promise__clocks__alerts__rung=rung)
            for rung in ("warning", "breach", "escalation")
        ),
        history.exclude(urgent_reason=""),
        history.filter(promise__event_at__isnull=False),
        history.filter(promise__short_notice=True),
        history.filter(promise__clocks__norm__starts="event_end"),
        history.filter(promise__clocks__kind="turnaround", promise__clocks__cycle=2),
        history.filter(rating__mark__isnull=False),
        history.filter(time_entries__isnull=False),
    ]
    chosen = {one.pk: one for found in lives for one in found.distinct()[:2]}
    for one in history[:: SIZE // SAMPLE]:
        chosen.setdefault(one.pk, one)
    return list(chosen.values())


def rows(queryset, *but):
    """Return what rows say, but for their keys."""
    left_out = {"id", "clock_id", "service_request_id", "promise_id", *but}
    names = [field.attname for field in queryset.model._meta.concrete_fields]
    return list(queryset.values(*(name for name in names if name not in left_out)))


def all_of(request):
    """Return everything there is of a request."""
    clocks = Clock.objects.filter(promise=request.promise_id).order_by("pk")
    return {
        "request": rows(ServiceRequest.objects.filter(pk=request.pk), "token"),
        "promise": rows(Promise.objects.filter(pk=request.promise_id)),
        "story": rows(request.events.order_by("at", "pk")),
        "rating": rows(Rating.objects.filter(service_request=request)),
        "time": rows(TimeEntry.objects.filter(service_request=request).order_by("pk")),
        "clocks": [
            {
                "clock": rows(Clock.objects.filter(pk=clock.pk)),
                "history": rows(ClockEvent.objects.filter(clock=clock).order_by("pk")),
                "alerts": rows(Alert.objects.filter(clock=clock).order_by("pk")),
                "cause": rows(LateCause.objects.filter(clock=clock)),
            }
            for clock in clocks
        ],
    }


def done_again(first):
    """Let the real actions do all of a request again, at the same moments."""
    story = list(first.events.select_related("by").order_by("at", "pk"))
    again = log(first, story[0])
    for before, event in pairwise(story):
        so_already = event.kind == Kind.RESUMED and before.kind == Kind.ANSWERED
        if event.kind != Kind.LATE_CAUSE and not so_already:
            sweep(until=event.at)
            who = {"by": event.by, "now": event.at}
            STEPS[event.kind](Step(first, again, event, story), who)
    return again


def log(first, event):
    incomplete = first.events.filter(kind=Kind.ANSWERED).exists()
    return actions.log(
        requested_by=first.requested_by,
        client=first.promise.client,
        service_version=first.promise.service_version,
        subject=first.subject,
        text=first.text,
        channel=Channel(first.channel),
        urgent_reason=first.urgent_reason,
        intake_complete=first.intake_complete and not incomplete,
        event_at=first.promise.event_at,
        received_at=first.promise.received_at,
        by=event.by,
        now=event.at,
    )


class Step(NamedTuple):
    """What happened first, and to which request it happens again."""

    first: ServiceRequest
    again: ServiceRequest
    event: Event
    story: list[Event]


def contact(step, who):
    channel, text = Channel(step.event.channel), step.event.text
    actions.contact(step.again, channel=channel, text=text, **who)


def wait(step, who):
    third = step.event.text in sentences.THIRD_PARTIES
    whom = WaitingFor.THIRD_PARTY if third else WaitingFor.CLIENT
    reason = step.event.text
    actions.wait(step.again, waiting_for=whom, reason=reason, follow_up_on=None, **who)


def complete_intake(step, who):
    event_at = step.first.promise.event_at
    actions.complete_intake(step.again, answers=step.first.answers, event_at=event_at, **who)


def finish(step, who):
    at = step.event.at
    for entry in step.first.time_entries.filter(written_at=at):
        actions.book_time(step.again, minutes=entry.minutes, day=entry.day, note="", **who)
    said = [one.text for one in step.story if one.kind == Kind.LATE_CAUSE and one.at == at]
    cause = next((cause for cause in Cause if str(cause.label) in said), None)
    actions.finish(step.again, text=step.event.text, cause=cause, **who)


def rate(step, who):
    given = step.first.rating
    if not Rating.objects.filter(service_request=step.again).exists():
        actions.rate(step.again, verdict=given.verdict, **who)
    else:
        actions.say_more(step.again, mark=given.mark, sentence=given.sentence, **who)


def close(step, who):
    close_what_is_done(now=step.event.at + A_MOMENT, limit=10_000)


STEPS = {
    Kind.PICKED_UP: lambda step, who: actions.pick_up(step.again, **who),
    Kind.HANDED_BACK: lambda step, who: actions.hand_back(step.again, reason="", **who),
    Kind.CONTACT: contact,
    Kind.WAITING: wait,
    Kind.RESUMED: lambda step, who: actions.resume(step.again, text=step.event.text, **who),
    Kind.ANSWERED: complete_intake,
    Kind.DONE: finish,
    Kind.CANCELLED: lambda step, who: actions.cancel(step.again, reason=step.event.text, **who),
    Kind.DECLINED: lambda step, who: actions.decline(
        step.again, alternative=step.event.text, **who
    ),
    Kind.REOPENED: lambda step, who: actions.ask_again(step.again, text=step.event.text, **who),
    Kind.CONFIRMED: lambda step, who: actions.confirm(step.again, **who),
    Kind.RATED: rate,
    Kind.TO_DISCUSS: lambda step, who: actions.discuss(step.again, text=step.event.text, **who),
    Kind.CLOSED: close,
}


def test_the_actions_leave_the_same(history):
    with translation.override("nl"):  # as the history was made
        again = {first: done_again(first) for first in sample(history)}

    assert len(again) >= SAMPLE
    for first, second in again.items():
        assert all_of(first) == all_of(second)


def test_every_kind_of_life_is_there(history):
    kinds = set(Event.objects.values_list("kind", flat=True))
    statuses = set(history.values_list("status", flat=True))

    assert kinds == {Kind.LOGGED, Kind.LATE_CAUSE, *STEPS}
    assert statuses == {Status.CLOSED, Status.DONE, Status.CANCELLED, Status.DECLINED}


def test_all_of_it_is_over_and_nobody_is_told(history):
    assert SIZE * 0.97 < history.count() <= SIZE
    assert not history.filter(status__in=OPEN).exists()
    assert not history.past_closing(TUESDAY).exists()
    assert not Clock.objects.going().exists()
    assert not Event.objects.filter(at__gte=TUESDAY).exists()
    assert not Notification.objects.exists()


def test_it_keeps_every_rule_of_the_database(history):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert history.exists()


def test_it_fills_fourteen_months_under_what_was_agreed_then(history):
    received = [one.promise.received_at for one in history]
    months = Counter((at.year, at.month) for at in received)

    assert len(months) == 15  # of which the first and the last are not whole
    assert min(TUESDAY - at for at in received) < timedelta(days=7)
    for one in history.select_related("promise__agreement_version"):
        agreed, on = one.promise.agreement_version, one.promise.received_at.astimezone().date()
        assert agreed.valid_from <= on <= agreed.valid_until
    summer, spring = months[2026, 8], months[2026, 6]
    assert summer < spring


def test_most_is_in_time_and_some_services_are_not(history):
    clocks = Clock.objects.filter(kind="turnaround", without_outcome=False)
    in_time = clocks.filter(stopped_at__lte=F("due_at")).count() / clocks.count()

    assert 0.9 < in_time < 0.98


def test_it_is_the_same_each_time(loaded, db):
    told = []
    for _time in range(2):
        with transaction.atomic():
            before = ServiceRequest.objects.order_by("-pk").first().pk
            load(60)
            made = ServiceRequest.objects.filter(pk__gt=before)
            told.append([all_of(one) for one in made.order_by("pk")])
            transaction.set_rollback(True)

    assert told[0] == told[1]
    assert len(told[0]) > 50
