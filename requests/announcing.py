"""Announcing news of the catalogue: the messages it becomes, each once, to who it concerns.

Who is named hears at once what is asked or said. Who used a service hears the next morning, so that
all of a day comes in one mail, however many services changed.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from pdc.models import News
from requests.mail.kinds import MailKind, is_wanted
from requests.models import Notification, ServiceRequest
from sla.working_blocks import working_moments
from teams.models import User

LATELY = timedelta(days=425)  # fourteen months: what is asked once a year counts
MORNING = time(8)
AT_ONCE = 1_000  # rows in one statement


@transaction.atomic
def announce_news(*, now: datetime, limit: int) -> int:
    """Tell up to so many news, and return how many; two workers never tell the same."""
    news = list(
        News.objects.to_announce()
        .select_for_update(skip_locked=True, of=["self"])
        .select_related("version", "person")[:limit]
    )
    for one in news:
        told = _to_users(one, now) if one.kind in News.FOR_USERS else _to_person(one, now)
        Notification.objects.bulk_create(told, batch_size=AT_ONCE)
    News.objects.filter(pk__in=[one.pk for one in news]).update(announced_at=now)
    return len(news)


def users_of(service: int, now: datetime) -> Iterator[User]:
    """Return who asked for a service in the last fourteen months."""
    asked = ServiceRequest.objects.filter(
        promise__service_version__service=service, promise__received_at__gte=now - LATELY
    )
    people = User.objects.filter(is_active=True, pk__in=asked.values("requested_by"))
    return people.order_by("pk").iterator()


def _to_users(news: News, now: datetime) -> Iterator[Notification]:
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    morning = timezone.make_aware(datetime.combine(tomorrow, MORNING))
    for person in users_of(news.of_version.service_id, now):
        mailed = is_wanted(person, MailKind.SERVICES)
        yield _message(news, person, morning if mailed else None, now)


def _to_person(news: News, now: datetime) -> Iterator[Notification]:
    person = news.person
    assert person is not None  # a constraint
    kind = MailKind.PROPOSALS if news.proposal_id else MailKind.CATALOGUE
    mailed = person.is_active and is_wanted(person, kind)
    send_at = working_moments([person.pk], now=now)[person.pk] if mailed else None
    yield _message(news, person, send_at, now)


def _message(news: News, person: User, send_at: datetime | None, now: datetime) -> Notification:
    email = person.email if send_at else ""
    return Notification(news=news, recipient=person, email=email, created_at=now, send_at=send_at)
