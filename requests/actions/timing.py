"""Time that is spent is booked: by a timer, or by hand.

None of this is an event: what one secretary did is visible to that secretary alone, and the rows
keep what was corrected. Everything one person does here waits for what they did just before, so
a double click starts, stops or books once.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from requests import policies
from requests.actions.doing import action
from requests.models import ServiceRequest, TimeEntry
from requests.policies import Refused, refuse
from teams.models import User

FARTHEST_BACK = timedelta(days=92)
A_DOUBLE_CLICK = timedelta(seconds=10)


@action
def start_timer(service_request: ServiceRequest, *, by: User, now: datetime) -> TimeEntry | None:
    """Start the timer of somebody, and return the one of theirs that this stopped, if any did."""
    refuse(policies.why_not_work(service_request, by, now=now))
    if not service_request.is_open:
        refuse(_("This request is not open. You can still write down minutes by hand."))
    _one_thing_at_a_time(by)
    running = TimeEntry.objects.of(by).running().first()
    if running is not None:
        again = running.service_request_id == service_request.pk
        if again and not running.is_forgotten(now):
            return None
        _stop(running, now)
    service_request.time_entries.create(
        by=by, day=timezone.localdate(now), started_at=now, written_at=now
    )
    return running


@action
def stop_timer(*, by: User, now: datetime) -> TimeEntry | None:
    """Stop the timer of somebody and book its minutes; one that was forgotten is asked about."""
    _one_thing_at_a_time(by)
    running = TimeEntry.objects.of(by).running().first()
    if running is not None:
        _stop(running, now)
    return running


@action
def book_time(
    service_request: ServiceRequest,
    *,
    minutes: int,
    day: date,
    note: str,
    by: User,
    now: datetime,
) -> None:
    """Write down minutes by hand; the same that was sent twice at once is booked once."""
    refuse(policies.why_not_work(service_request, by, now=now))
    refuse(_why_not_on(day, now))
    _one_thing_at_a_time(by)
    same = service_request.time_entries.of(by).booked().filter(minutes=minutes, day=day, note=note)
    if not same.filter(written_at__gt=now - A_DOUBLE_CLICK).exists():
        service_request.time_entries.create(
            by=by, minutes=minutes, day=day, note=note, written_at=now
        )


@action
def correct_time(
    *, entry_pk: int, minutes: int, day: date, note: str, by: User, now: datetime
) -> TimeEntry:
    """Say how long it really was, of one's own; what stood there stays as withdrawn."""
    refuse(_why_not_on(day, now))
    entry = _own(entry_pk, by)
    if entry.minutes is None:
        entry.ended_at = entry.ended_at or now
        entry.minutes, entry.day, entry.note = minutes, day, note
        entry.save()
        return entry
    if (entry.minutes, entry.day, entry.note) == (minutes, day, note):
        return entry
    entry.withdrawn_at = now
    entry.save()
    return TimeEntry.objects.create(
        service_request=entry.service_request,
        by=by,
        day=day,
        minutes=minutes,
        note=note,
        written_at=now,
        corrects=entry,
    )


@action
def remove_time(*, entry_pk: int, by: User, now: datetime) -> TimeEntry:
    """Take back what one wrote down; it does not count any more, and stays to be seen."""
    entry = _own(entry_pk, by)
    entry.withdrawn_at = now
    entry.save()
    return entry


def _stop(running: TimeEntry, now: datetime) -> None:
    if not running.is_forgotten(now):
        running.minutes = running.has_run(now)
    running.ended_at = now
    running.save()


def _own(entry_pk: int, by: User) -> TimeEntry:
    """Return what somebody wrote down themselves, as it stands."""
    _one_thing_at_a_time(by)
    own = TimeEntry.objects.of(by).filter(withdrawn_at=None)
    entry = own.select_related("service_request").filter(pk=entry_pk).first()
    if entry is None:
        raise Refused(_("This was corrected or removed already."))
    return entry


def _one_thing_at_a_time(by: User) -> None:
    User.objects.select_for_update(no_key=True).get(pk=by.pk)


def _why_not_on(day: date, now: datetime) -> policies.Reason:
    today = timezone.localdate(now)
    if day > today:
        return _("This day is still to come. Choose today or earlier.")
    if day < today - FARTHEST_BACK:
        return _("This is more than three months ago. Choose a later day.")
    return None
