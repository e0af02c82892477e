"""The work itself: it is picked up, spoken about, waits, goes on, and is done."""

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from requests import policies
from requests.actions.doing import (
    NOT_WAITING,
    OVER,
    action,
    begin,
    is_repeated,
    move,
    notify_client,
    notify_colleague,
    tell,
)
from requests.actions.helping import name_reader
from requests.mail.kinds import MailKind
from requests.mentions import mentioned_in
from requests.models import Channel, Event, ServiceRequest, WaitingFor
from requests.policies import AlreadyPickedUp, refuse
from requests.together import colleagues_in, who_may_not_read
from sla import actions as clocks
from sla.business_time import next_opening
from sla.models import Cause, PoolCalendar
from teams.models import User


@action
def pick_up(service_request: ServiceRequest, *, by: User, now: datetime) -> None:
    """Take a request; the client hears who has it, which is the first reaction.

    Raises `AlreadyPickedUp`, saying who and when, to all but the first.
    """
    begin(service_request, by, now)
    if service_request.assignee is not None and service_request.is_open:
        raise AlreadyPickedUp(_who_was_first(service_request))
    move(service_request, Event.Kind.PICKED_UP, by=by, now=now, assignee=by)
    clocks.client_was_told(service_request.promise, at=now, spoken=False)


@action
def hand_back(service_request: ServiceRequest, *, reason: str, by: User, now: datetime) -> None:
    """Give a request back to the pool; its clocks go on, and the reason is for the pool only."""
    begin(service_request, by, now)
    move(service_request, Event.Kind.HANDED_BACK, by=by, now=now, assignee=None)
    if reason:
        tell(service_request, Event.Kind.NOTE, at=now, by=by, text=reason, internal=True)


@action
def contact(
    service_request: ServiceRequest,
    *,
    channel: Channel,
    text: str,
    next_step: str = "",
    next_step_on: date | None = None,
    by: User,
    now: datetime,
) -> None:
    """Record that the client was spoken with, or mail them when the channel is e-mail.

    What they were told comes next replaces what they were told before.
    """
    begin(service_request, by, now)
    if next_step in ("", service_request.next_step) and is_repeated(
        service_request, Event.Kind.CONTACT, by=by, text=text, now=now
    ):
        return
    event = tell(service_request, Event.Kind.CONTACT, at=now, by=by, channel=channel, text=text)
    if next_step:
        promise_step(service_request, step=next_step, on=next_step_on, by=by, now=now)
    if channel == Channel.EMAIL:
        notify_client(event)
    clocks.client_was_told(service_request.promise, at=now)


def promise_step(
    service_request: ServiceRequest, *, step: str, on: date | None, by: User, now: datetime
) -> None:
    """Keep what the client was told comes next, by when, on a request that is held."""
    refuse(policies.why_not_step(service_request, on, now=now))
    service_request.next_step, service_request.next_step_on = step, on
    day = f" · {date_format(on, 'l j F')}" if on else ""
    tell(service_request, Event.Kind.NEXT_STEP, at=now, by=by, text=f"{step}{day}")


@action
def take_step(service_request: ServiceRequest, *, by: User, now: datetime) -> None:
    """The step that the client was told of was taken."""
    begin(service_request, by, now)
    if not service_request.next_step:
        refuse(_("There is no next step any more. Look at the story."))
    step = service_request.next_step
    service_request.next_step, service_request.next_step_on = "", None
    tell(service_request, Event.Kind.STEP_TAKEN, at=now, by=by, text=step)


@action
def note(
    service_request: ServiceRequest,
    *,
    text: str,
    may_read: bool = False,
    by: User,
    now: datetime,
) -> None:
    """Write something down for the pool; the client never sees it and no clock hears it.

    Who is mentioned (@Joost Mulder) hears it. Of a confidential request only who may read it,
    unless whoever writes lets them (`may_read`).
    """
    begin(service_request, by, now)
    if is_repeated(service_request, Event.Kind.NOTE, by=by, text=text, now=now):
        return
    on = timezone.localdate(now)
    mentioned = mentioned_in(text, colleagues_in(service_request.promise.pool_id, on))
    for colleague in who_may_not_read(service_request, mentioned):
        refuse(None if may_read else policies.why_not_mention(colleague))
        name_reader(service_request, colleague, by=by, now=now)
    event = tell(service_request, Event.Kind.NOTE, at=now, by=by, text=text, internal=True)
    event.mentioned.set(mentioned)
    for colleague in mentioned:
        notify_colleague(event, colleague, MailKind.MENTIONED)


@action
def wait(
    service_request: ServiceRequest,
    *,
    waiting_for: WaitingFor,
    reason: str,
    follow_up_on: date | None,
    by: User,
    now: datetime,
) -> None:
    """Hand the next move to the client or a third party, or wait until a date.

    Waiting for the client stops the clock; for a third party only where that was agreed; for a
    date never. On the day to follow up it comes back by itself, when the desk opens.
    """
    begin(service_request, by, now)
    comes_back_at = opening_on(service_request, follow_up_on)
    refuse(policies.why_not_wait(waiting_for, comes_back_at, now=now))
    move(
        service_request,
        Event.Kind.WAITING,
        text=reason,
        by=by,
        now=now,
        waiting_for=waiting_for,
        waiting_reason=reason,
        follow_up_on=follow_up_on,
        follow_up_at=comes_back_at if comes_back_at and comes_back_at > now else None,
    )
    pause(service_request, now=now)


def pause(service_request: ServiceRequest, *, now: datetime) -> None:
    """Let the clocks of a request that waits stand still, as far as it waits for somebody."""
    if service_request.waiting_for in (WaitingFor.CLIENT, WaitingFor.THIRD_PARTY):
        for_third_party = service_request.waiting_for == WaitingFor.THIRD_PARTY
        clocks.pause(service_request.promise, at=now, for_third_party=for_third_party)


def opening_on(service_request: ServiceRequest, day: date | None) -> datetime | None:
    """Return when the desk of the pool opens on a day, or else next after it."""
    own = PoolCalendar.objects.filter(pool=service_request.promise.pool_id).first()
    if day is None or own is None:
        return None
    schedule = own.calendar.schedule()
    return next_opening(schedule, datetime.combine(day, time.min, schedule.zone))


@action
def resume(service_request: ServiceRequest, *, text: str, by: User, now: datetime) -> None:
    """The answer is there: the move is ours again and the clocks go on."""
    begin(service_request, by, now)
    go_on(service_request, text=text, by=by, now=now)


def go_on(service_request: ServiceRequest, *, text: str, now: datetime, **who: Any) -> Event:
    """Let a request that is held go on, for whoever may say so."""
    event = move(service_request, Event.Kind.RESUMED, text=text, now=now, **who, **NOT_WAITING)
    clocks.resume(service_request.promise, at=now)
    return event


@action
def complete_intake(
    service_request: ServiceRequest,
    *,
    answers: dict[str, Any],
    event_at: datetime | None,
    by: User,
    now: datetime,
) -> None:
    """All that was needed is known: what waited for that starts to count.

    That is also what a request waited for that waits for the client, so it goes on.
    """
    begin(service_request, by, now)
    fill_in(service_request, answers=answers, event_at=event_at, by=by, now=now)


def fill_in(
    service_request: ServiceRequest,
    *,
    answers: dict[str, Any],
    event_at: datetime | None,
    now: datetime,
    **who: Any,
) -> Event:
    """Complete the intake of a request that is held, for whoever may say so."""
    received_at = service_request.promise.received_at
    refuse(policies.why_not_event(event_at, received_at=received_at))
    if service_request.intake_complete or not service_request.is_open:
        refuse(_("Nothing is missing for this request."))
    service_request.answers = service_request.answers | answers
    service_request.intake_complete = True
    event = tell(service_request, Event.Kind.ANSWERED, at=now, **who)
    clocks.intake_completed(service_request.promise, at=now, event_at=event_at)
    if service_request.waiting_for == WaitingFor.CLIENT:
        go_on(service_request, text="", now=now, **who)
    elif service_request.waiting_for == WaitingFor.THIRD_PARTY:
        pause(service_request, now=now)
    return event


@action
def finish(
    service_request: ServiceRequest,
    *,
    text: str,
    by: User,
    now: datetime,
    cause: Cause | None = None,
    word: str = "",
) -> None:
    """It is done, and the client is told so; with why, when that is later than agreed."""
    begin(service_request, by, now)
    assignee = service_request.assignee or by
    move(
        service_request,
        Event.Kind.DONE,
        text=text,
        by=by,
        now=now,
        assignee=assignee,
        closes_at=policies.closes_at(service_request, now),
        **OVER,
    )
    clocks.fulfil(service_request.promise, at=now)
    if cause is not None:
        _say_why_late(service_request, cause, word, by=by, now=now)


@action
def say_why_late(
    service_request: ServiceRequest, *, cause: Cause, word: str, by: User, now: datetime
) -> None:
    """Say, or say anew, why it was later than agreed. The pool reads it; nobody is named."""
    begin(service_request, by, now)
    refuse(policies.why_not(service_request, Event.Kind.LATE_CAUSE, by, now=now))
    _say_why_late(service_request, cause, word, by=by, now=now)


def _say_why_late(
    service_request: ServiceRequest, cause: Cause, word: str, *, by: User, now: datetime
) -> None:
    if clocks.say_why_late(service_request.promise, cause, word, at=now):
        text = f"{cause.label}: {word}" if word and cause == Cause.OTHER else str(cause.label)
        tell(service_request, Event.Kind.LATE_CAUSE, at=now, by=by, text=text, internal=True)


@action
def reopen(service_request: ServiceRequest, *, reason: str, by: User, now: datetime) -> None:
    """It turns out not to be done: go on, with all of the time anew.

    Whoever had it has it again, or else who opens it. Refused after five working days.
    """
    begin(service_request, by, now)
    if not policies.is_of_pool(service_request.assignee, service_request, now):
        service_request.assignee = by
    go_on_again(service_request, reason=reason, by=by, now=now)


def go_on_again(
    service_request: ServiceRequest, *, reason: str, now: datetime, **who: Any
) -> Event:
    """Open a request that is held again, for whoever may say so."""
    again: dict[str, Any] = {"text": reason, "closes_at": None}
    event = move(service_request, Event.Kind.REOPENED, now=now, **again, **who)
    clocks.reopen(service_request.promise, at=now)
    return event


def _who_was_first(service_request: ServiceRequest) -> str:
    picked_up = service_request.events.filter(kind=Event.Kind.PICKED_UP).last()
    at = timezone.localtime(picked_up.at) if picked_up else timezone.localtime()
    return _("%(name)s picked this up at %(time)s.") % {
        "name": service_request.assignee.get_short_name() if service_request.assignee else "",
        "time": f"{at:%H:%M}",
    }
