"""Keeping articles: nobody writes over what they did not see, and owners look again in time."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from pdc.models import Article, Service
from teams.models import User

NO_TIME = timedelta(microseconds=1)


class WrittenMeanwhileError(Exception):
    """Somebody else kept the article since it was opened; it is given as they left it."""

    def __init__(self, theirs: Article) -> None:
        super().__init__(str(theirs))
        self.theirs = theirs


@transaction.atomic
def keep_article(
    article: Article, services: Collection[Service], *, seen: str, by: User, now: datetime
) -> None:
    """Keep what was written, when the article is still as it was seen (`seen_of`).

    Raises `WrittenMeanwhileError` when it is not.
    """
    if article.pk:
        # Without its writer: a join by what another writes meanwhile would lose the row.
        theirs = Article.objects.select_for_update().get(pk=article.pk)
        if seen_of(theirs) != seen:
            raise WrittenMeanwhileError(theirs)
        now = max(now, theirs.written_at + NO_TIME)
    article.written_by, article.written_at = by, now
    article.save()
    article.services.set(services)


def seen_of(article: Article) -> str:
    """Return what says which text of an article somebody has before them."""
    return article.written_at.astimezone(UTC).isoformat() if article.pk else ""


def remind_owners(*, now: datetime) -> int:
    """Mail owners once what they were to look at again by today; return how many were mailed."""
    on = timezone.localdate(now)
    owners = User.objects.filter(pk__in=_not_told(now).values("owner"))
    return sum(_remind(owner, now) for owner in owners if owner.roles_on(on).is_secretary)


def _not_told(now: datetime) -> "QuerySet[Article]":
    """Return the articles of which the owner was not told yet that it is time to look again."""
    due = Article.objects.past_review(timezone.localdate(now))
    return due.filter(owner__is_active=True).exclude(reminded_for=F("review_on"))


@transaction.atomic
def _remind(owner: User, now: datetime) -> bool:
    """Mail one owner; when that fails nothing is written, and it is tried the next time."""
    theirs = _not_told(now).filter(owner=owner).select_for_update(of=("self",), skip_locked=True)
    articles = list(theirs.order_by("title"))
    if not articles:
        return False
    told = Article.objects.filter(pk__in=[article.pk for article in articles])
    told.update(reminded_for=F("review_on"))
    with translation.override(owner.language):
        _mail(owner, articles).send()
    return True


def _mail(owner: User, articles: list[Article]) -> EmailMessage:
    links = [
        f"{article}\n{urljoin(settings.BASE_URL, article.get_absolute_url())}"
        for article in articles
    ]
    lines = [
        _("Hello %(name)s,") % {"name": owner.get_short_name()},
        _("It is time to look again whether this is still right:"),
        *links,
        _("Is it still right? Then give it a new date to look again."),
    ]
    return EmailMessage(
        subject=_("Look again: is it still right?"), body="\n\n".join(lines), to=[owner.email]
    )
