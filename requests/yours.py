"""What whoever asked can do about their request now: it is their turn, it is done, or it was."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _

from requests.models import Event, Rating, ServiceRequest, Status, WaitingFor
from sla.models import Cause, LateCause
from teams.models import User

# What made it later, as it is said to the client: never a person, never theirs or ours to blame.
TO_CLIENT: dict[str, Words] = {
    Cause.INPUT: _("we still waited for information"),
    Cause.PEAK: _("it was very busy"),
    Cause.UNCLEAR: _("it was not clear enough what we had agreed"),
    Cause.ILLNESS: _("we were with fewer people than usual"),
    Cause.NORM: _("the agreed time turned out to be too short for this"),
    Cause.OTHER: _("something came in between"),
}


@dataclass(frozen=True)
class Yours:
    """What the page of a request offers to who asked it."""

    received: bool
    answer: bool
    answer_intake: bool
    confirm: bool
    ask_again: bool
    over: bool
    rate: bool
    say_more: bool
    discuss: bool
    rating: Rating | None
    said: str
    why_late: Words | None

    @property
    def key(self) -> str:
        """What changes as soon as something else is offered."""
        offered = (self.answer, self.answer_intake, self.confirm, self.ask_again, self.over)
        then = (self.received, self.rate, self.say_more, self.discuss)
        return "".join("1" if each else "0" for each in (*offered, *then))


def yours(service_request: ServiceRequest, user: User, now: datetime) -> Yours:
    """Return what somebody can do about a request that they may see as who asked it."""
    status, closes_at = service_request.status, service_request.closes_at
    over = status in (Status.DONE, Status.CLOSED)
    rating: Rating | None = getattr(service_request, "rating", None)
    story = service_request.events.seen_by_client()
    done = story.filter(kind=Event.Kind.DONE).last() if over else None
    missing = service_request.is_open and bool(service_request.missing())
    return Yours(
        received=status == Status.NEW and not missing,
        answer=service_request.waiting_for == WaitingFor.CLIENT,
        answer_intake=missing,
        confirm=status == Status.DONE,
        ask_again=over and closes_at is not None and now <= closes_at,
        over=over,
        rate=over and rating is None,
        say_more=rating is not None and rating.given_by_id == user.pk and not rating.says_more,
        discuss=not story.filter(kind=Event.Kind.TO_DISCUSS).exists(),
        rating=rating,
        said=done.text if done else "",
        why_late=_why_late(service_request) if over else None,
    )


def _why_late(service_request: ServiceRequest) -> Words | None:
    """Return why the last of it was later than agreed, where that was said."""
    said = LateCause.objects.filter(clock__promise=service_request.promise_id)
    last = said.order_by("-clock__cycle", "-said_at", "-pk").first()
    return TO_CLIENT[last.cause] if last else None
