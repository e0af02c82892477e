"""What whoever asked does themselves: answer, say that it is all right, or that it is not.

People of the unit may, for what they see of it; a delegate does it on behalf of their manager.
"""

from datetime import date, datetime
from typing import Any, TypedDict

from django.utils import timezone
from django.utils.translation import gettext as _

from requests import policies
from requests.actions.doing import action, lock, move, tell
from requests.actions.pool_hears import notify_pool
from requests.actions.working import fill_in, go_on, go_on_again
from requests.models import Channel, Event, Rating, ServiceRequest, Verdict, WaitingFor
from requests.policies import AlreadyRated, refuse
from sla.talks.actions import keep_point
from teams.models import ClientMembership, User

Kind = Event.Kind


class Who(TypedDict):
    """Who did it as the client, how, and when."""

    by: User
    now: datetime
    channel: str
    on_behalf_of: User | None


def begin_as_client(
    service_request: ServiceRequest, by: User, now: datetime, channel: str = Channel.PORTAL
) -> Who:
    """Hold a request until the transaction ends, for somebody of the unit that asked it."""
    lock(service_request)
    refuse(policies.why_not_as_client(service_request, by, now=now))
    for_whom = principal_of(by, service_request, timezone.localdate(now))
    return Who(by=by, now=now, channel=channel, on_behalf_of=for_whom)


def principal_of(by: User, service_request: ServiceRequest, on: date) -> User | None:
    """Return the manager somebody acts for, when they are a delegate of the unit that day.

    That is who asked, if that is a manager, else the one who is so longest.
    """
    client, asked_by = service_request.promise.client_id, service_request.requested_by_id
    return principal_in(client, by, on, asked_by=asked_by)


def principal_in(client: int, by: User, on: date, *, asked_by: int | None = None) -> User | None:
    """Return the manager of a unit (by id) that somebody acts for, as `principal_of`."""
    of_unit = ClientMembership.objects.on(on).filter(client=client)
    if not of_unit.filter(user=by, role=ClientMembership.Role.DELEGATE).exists():
        return None
    managers = of_unit.filter(role=ClientMembership.Role.MANAGER).select_related("user")
    found = [membership.user for membership in managers.order_by("since", "pk")]
    asked_it = [one for one in found if one.pk == asked_by]
    return next(iter(asked_it or found), None)


@action
def answer(service_request: ServiceRequest, *, text: str, by: User, now: datetime) -> None:
    """Give the answer that was waited for: the move is the pool's again, and it hears so."""
    who = begin_as_client(service_request, by, now)
    if service_request.waiting_for != WaitingFor.CLIENT:
        refuse(_("We do not wait for you any more. Call or mail us if there is something else."))
    notify_pool(go_on(service_request, text=text, **who))


@action
def answer_intake(
    service_request: ServiceRequest,
    *,
    answers: dict[str, Any],
    event_at: datetime | None,
    by: User,
    now: datetime,
) -> None:
    """Answer all that was still open; the work can start."""
    who = begin_as_client(service_request, by, now)
    notify_pool(fill_in(service_request, answers=answers, event_at=event_at, **who))


@action
def confirm(
    service_request: ServiceRequest, *, by: User, now: datetime, channel: Channel = Channel.PORTAL
) -> None:
    """Say that nothing is left to ask: it closes. Opening it again still can, as long as before."""
    who = begin_as_client(service_request, by, now, channel)
    move(service_request, Kind.CONFIRMED, **who)


@action
def ask_again(service_request: ServiceRequest, *, text: str, by: User, now: datetime) -> None:
    """Say what is still to be done: it goes on with all of its time, and the pool hears so.

    With who had it; when they left the pool it is for whoever picks it up.
    """
    who = begin_as_client(service_request, by, now)
    event = go_on_again(service_request, reason=text, **who)
    if not policies.is_of_pool(service_request.assignee, service_request, now):
        move(service_request, Kind.HANDED_BACK, by=None, now=now, assignee=None)
    notify_pool(event)


@action
def discuss(service_request: ServiceRequest, *, text: str, by: User, now: datetime) -> None:
    """Keep a request for the next conversation between the unit and the pool."""
    who = begin_as_client(service_request, by, now)
    refuse(policies.why_not_discuss(service_request))
    hidden = service_request.confidential
    keep_point(service_request.promise, text, confidential=hidden, now=now)
    notify_pool(
        tell(
            service_request,
            Kind.TO_DISCUSS,
            at=now,
            by=by,
            channel=who["channel"],
            text=text,
            on_behalf_of=who["on_behalf_of"],
        )
    )


@action
def rate(
    service_request: ServiceRequest, *, verdict: Verdict, by: User | None, now: datetime
) -> Rating:
    """Say how it went, once: somebody of the unit, or whoever has the link that was mailed."""
    _begin_to_rate(service_request, by, now)
    rating = Rating.objects.filter(service_request=service_request).first()
    if rating is not None:
        raise AlreadyRated(_("This was rated already. Thank you."))
    via = Channel.PORTAL if by else Channel.EMAIL
    rating = Rating.objects.create(
        service_request=service_request, verdict=verdict, given_at=now, given_by=by, via=via
    )
    tell(service_request, Kind.RATED, at=now, by=by, channel=via)
    return rating


@action
def say_more(
    service_request: ServiceRequest,
    *,
    mark: int | None,
    sentence: str,
    by: User | None,
    now: datetime,
) -> None:
    """Add a mark or a sentence to a rating, once, by who gave it."""
    _begin_to_rate(service_request, by, now)
    rating = Rating.objects.filter(service_request=service_request).first()
    if rating is None or rating.given_by != by:
        refuse(_("Somebody else rated this."))
    elif rating.says_more:
        raise AlreadyRated(_("This was rated already. Thank you."))
    elif mark is not None or sentence:
        rating.mark, rating.sentence = mark, sentence
        rating.save()
        words = " · ".join(part for part in (f"{mark}/10" if mark else "", sentence) if part)
        tell(service_request, Kind.RATED, at=now, by=by, channel=rating.via, text=words)


def _begin_to_rate(service_request: ServiceRequest, by: User | None, now: datetime) -> None:
    if by is None:
        lock(service_request)
    else:
        begin_as_client(service_request, by, now)
    refuse(policies.why_not_rate(service_request))
