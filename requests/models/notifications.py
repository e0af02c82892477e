"""The messages that went out, or will: the rows are the outbox."""

from datetime import date, datetime
from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pdc.models import News
from requests.models.events import Event
from requests.models.service_requests import ServiceRequest
from sla.models import Alert
from teams.models import PoolMembership, User


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Messages, on their way and in the bell."""

    def to_send(self, now: datetime) -> Self:
        """Return the mails whose moment has come, oldest first."""
        return self.filter(send_at__lte=now).order_by("send_at", "pk")

    def given_up(self) -> Self:
        """Return the mails that failed and are not tried any more."""
        return self.filter(attempts__gt=0, send_at=None, sent_at=None)

    def in_bell_of(self, user: User) -> Self:
        """Return what someone was told, newest first."""
        return self.filter(recipient=user).order_by("-created_at", "-pk")

    def unread(self) -> Self:
        """Return what has not been opened yet."""
        return self.filter(read_at__isnull=True)


class Notification(models.Model):
    """A message to one person or mailbox: a line in the bell, a mail on its way, or both.

    The rows are the outbox. `send_at` is the next attempt at mailing; it is emptied once the
    mail is handed over (`sent_at`) or given up after the last attempt.
    """

    service_request = models.ForeignKey(
        ServiceRequest,
        verbose_name=_("request"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="notifications",
        help_text=_("Empty: it is about the catalogue."),
    )
    event = models.ForeignKey(
        Event,
        verbose_name=_("event"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        db_index=False,  # the constraint that it is told once begins with it
    )
    alert = models.ForeignKey(
        Alert, verbose_name=_("alert"), on_delete=models.CASCADE, null=True, blank=True
    )
    news = models.ForeignKey(
        News,
        verbose_name=_("news of the catalogue"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        db_index=False,  # the constraint that it is told once begins with it
    )
    recipient = models.ForeignKey(
        User,
        verbose_name=_("recipient"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="notifications",
        db_index=False,  # the index of the bell begins with it
        help_text=_("Empty: only mailed, to a shared mailbox."),
    )
    email = models.EmailField(_("mail to"), blank=True, help_text=_("Empty: only in the bell."))
    message_id = models.UUIDField(_("message id"), default=uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    send_at = models.DateTimeField(_("mail at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("mailed"), null=True, blank=True)
    bundle = models.UUIDField(
        _("bundle"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Those of one bundle go in one mail, whose message id this is."),
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)

    objects: ClassVar[models.Manager[Self]] = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(
                name="requests_message_about_one_thing",
                condition=Q(
                    event__isnull=False, alert=None, news=None, service_request__isnull=False
                )
                | Q(event=None, alert__isnull=False, news=None, service_request__isnull=False)
                | Q(event=None, alert=None, news__isnull=False, service_request=None),
            ),
            models.UniqueConstraint(
                fields=["event", "alert", "recipient", "email", "news"],
                nulls_distinct=False,
                name="requests_told_once",
            ),
            models.UniqueConstraint(
                fields=["news", "recipient"],
                condition=Q(news__isnull=False),
                name="requests_news_told_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["send_at"], name="requests_outbox", condition=Q(send_at__isnull=False)
            ),
            models.Index(
                fields=["bundle"], name="requests_bundles", condition=Q(bundle__isnull=False)
            ),
            models.Index(  # who was just mailed
                fields=["sent_at"], name="requests_bundled", condition=Q(bundle__isnull=False)
            ),
            models.Index(
                fields=["created_at"],
                name="requests_given_up",
                condition=Q(attempts__gt=0, send_at=None, sent_at=None),
            ),
            models.Index(fields=["recipient", "-created_at"], name="requests_bell"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient or self.email} · {self.event or self.alert or self.news}"

    def get_absolute_url(self) -> str:
        """Return where it leads: for a person by the bell, where it counts as read from then on."""
        if self.recipient_id is None:
            return self.of_request.get_absolute_url()
        return reverse("requests:alert", args=[self.pk])

    @property
    def of_request(self) -> ServiceRequest:
        """The request it is about; a constraint holds that all have one but news."""
        assert self.service_request is not None
        return self.service_request


class BacklogNotice(models.Model):
    """That the administrators were told that alerts or mail were late, and how late."""

    at = models.DateTimeField(_("told"), db_index=True)
    state = models.CharField(_("how late"), max_length=200)

    class Meta:
        verbose_name = _("notice that work was late")
        verbose_name_plural = _("notices that work was late")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"


class QuarterNoticeQuerySet(models.QuerySet["QuarterNotice"]):
    """That quarters can be looked back on."""

    def in_bell_of(self, user: User, on: date) -> Self:
        """Return what someone was told who still coordinates a pool, newest first."""
        role = PoolMembership.Role.COORDINATOR
        coordinates = user.pool_memberships.on(on).filter(role=role)
        return self.filter(Exists(coordinates), recipient=user).order_by("-created_at")

    def unread(self) -> Self:
        """Return what has not been looked at yet."""
        return self.filter(read_at=None)


class QuarterNotice(models.Model):
    """That somebody was told, in the bell, that what came back in a quarter can be looked at."""

    recipient = models.ForeignKey(
        User,
        verbose_name=_("recipient"),
        on_delete=models.CASCADE,
        related_name="quarter_notices",
        db_index=False,  # the constraint that it is told once begins with it
    )
    quarter = models.CharField(_("quarter"), max_length=6)
    created_at = models.DateTimeField(_("made"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects: ClassVar[models.Manager[Self]] = QuarterNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice about a quarter")
        verbose_name_plural = _("notices about quarters")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "quarter"], name="requests_quarter_told_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient} · {self.quarter}"
