"""A calendar that changed: what it makes of clocks under way (docs/time.md, "calendar changed")."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sla import actions
from sla.actions import bring_up_to_date, draft, lagging, put_in_force
from sla.actions.ladder import arm
from sla.business_time import NoOpeningError, Schedule, SpecialDay, elapsed
from sla.counting import due_at, due_when_resumed
from sla.models import Clock, ClockEvent, Norm, Rung, Way
from sla.new_hours import Stage, as_it_was
from tests import factories
from tests.factories import NOW, a_service, local
from tests.sla.calendars import change, count_all
from tests.sla.promises import Kind, the_clock
from tests.sla.promises import due as due_of
from tests.sla.schedules import every_day

CLOSED_TUESDAY = {"2026-03-03": {"name": "Storing", "hours": []}}


def test_kept_dates_stay_and_what_is_left_is_measured_by_the_new_hours(promise_of, calendar):
    promise = promise_of(a_service(turnaround_days=2))
    change(calendar, exceptions=CLOSED_TUESDAY)

    count_all(calendar)

    clock = the_clock(promise)
    assert due_of(promise) == "Wed 04 17:00"
    assert clock.target == timedelta(hours=6.5 + 8)
    assert clock.counted_under == calendar.revision


def test_dates_move_when_that_was_chosen(promise_of, calendar):
    promise = promise_of(a_service(turnaround_days=2))
    change(calendar, exceptions=CLOSED_TUESDAY, moves=True)

    count_all(calendar)

    event = the_clock(promise).events.last()
    assert due_of(promise) == "Thu 05 17:00"
    assert (event.kind, event.because, event.untold) == (ClockEvent.Kind.CALENDAR, "Storing", True)
    assert event.due_before == local("2026-03-04T17:00")
    assert event.due_after == local("2026-03-05T17:00")


def test_the_queue_is_ordered_by_the_date_it_moved_to(promise_of, calendar):
    promise = promise_of(a_service(response_hours=8, turnaround_days=2))
    change(calendar, exceptions=CLOSED_TUESDAY, moves=True)

    count_all(calendar)

    promise.refresh_from_db()
    assert promise.next_due_at == local("2026-03-04T10:00")


def test_opening_time_up_to_the_change_stays_as_it_was_counted(promise_of, calendar):
    promise = promise_of(a_service(response_hours=4))
    shut_until_now = {"2026-03-02": {"name": "Storing", "hours": [["12:00", "12:30"]]}}
    change(calendar, exceptions=shut_until_now, moves=True, now=local("2026-03-02T11:00"))

    count_all(calendar)

    clock = the_clock(promise, Kind.RESPONSE)
    assert clock.consumed == timedelta(hours=1)
    assert clock.running_since == local("2026-03-02T11:00")
    assert due_of(promise, Kind.RESPONSE) == "Tue 03 11:00"


def test_days_are_counted_from_the_receipt_by_the_hours_each_day_had(promise_of, calendar):
    promise = promise_of(a_service(turnaround_days=5))
    no_mondays = {"mon": []}
    change(calendar, weekly=no_mondays, moves=True, now=local("2026-03-04T09:00"))

    count_all(calendar)

    assert due_of(promise) == "Tue 10 17:00"  # Tue, Wed, Thu, Fri and not Mon


def test_a_clock_that_was_paused_goes_on_with_what_is_left(promise_of, calendar):
    promise = promise_of(a_service(turnaround_days=2))
    actions.pause(promise, at=local("2026-03-02T11:00"))
    actions.resume(promise, at=local("2026-03-03T11:00"))
    assert due_of(promise) == "Thu 05 17:00"
    closed = {"2026-03-04": {"name": "Storing", "hours": []}}
    change(calendar, exceptions=closed, moves=True, now=local("2026-03-03T12:00"))

    count_all(calendar)

    assert due_of(promise) == "Fri 06 17:00"


def test_a_paused_clock_only_learns_by_which_hours_it_will_count(promise_of, calendar):
    promise = promise_of(a_service(turnaround_days=2))
    actions.pause(promise, at=local("2026-03-02T11:00"))
    before = the_clock(promise)
    change(calendar, exceptions=CLOSED_TUESDAY, moves=True, now=local("2026-03-02T12:00"))

    count_all(calendar)

    after = the_clock(promise)
    assert (after.consumed, after.target, after.due_at) == (before.consumed, before.target, None)
    assert after.counted_under == calendar.revision
    assert not after.events.filter(kind=ClockEvent.Kind.CALENDAR).exists()


def test_a_stopped_clock_is_never_touched(promise_of, calendar):
    promise = promise_of(a_service())
    actions.fulfil(promise, at=local("2026-03-02T11:00"))
    before = list(promise.clocks.values())
    change(calendar, exceptions=CLOSED_TUESDAY, moves=True, now=local("2026-03-02T12:00"))

    count_all(calendar)

    assert list(promise.clocks.values()) == before


def test_a_date_agreed_with_the_client_does_not_move(promise_of, calendar):
    promise = promise_of(a_service(turnaround_days=2))
    agreed = local("2026-03-12T12:00")
    promise.clocks.filter(kind=Kind.TURNAROUND).update(
        norm_due_at=local("2026-03-04T17:00"), due_at=agreed
    )
    change(calendar, exceptions=CLOSED_TUESDAY, moves=True)

    count_all(calendar)

    clock = the_clock(promise)
    assert (clock.due_at, clock.norm_due_at) == (agreed, local("2026-03-04T17:00"))
    assert clock.counted_under == calendar.revision


def test_what_is_late_stays_late(promise_of, calendar):
    promise = promise_of(a_service(response_hours=1))
    change(calendar, exceptions=CLOSED_TUESDAY, moves=True, now=local("2026-03-02T12:00"))

    count_all(calendar)

    clock = the_clock(promise, Kind.RESPONSE)
    assert clock.due_at == local("2026-03-02T11:00")
    assert clock.is_late(local("2026-03-02T12:00"))


def test_what_is_counted_back_from_an_event_stays_tied_to_it(promise_of, calendar):
    version = a_service(turnaround_days=None)
    factories.a_norm(Kind.TURNAROUND, service_version=version, way=Way.DAYS_BEFORE, amount=1)
    promise = promise_of(version, event_at=local("2026-03-12T10:00"))
    change(calendar, exceptions={"2026-03-11": {"name": "Storing", "hours": []}}, moves=True)

    count_all(calendar)

    assert due_of(promise) == "Tue 10 17:00"


def test_what_falls_due_at_the_moment_of_the_change_stays(promise_of, calendar):
    promise = promise_of(a_service(turnaround_days=0))
    closed = {"2026-03-02": {"name": "Storing", "hours": []}}
    change(calendar, exceptions=closed, moves=True, now=local("2026-03-02T17:00"))

    count_all(calendar)

    assert due_of(promise) == "Mon 02 17:00"


def test_a_date_never_moves_into_the_past(promise_of, calendar):
    version = a_service(turnaround_days=None)
    factories.a_norm(Kind.TURNAROUND, service_version=version, way=Way.DAYS_BEFORE, amount=1)
    promise = promise_of(version, event_at=local("2026-03-10T10:00"))
    assert due_of(promise) == "Mon 09 17:00"
    closed = {f"2026-03-0{day}": {"name": "Storing", "hours": []} for day in (5, 6, 9)}
    at = local("2026-03-05T08:00")
    change(calendar, exceptions=closed, moves=True, now=at)

    count_all(calendar)

    assert the_clock(promise).due_at == at
    assert not the_clock(promise).is_late(at)


def test_changes_that_were_missed_are_made_in_their_order(promise_of, calendar):
    promise = promise_of(a_service(turnaround_days=2))
    change(calendar, exceptions=CLOSED_TUESDAY, moves=True, note="Storing")
    closed = {"2026-03-05": {"name": "Studiedag", "hours": []}}
    change(calendar, exceptions=closed, moves=True, note="Studiedag", now=NOW + timedelta(hours=1))

    count_all(calendar)

    told = the_clock(promise).events.filter(kind=ClockEvent.Kind.CALENDAR)
    assert [event.because for event in told] == ["Storing", "Studiedag"]
    assert due_of(promise) == "Fri 06 17:00"


def test_a_change_that_makes_no_difference_leaves_no_trace(promise_of, calendar):
    promise = promise_of(a_service(turnaround_days=2))
    far = {"2027-01-04": {"name": "Verhuizing", "hours": []}}
    change(calendar, exceptions=far, moves=True)

    count_all(calendar)

    assert not ClockEvent.objects.filter(
        clock__promise=promise, kind=ClockEvent.Kind.CALENDAR
    ).exists()


def test_hours_that_never_suffice_leave_the_date_as_it_was(promise_of, calendar):
    promise = promise_of(a_service(response_hours=4, turnaround_days=2))
    closed = {day: [] for day in ("mon", "tue", "wed", "thu", "fri")}
    one_day = {"2026-03-03": [["09:00", "10:00"]]}
    change(calendar, weekly=closed, exceptions=one_day, moves=True)

    count_all(calendar)

    assert due_of(promise) == "Wed 04 17:00"


def test_the_ladder_is_armed_for_the_date_it_moved_to(promise_of, calendar):
    promise = promise_of(a_service(response_hours=8, turnaround_days=2))
    change(calendar, exceptions=CLOSED_TUESDAY, moves=True)

    count_all(calendar)

    clock = the_clock(promise, Kind.RESPONSE)
    assert clock.due_at == local("2026-03-04T10:00")
    assert (clock.next_rung, clock.next_level) == (Rung.WARNING, 75)
    assert clock.next_rung_at == local("2026-03-02T16:30")


def test_a_clock_that_is_touched_is_brought_up_to_date_first(promise_of, calendar):
    promise = promise_of(a_service(turnaround_days=2))
    change(calendar, exceptions=CLOSED_TUESDAY, moves=True)
    clock = the_clock(promise)

    bring_up_to_date(clock)

    assert clock.due_at == local("2026-03-05T17:00")
    assert clock.counted_under == calendar.revision


def test_a_calendar_lags_until_every_clock_is_counted_anew(promise_of, calendar):
    promise_of(a_service())
    before = list(lagging())
    change(calendar, exceptions=CLOSED_TUESDAY)
    changed = list(lagging())

    count_all(calendar)

    assert (before, changed, list(lagging())) == ([], [calendar], [])


def test_each_earlier_date_keeps_the_hours_that_held_on_it():
    first, second, third = (every_day(opens, "17:00") for opens in ("08:00", "09:00", "10:00"))
    stages = (
        Stage(local("2026-01-01T00:00"), first),
        Stage(local("2026-03-04T12:00"), second),
        Stage(local("2026-03-06T12:00"), third),
    )

    schedule = as_it_was(stages, 2026)

    opens = [schedule.hours_on(date(2026, 3, day))[0].opens // 60 for day in range(3, 8)]
    assert opens == [8, 9, 9, 10, 10]


# The same by hand, one clock and one step at a time -------------------------------------------

HOURS = st.sampled_from(
    [[], [["08:30", "12:30"], ["13:00", "17:00"]], [["09:00", "12:00"]], [["00:00", "24:00"]]]
)
WEEKS = st.fixed_dictionaries(dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat"), HOURS))
FIRST, LAST = datetime(2026, 3, 2), datetime(2026, 3, 20)  # noqa: DTZ001 - hypothesis adds a zone
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
PAUSES = st.integers(0, 2000)  # minutes
NORMS = st.sampled_from(
    [
        {"way": Way.WORKING_TIME, "amount": 30},
        {"way": Way.WORKING_TIME, "amount": 1500},
        {"way": Way.WORKING_DAYS, "amount": 0},
        {"way": Way.WORKING_DAYS, "amount": 3},
        {"way": Way.CUT_OFF, "cut_off": time(12), "same_day": time(16), "next_day": time(12)},
        {"way": Way.DAYS_BEFORE, "amount": 3},
        {"way": Way.TIME_BEFORE, "amount": 1500},
    ]
)
EVENT = local("2026-03-24T10:00")


def by_hand(row, norm: Norm, old: Schedule, new: Schedule, at, *, moves):
    """Return consumed, target and due of a clock after the change, each step on its own."""
    used = row.consumed + elapsed(old, row.running_since, at)
    since = max(row.running_since, at)
    if row.due_at <= at:
        return used, row.target, row.due_at
    due = row.due_at
    if moves:
        try:
            due = max(anew(row, norm, old, new, since, row.target - used), at)
        except NoOpeningError:
            due = row.due_at
    if due == row.due_at and elapsed(old, since, due) == elapsed(new, since, due):
        return used, row.target, due
    return used, used + elapsed(new, since, due), due


def anew(row, norm, old, new, since, left):
    if norm.way == Way.WORKING_TIME or due_at(norm, old, row.started_at, EVENT) != row.due_at:
        return row.due_at if norm.before_event else due_when_resumed(norm, new, since, left)
    first = old.date_at(row.started_at)
    days = [first + timedelta(days=n) for n in range((new.date_at(since) - first).days)]
    held = tuple(SpecialDay(day, old.hours_on(day)) for day in days)
    return due_at(norm, Schedule(new.timezone, new.weekly, held), row.started_at, EVENT)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    old=WEEKS,
    new=WEEKS,
    starts=st.lists(st.tuples(MOMENTS, NORMS, PAUSES), min_size=1, max_size=6),
    at=MOMENTS,
    moves=st.booleans(),
)
def test_many_at_once_come_to_what_one_comes_to_by_hand(
    noord, projecten, old, new, starts, at, moves
):
    calendar = factories.a_calendar(f"c{Clock.objects.count()}-{len(starts)}-{id(starts)}")
    weekly = {"sun": [], **old}
    if not any(old.values()):
        weekly["wed"] = [["09:00", "10:00"]]
    factories.set_hours(calendar, weekly, now=datetime(2026, 1, 1, tzinfo=UTC))
    before = calendar.schedule()
    clocks = [a_clock(noord, projecten, calendar, *how, until=at) for how in starts]
    rows = {clock.pk: clock for clock in clocks}
    hours = {"timezone": "Europe/Amsterdam", "weekly": {"sun": [], **new}, "exceptions": {}}
    if not any(new.values()):
        hours["weekly"]["sun"] = [["10:00", "11:00"]]
    put_in_force(draft(calendar, hours, note="x", by=None, now=at), moves=moves, now=at)
    calendar.refresh_from_db()

    count_all(calendar)

    for clock in Clock.objects.filter(calendar=calendar).select_related("norm"):
        was = rows[clock.pk]
        expected = by_hand(was, clock.norm, before, calendar.schedule(), at, moves=moves)
        assert (clock.consumed, clock.target, clock.due_at) == expected
        rung = clock.next_rung, clock.next_level, clock.next_rung_at
        arm(clock)
        assert rung == (clock.next_rung, clock.next_level, clock.next_rung_at)


def a_clock(pool, client, calendar, start, norm, pause, *, until):
    """A running clock of its own promise, that stood still once if there was time for it."""
    version = a_service(f"S-{Norm.objects.count()}", turnaround_days=None, response_hours=None)
    how = {"kind": Kind.TURNAROUND, "warnings": [50, 75]} | norm
    norm = factories.a_norm(service_version=version, **how)
    promise = client.promises.create(pool=pool, received_at=start, event_at=EVENT)
    clock = Clock(promise=promise, norm=norm, kind=Kind.TURNAROUND, calendar=calendar)
    actions.clocks.start(clock, since=start, at=start)
    for_a_while = timedelta(minutes=pause)
    if pause and start + for_a_while <= clock.due_at and start + 2 * for_a_while <= until:
        actions.pause(promise, at=start + for_a_while)
        actions.resume(promise, at=start + 2 * for_a_while)
        clock.refresh_from_db()
    return clock
