"""The month in which a service is read again: when it comes, when it is past, and who hears it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from pdc.models import News, Service, ServiceVersion
from pdc.policies import NOT_A_WRITER, may_write, refuse
from teams.models import PoolMembership, User

A_WHILE = timedelta(days=60)  # what was just written or read again need not be read already


def review_due(version: ServiceVersion) -> date | None:
    """Return the first day of the month in which a version is to be read again."""
    since = max(filter(None, (version.valid_from, version.service.reviewed_on)), default=None)
    if version.review_month is None or since is None:
        return None
    due = date((since + A_WHILE).year, version.review_month, 1)
    return due if due > since + A_WHILE else due.replace(year=due.year + 1)


def month_after(due: date) -> date:
    """Return the first day of the month after: from then on it is past."""
    return (due + timedelta(days=31)).replace(day=1)


def due_for_review(on: date) -> Iterator[tuple[ServiceVersion, date]]:
    """Yield what holds and is to be read again by now, with since when."""
    versions = ServiceVersion.objects.in_force(on).filter(review_month__isnull=False)
    for version in versions.select_related("service", "author").order_by("service__code"):
        due = review_due(version)
        if due is not None and due <= on:
            yield version, due


@transaction.atomic
def still_right(service: Service, *, by: User, now: datetime) -> None:
    """Keep that somebody read a service again and nothing has to change."""
    on = timezone.localdate(now)
    refuse(None if may_write(by, on) else NOT_A_WRITER)
    Service.objects.filter(pk=service.pk).update(reviewed_on=on)


def remind_of_reviews(*, now: datetime) -> int:
    """Tell who wrote a service and the coordinators, in its review month and when that is past.

    A constraint holds that nobody is told twice. What is past longer stands in their list only.
    """
    on = timezone.localdate(now)
    coordinators = set(
        PoolMembership.objects.on(on)
        .filter(role=PoolMembership.Role.COORDINATOR, user__is_active=True)
        .values_list("user", flat=True)
    )
    wanted = []
    for version, due in due_for_review(on):
        past = month_after(due)
        if on >= month_after(past):
            continue
        kind = News.Kind.REVIEW_PAST if on >= past else News.Kind.REVIEW
        writer = {version.author_id} if version.author and version.author.is_active else set()
        wanted += [(version.pk, kind.value, due, person) for person in coordinators | writer]
    days = {day for _version, _kind, day, _person in wanted}
    told = set(News.objects.filter(day__in=days).values_list("version", "kind", "day", "person"))
    news = [
        News(version_id=version, kind=kind, day=day, person_id=person, at=now)
        for version, kind, day, person in wanted
        if (version, kind, day, person) not in told
    ]
    News.objects.bulk_create(news, ignore_conflicts=True)
    return len(news)
