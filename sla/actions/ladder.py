"""The ladder of a clock: warnings, the moment it is due, and what was agreed to come after it."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sla.counting import warning_at
from sla.models import Alert, Clock, Rung


def write_due_alerts(*, now: datetime, limit: int) -> list[Alert]:
    """Write the alerts whose instant has passed, each once, and move the clocks on.

    Takes up to `limit` clocks and skips those another worker or action holds. Returns the
    alerts to announce: for a clock that passed several rungs at once only the last.
    """
    clocks = list(
        Clock.objects.past_next_rung(now)
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .select_related("promise", "norm", "calendar")
        .prefetch_related("alerts")[:limit]
    )
    written: list[Alert] = []
    announced: list[Alert] = []
    for clock in clocks:
        passed = list(_climb(clock, now))
        written += passed
        announced.append(passed[-1])
    Alert.objects.bulk_create(written)
    Clock.objects.bulk_update(clocks, ["next_rung", "next_level", "next_rung_at"])
    return announced


def arm(clock: Clock, *, alerted: Collection[tuple[str, int]] = ()) -> None:
    """Set the first rung of the ladder that was not alerted yet.

    What is best effort (short notice) has none: it can't be outside the agreement.
    """
    assert clock.running_since is not None  # only a running clock climbs
    assert clock.due_at is not None
    clock.next_rung, clock.next_level, clock.next_rung_at = "", 0, None
    if clock.without_outcome or (Rung.BREACH, 0) in alerted:
        return
    clock.next_rung, clock.next_rung_at = Rung.BREACH, clock.due_at
    schedule = clock.calendar.schedule()
    for percent in sorted(clock.norm.warnings):
        moment = warning_at(percent, schedule, clock.running_since, clock.due_at, clock.consumed)
        if moment is not None and (Rung.WARNING, percent) not in alerted:
            clock.next_rung, clock.next_level, clock.next_rung_at = Rung.WARNING, percent, moment
            return


def _climb(clock: Clock, now: datetime) -> Iterator[Alert]:
    """Yield an alert for each rung that has passed, and leave the clock at the next."""
    alerted = {(alert.rung, alert.level) for alert in clock.alerts.all()}
    while clock.next_rung_at is not None and clock.next_rung_at <= now:
        rung = clock.next_rung, clock.next_level
        yield Alert(
            clock=clock,
            rung=clock.next_rung,
            level=clock.next_level,
            due_at=clock.next_rung_at,
            found_at=now,
        )
        alerted.add(rung)
        arm(clock, alerted=alerted)
