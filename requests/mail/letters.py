"""Mails as they are sent: one message, or several alerts for one address in one mail.

What goes in one mail is settled, in rows, before it is sent, and so is its message id: a mail
that has to be sent again says the same and is recognised.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Count, Q, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from pdc.models import IntakeField, News
from requests.invitations import Purpose, link_to
from requests.mail.sentences import is_to_client, moment, sentence, what_next
from requests.mail.withholding import withhold
from requests.models import Event, Notification, Verdict

# So many alerts are written out in one mail; of the rest it says how many there are.
LINES = 40

IDENTITY = Coalesce("bundle", "message_id")


@dataclass(frozen=True)
class Letter:
    """One mail to one address: the messages it writes out, and how many it is about."""

    identity: UUID
    written_out: list[Notification]
    size: int

    @property
    def first(self) -> Notification:
        """The message that says to whom it goes, and what it is about when it is the only one."""
        return self.written_out[0]

    def rows(self) -> QuerySet[Notification]:
        """Return the messages in it: one, or all that were bundled in it."""
        if self.first.bundle is None:
            return Notification.objects.filter(pk=self.first.pk)
        return Notification.objects.filter(bundle=self.identity)


def letters_due(*, now: datetime, limit: int) -> list[Letter]:
    """Return the mails whose moment has come, oldest first, with all that they say.

    What is about something that its recipient may not see any more is settled as not sent.
    """
    due = Notification.objects.to_send(now)
    of_all = due.annotate(identity=IDENTITY).values_list("identity", flat=True)
    while identities := list(dict.fromkeys(of_all.all()[:limit])):
        of_these = due.filter(Q(bundle__in=identities) | Q(bundle=None, message_id__in=identities))
        withhold(of_these, on=timezone.localdate(now))
        found = {
            identity: Letter(identity, messages, messages[0].size)
            for identity, messages in _by_identity(_messages(of_these))
        }
        if found:
            return [found[identity] for identity in identities if identity in found]
    return []


def _messages(of_these: QuerySet[Notification]) -> Iterable[Any]:
    return (
        of_these.annotate(
            identity=IDENTITY,
            place=Window(RowNumber(), partition_by=IDENTITY, order_by=["alert__due_at", "pk"]),
            size=Window(Count("*"), partition_by=IDENTITY),
        )
        .filter(place__lte=LINES)
        .order_by("identity", "place")
        .select_related(
            "recipient",
            "news__version__service",
            "news__proposal",
            "news__round",
            "news__by",
            "event__by",
            "event__on_behalf_of",
            "event__whom",
            "alert__clock__norm",
            "service_request__requested_by",
            "service_request__assignee",
            "service_request__merged_into",
            "service_request__signpost",
            "service_request__promise__client",
            "service_request__promise__pool",
            "service_request__promise__service_version",
        )
    )


def _by_identity(messages: Iterable[Any]) -> Iterator[tuple[UUID, list[Any]]]:
    for identity, of_one in groupby(messages, key=attrgetter("identity")):
        yield identity, list(of_one)


def as_mail(letter: Letter) -> EmailMultiAlternatives:
    """Return the mail, in the language of who gets it.

    All mails about one request have one subject and refer to one root, so that they thread. What
    a client answers to one goes to the mailbox of the pool, where it has one.
    """
    recipient = letter.first.recipient
    with translation.override(recipient.language if recipient else settings.LANGUAGE_CODE):
        if letter.first.news_id is not None:
            return _about_catalogue(letter)
        return _about_one(letter) if letter.size == 1 else _about_more(letter)


def _about_catalogue(letter: Letter) -> EmailMultiAlternatives:
    lines = [
        {
            "sentence": sentence(notification),
            "note": _note(notification.news),
            "link": urljoin(settings.BASE_URL, notification.get_absolute_url()),
        }
        for notification in letter.written_out
    ]
    subject = str(lines[0]["sentence"])
    if letter.size > 1:
        news = ngettext(
            "%(number)d change in the catalogue", "%(number)d changes in the catalogue", letter.size
        )
        subject = news % {"number": letter.size}
    context = {
        "subject": subject,
        "lines": lines,
        "more": letter.size - len(lines),
        "all": urljoin(settings.BASE_URL, reverse("requests:alerts")),
        "choose": urljoin(settings.BASE_URL, reverse("requests:my_mail")),
    }
    return _mail(letter, "news", subject, context, {})


def _note(news: News | None) -> str:
    """Return what is told beside it: with a version that was published, or a proposal declined."""
    if news is not None and news.kind == News.Kind.CHANGED:
        return news.of_version.note
    if news is not None and news.kind == News.Kind.PROPOSAL_DECLINED and news.proposal is not None:
        return news.proposal.reason
    return ""


def _about_one(letter: Letter) -> EmailMultiAlternatives:
    notification = letter.first
    service_request = notification.of_request
    context = {
        "line": _line(notification),
        "text": _text(notification),
        "missing": _still_needed(notification),
        "next": what_next(notification),
        "pool": service_request.promise.pool,
        "after": _after(notification),
    }
    subject = f"[{service_request.number}] {service_request.subject}"
    root = f"<{service_request.token}@{_domain()}>"
    headers = {"In-Reply-To": root, "References": root}
    mail = _mail(letter, "message", subject, context, headers)
    mailbox = service_request.promise.pool.email
    if mailbox and is_to_client(notification):
        mail.reply_to = [mailbox]
    return mail


def _text(notification: Notification) -> str:
    """Return what was said with it, as far as it was said to this reader."""
    event = notification.event
    if event is None:
        return ""
    return event.text_for_client if is_to_client(notification) else event.text


def _still_needed(notification: Notification) -> list[IntakeField]:
    """Return what whoever asks must still tell us, when they hear that we have their request."""
    event = notification.event
    received = event is not None and event.kind == Event.Kind.LOGGED
    service_request = notification.of_request
    return service_request.missing() if received and service_request.is_open else []


def _after(notification: Notification) -> dict[str, object] | None:
    """Return the links with which whoever asked answers that it is done: right from the mail."""
    event, service_request = notification.event, notification.of_request
    if event is None or event.kind != Event.Kind.DONE or not is_to_client(notification):
        return None
    rate = link_to(Purpose.RATE, notification)
    page = reverse("requests:portal_detail", args=[service_request.pk])
    return {
        "confirm": link_to(Purpose.CONFIRM, notification),
        "again": urljoin(settings.BASE_URL, page),
        "good": f"{rate}?verdict={Verdict.GOOD}",
        "could_be_better": f"{rate}?verdict={Verdict.COULD_BE_BETTER}",
        "closes": moment(service_request.closes_at) if service_request.closes_at else "",
    }


def _about_more(letter: Letter) -> EmailMultiAlternatives:
    pool = letter.first.of_request.promise.pool
    if letter.first.recipient:
        page = "requests:alerts"
        subject = ngettext("%(number)d alert for you", "%(number)d alerts for you", letter.size)
    else:
        page = "requests:queue"
        subject = ngettext(
            "%(number)d alert for %(pool)s", "%(number)d alerts for %(pool)s", letter.size
        )
    subject %= {"number": letter.size, "pool": pool}
    context = {
        "subject": subject,
        "lines": [_line(notification) for notification in letter.written_out],
        "more": letter.size - len(letter.written_out),
        "all": urljoin(settings.BASE_URL, reverse(page)),
    }
    return _mail(letter, "digest", subject, context, {})


def _line(notification: Notification) -> dict[str, object]:
    service_request, alert = notification.of_request, notification.alert
    due_at = alert.clock.due_at if alert else None
    return {
        "sentence": sentence(notification),
        "number": service_request.number,
        "client": service_request.promise.client,
        "due": moment(due_at) if due_at else "",
        "link": urljoin(settings.BASE_URL, notification.get_absolute_url()),
    }


def _mail(
    letter: Letter, template: str, subject: str, context: dict[str, Any], headers: dict[str, str]
) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string(f"email/{template}.txt", context).strip() + "\n",
        to=[letter.first.email],
        headers={
            "Message-ID": f"<{letter.identity}@{_domain()}>",
            "Auto-Submitted": "auto-generated",
            **headers,
        },
    )
    mail.attach_alternative(render_to_string(f"email/{template}.html", context), "text/html")
    return mail


def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
