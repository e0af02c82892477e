"""Done: told, confirmed or silently closed, opened again in time, and why it was late."""

from datetime import timedelta

import pytest

from requests import actions
from requests.closing import close_what_is_done
from requests.models import Event, Notification, Status
from requests.policies import Refused
from sla.models import Cause, LateCause
from tests.factories import NOW, a_calendar, a_pool, a_request, a_secretary, a_service, later, local

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")
AT = later(minutes=5)
LATE = local("2026-03-05T10:00")  # a day after it was promised
CLOSES = local("2026-03-09T17:00")
OVER = CLOSES + timedelta(minutes=1)
Kind = Event.Kind


@pytest.fixture
def zaal(daan, fatima):
    return a_request(daan, by=fatima, service=a_service())


@pytest.fixture
def done(zaal, fatima):
    actions.finish(zaal, text="De zaal staat klaar.", by=fatima, now=AT)
    return zaal


def close(now, limit=100):
    return close_what_is_done(now=now, limit=limit)


def kinds(service_request):
    return [event.kind for event in service_request.events.order_by("pk")]


# Until when


@pytest.mark.parametrize(
    ("done_at", "closes_at"),
    [
        ("2026-03-02T10:05", "2026-03-09T17:00"),
        ("2026-03-06T17:00", "2026-03-16T17:00"),  # at closing time it is Monday already
        ("2026-03-27T16:00", "2026-04-03T17:00"),  # over the night in which clocks go forward
        ("2026-10-23T16:00", "2026-10-30T17:00"),  # and back
        ("2026-04-24T16:00", "2026-05-04T17:00"),  # over Koningsdag
    ],
)
def test_it_closes_at_the_end_of_five_working_days(daan, projecten, done_at, closes_at):
    noord = a_pool("OOST", calendar=a_calendar(closed={local("2026-04-27T00:00").date(): "K"}))
    projecten.pool = noord
    projecten.save()
    at = local(done_at)
    fatima = a_secretary(noord, "Fenna Bos")
    it = a_request(daan, by=fatima, received_at=at)

    actions.finish(it, text="", by=fatima, now=at)

    assert it.closes_at == local(closes_at)


@pytest.mark.parametrize("lacking", ["no_hours", "no_calendar"])
def test_without_hours_to_count_by_it_is_a_week(request, daan, fatima, lacking):
    it = a_request(daan, by=fatima)
    request.getfixturevalue(lacking)

    actions.finish(it, text="", by=fatima, now=AT)

    assert it.closes_at == AT + timedelta(days=7)


def test_it_closes_silently_once_that_is_over_and_not_before(done):
    assert close(CLOSES) == 0

    assert close(OVER) == 1
    assert close(OVER) == 0
    done.refresh_from_db()
    assert done.status == Status.CLOSED
    last = done.events.last()
    assert (last.kind, last.at, last.by) == (Kind.CLOSED, CLOSES, None)
    assert done.changed_at == CLOSES
    assert not Notification.objects.filter(event__kind=Kind.CLOSED).exists()


def test_after_a_long_downtime_all_that_is_over_closes_at_its_own_time(daan, fatima):
    for day in range(4):
        it = a_request(daan, by=fatima, received_at=NOW)
        actions.finish(it, text="", by=fatima, now=later(days=day))

    assert [close(later(days=60), limit=3), close(later(days=60), limit=3)] == [3, 1]
    closed = Event.objects.filter(kind=Kind.CLOSED).order_by("at").values_list("at", flat=True)
    assert [f"{at:%d}" for at in closed] == ["09", "10", "11", "12"]


def test_what_is_opened_again_does_not_close(done, fatima):
    actions.reopen(done, reason="Toch niet", by=fatima, now=later(days=1))

    assert close(OVER) == 0
    assert done.closes_at is None


def test_what_closed_silently_is_not_opened_again(done, fatima):
    close(OVER)

    with pytest.raises(Refused, match="Log a new request"):
        actions.reopen(done, reason="Toch niet", by=fatima, now=OVER)


# What the client does


def test_a_client_confirms_and_can_come_back_as_long_as_before(done, daan, fatima):
    actions.confirm(done, by=daan, now=later(hours=1))
    assert done.status == Status.CLOSED
    assert close(OVER) == 0

    actions.ask_again(done, text="De beamer doet het niet", by=daan, now=CLOSES)

    assert (done.status, done.assignee) == (Status.IN_PROGRESS, fatima)
    assert kinds(done) == [Kind.LOGGED, Kind.DONE, Kind.CONFIRMED, Kind.REOPENED]
    assert done.promise.clocks.get(kind="turnaround", cycle=2).is_running


def test_a_client_can_not_come_back_later(done, daan):
    with pytest.raises(Refused, match="new request"):
        actions.ask_again(done, text="Toch nog iets", by=daan, now=OVER)


def test_what_a_client_opens_again_is_for_the_pool_when_who_had_it_left(
    done, daan, fatima, joost, noord
):
    fatima.pool_memberships.update(until=later(days=-1).date())

    actions.ask_again(done, text="Toch nog iets", by=daan, now=later(days=1))

    assert (done.status, done.assignee) == (Status.NEW, None)
    assert kinds(done)[-2:] == [Kind.REOPENED, Kind.HANDED_BACK]
    told = Notification.objects.filter(event__kind=Kind.REOPENED)
    assert {one.recipient or one.email for one in told} == {joost, noord.email}


def test_who_has_it_hears_what_a_client_does_and_the_client_does_not(done, daan, fatima):
    actions.ask_again(done, text="Toch nog iets", by=daan, now=later(days=1))

    told = Notification.objects.get(event__kind=Kind.REOPENED)
    assert (told.recipient, told.email) == (fatima, fatima.email)


def test_double_clicks_are_refused_in_words(done, daan):
    actions.confirm(done, by=daan, now=AT)

    with pytest.raises(Refused, match="the request is closed"):
        actions.confirm(done, by=daan, now=AT)


# Why it was later than agreed


def test_what_is_late_gets_a_cause_with_one_tap(zaal, fatima):
    actions.finish(zaal, text="", by=fatima, now=LATE, cause=Cause.PEAK)

    causes = {one.clock.kind: one.cause for one in LateCause.objects.select_related("clock")}
    assert causes == {"response": Cause.PEAK, "turnaround": Cause.PEAK}
    said = zaal.events.get(kind=Kind.LATE_CAUSE)
    assert (said.internal, said.text) == (True, "a peak of work")


def test_a_cause_may_come_later_and_be_changed(zaal, fatima, joost):
    actions.finish(zaal, text="", by=fatima, now=LATE)
    assert not LateCause.objects.exists()

    for cause, word in [(Cause.OTHER, "storing"), (Cause.INPUT, "niet meer nodig")]:
        actions.say_why_late(zaal, cause=cause, word=word, by=joost, now=later(days=5))

    said = LateCause.objects.get(clock__kind="turnaround")
    assert (said.cause, said.word) == (Cause.INPUT, "")
    assert LateCause.objects.count() == 2


def test_what_is_in_time_has_no_cause(done, fatima):
    with pytest.raises(Refused, match="later than agreed"):
        actions.say_why_late(done, cause=Cause.PEAK, word="", by=fatima, now=LATE)

    assert not LateCause.objects.exists()


def test_best_effort_is_never_asked_for_a_cause(zaal, fatima):
    zaal.promise.clocks.update(without_outcome=True)

    actions.finish(zaal, text="", by=fatima, now=LATE, cause=Cause.PEAK)

    assert not LateCause.objects.exists()
    assert Kind.LATE_CAUSE not in kinds(zaal)


def test_opened_again_each_time_keeps_its_own_cause(zaal, fatima):
    actions.finish(zaal, text="", by=fatima, now=LATE, cause=Cause.PEAK)
    actions.reopen(zaal, reason="Toch niet", by=fatima, now=later(days=4))
    actions.finish(zaal, text="", by=fatima, now=later(days=20), cause=Cause.ILLNESS)

    causes = LateCause.objects.order_by("clock__cycle", "clock__kind")
    assert [(one.clock.kind, one.clock.cycle, one.cause) for one in causes] == [
        ("response", 1, Cause.PEAK),
        ("turnaround", 1, Cause.PEAK),
        ("turnaround", 2, Cause.ILLNESS),
    ]
