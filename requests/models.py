"""What happened: requests, their story, and the messages that went out about them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Self
from uuid import uuid4

from django.contrib.admin import display
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, Subquery
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pdc.models import IntakeField
from sla.models import Alert, Promise
from teams.models import User


class Channel(models.TextChoices):
    """The way in, and the way we answered."""

    PHONE = "phone", _("telephone")
    DESK = "desk", _("desk")
    EMAIL = "email", _("e-mail")
    PORTAL = "portal", _("portal")
    CHAT = "chat", _("chat")


class Status(models.TextChoices):
    """Where a request is. The moves between them are in `requests.actions`."""

    NEW = "new", _("new")
    IN_PROGRESS = "in_progress", _("in progress")
    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")
    DECLINED = "declined", _("declined")
    MERGED = "merged", _("merged")


OPEN = (Status.NEW, Status.IN_PROGRESS, Status.WAITING)


class WaitingFor(models.TextChoices):
    """Whose move it is while a request waits."""

    CLIENT = "client", _("the client")
    THIRD_PARTY = "third_party", _("a third party")


class Decision(models.TextChoices):
    """What the coordinator decides on a request outside the catalogue."""

    DO_ONCE = "do_once", _("do it this once")
    PROPOSE_SERVICE = "propose_service", _("do it, and propose it for the catalogue")
    REFER = "refer", _("refer to who can help")
    DECLINE = "decline", _("decline, with an alternative")


class ServiceRequestQuerySet(models.QuerySet["ServiceRequest"]):
    """Requests, in the words of the desk."""

    def visible_to(self, user: User, on: date) -> Self:
        """Return what someone may see on that day: the only way requests are read.

        Members of a pool see what their pool does, people of a client what their unit
        asked. A confidential request is for who asked it, who has it and who is named on it.
        """
        pools = user.pool_memberships.on(on).values("pool")
        clients = user.client_memberships.on(on).values("client")
        theirs = Q(promise__pool__in=pools) | Q(promise__client__in=clients)
        named = self.model.named.through.objects.filter(user=user).values("servicerequest")
        trusted = Q(requested_by=user) | Q(assignee=user) | Q(pk__in=named)
        return self.filter(theirs, Q(confidential=False) | trusted)

    def worked_by(self, user: User, on: date) -> Self:
        """Return what someone may work on that day: what they see, of their own pools."""
        pools = user.pool_memberships.on(on).values("pool")
        return self.visible_to(user, on).filter(promise__pool__in=pools)

    def asked_by_units_of(self, user: User, on: date) -> Self:
        """Return what the units of someone asked, as far as they may see it."""
        clients = user.client_memberships.on(on).values("client")
        return self.visible_to(user, on).filter(promise__client__in=clients)

    def open(self) -> Self:
        """Return what is not done yet."""
        return self.filter(status__in=OPEN)

    def due_first(self) -> Self:
        """Order by what was promised next; what stands still comes last."""
        return self.order_by(F("promise__next_due_at").asc(nulls_last=True), "pk")

    def with_people(self) -> Self:
        """Fetch in the same query whom a line in a list names."""
        return self.select_related(
            "assignee",
            "requested_by",
            "promise__client",
            "promise__pool",
            "promise__service_version__service",
        )


class ServiceRequest(models.Model):
    """One thing asked for, with its promise and its story."""

    promise = models.OneToOneField(
        Promise,
        verbose_name=_("promise"),
        on_delete=models.PROTECT,
        related_name="service_request",
    )
    requested_by = models.ForeignKey(
        User,
        verbose_name=_("asked by"),
        on_delete=models.PROTECT,
        related_name="asked_requests",
    )
    contact_name = models.CharField(
        _("on their behalf"),
        max_length=200,
        blank=True,
        help_text=_("Who called or wrote, when that was somebody else."),
    )
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    intake_complete = models.BooleanField(_("all needed is known"), default=True)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices)
    urgent_reason = models.CharField(_("why it is urgent"), max_length=300, blank=True)
    callback_phone = models.CharField(_("call back on"), max_length=30, blank=True)
    confidential = models.BooleanField(_("confidential"), default=False)
    named = models.ManyToManyField(
        User,
        verbose_name=_("may read it"),
        blank=True,
        related_name="+",
        help_text=_("For a confidential request, besides who asked and who has it."),
    )
    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.NEW
    )
    waiting_for = models.CharField(
        _("waiting for"), max_length=20, choices=WaitingFor.choices, blank=True
    )
    waiting_reason = models.CharField(_("what we wait for"), max_length=300, blank=True)
    follow_up_on = models.DateField(_("follow up on"), null=True, blank=True)
    assignee = models.ForeignKey(
        User,
        verbose_name=_("who has it"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_requests",
    )
    decision = models.CharField(
        _("decision"),
        max_length=20,
        choices=Decision.choices,
        blank=True,
        help_text=_("Of the coordinator, on a request outside the catalogue."),
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
    )
    logged_at = models.DateTimeField(_("logged"))
    changed_at = models.DateTimeField(_("changed"))
    token = models.UUIDField(
        _("token of the form"),
        default=uuid4,
        unique=True,
        editable=False,
        help_text=_("A form sent twice is one request."),
    )
    external_reference = models.CharField(
        _("reference elsewhere"), max_length=100, unique=True, null=True, blank=True
    )

    objects: ClassVar[models.Manager[Self]] = ServiceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        constraints = [
            models.CheckConstraint(
                name="requests_status_known", condition=Q(status__in=Status.values)
            ),
            models.CheckConstraint(
                name="requests_waiting_says_for_whom",
                condition=Q(status="waiting", waiting_for__in=WaitingFor.values)
                | (~Q(status="waiting") & Q(waiting_for="")),
            ),
            models.CheckConstraint(
                name="requests_somebody_has_what_is_under_way",
                condition=~Q(status__in=["in_progress", "waiting"]) | Q(assignee__isnull=False),
            ),
            models.CheckConstraint(
                name="requests_new_is_nobodys", condition=~Q(status="new") | Q(assignee=None)
            ),
            models.CheckConstraint(
                name="requests_merged_says_into_which",
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into=None)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["status"],
                name="requests_open",
                condition=Q(status__in=["new", "in_progress", "waiting"]),
            ),
            *(  # for words anywhere in what was asked; the ORM compares in capitals
                GinIndex(OpClass(Upper(field), name="gin_trgm_ops"), name=f"requests_{field}_words")
                for field in ("subject", "text")
            ),
        ]

    def __str__(self) -> str:
        return self.number if self.confidential else f"{self.number} {self.subject}"

    def get_absolute_url(self) -> str:
        """Return the page of this request."""
        return reverse("requests:detail", args=[self.pk])

    @property
    @display(description=pgettext_lazy("of a request", "number"))
    def number(self) -> str:
        """The number people say on the telephone: the year it was logged and a serial."""
        return f"{timezone.localtime(self.logged_at):%Y}-{self.pk:06d}"

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.status in OPEN

    def missing(self) -> list[IntakeField]:
        """Return the questions that must be answered before the work can start."""
        version = self.promise.service_version
        if version is None or self.intake_complete:
            return []
        return [
            field
            for field in version.intake_fields.all()
            if (field.required or field.is_event) and self.answers.get(field.key) in (None, "")
        ]

    def is_about(self, asked: Mapping[str, Any]) -> bool:
        """Return whether this is what was asked: the same words of the same person."""
        same = ("requested_by", "subject", "text")
        return all(getattr(self, name) == asked.get(name, "") for name in same)


class EventQuerySet(models.QuerySet["Event"]):
    """The story of requests."""

    def seen_by_client(self) -> Self:
        """Return what the client may read: everything but what is internal."""
        return self.filter(internal=False)

    def fingerprint(self) -> tuple[int, ...]:
        """Return what changes as soon as anything happens in these stories.

        Not only the newest, for a number handed out earlier can be committed later; and of
        the last thousand only, so that it costs the same however long the stories are.
        """
        newest = Event.objects.order_by("-pk").values("pk")[:1]
        recent = self.filter(pk__gt=Subquery(newest) - 1000)
        return tuple(recent.order_by("-pk").values_list("pk", flat=True)[:30])


class Event(models.Model):
    """One line of a request's story: who did what, when. Only ever added."""

    class Kind(models.TextChoices):
        """What happened."""

        LOGGED = "logged", _("logged")
        PICKED_UP = "picked_up", _("picked up")
        HANDED_BACK = "handed_back", _("handed back")
        CONTACT = "contact", _("contact with the client")
        NOTE = "note", _("note")
        ANSWERED = "answered", _("intake completed")
        WAITING = "waiting", _("waiting")
        RESUMED = "resumed", _("resumed")
        CORRECTED = "corrected", _("service corrected")
        MADE_URGENT = "made_urgent", _("made urgent")
        AGREED = "agreed", _("date agreed")
        MOVED = "moved", _("date moved")
        DECIDED = "decided", _("decided")
        DONE = "done", _("done")
        REOPENED = "reopened", _("reopened")
        CANCELLED = "cancelled", _("cancelled")
        DECLINED = "declined", _("declined")
        MERGED = "merged", _("merged")

    service_request = models.ForeignKey(
        ServiceRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        related_name="events",
    )
    kind = models.CharField(_("what"), max_length=20, choices=Kind.choices)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        User,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: the product itself."),
    )
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices, blank=True)
    text = models.TextField(_("text"), blank=True)
    internal = models.BooleanField(_("only for the pool"), default=False)

    objects: ClassVar[models.Manager[Self]] = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["service_request", "at"], name="requests_story")]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M} {self.get_kind_display()}"


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Messages, on their way and in the bell."""

    def to_send(self, now: datetime) -> Self:
        """Return the mails whose moment has come, oldest first."""
        return self.filter(send_at__lte=now).order_by("send_at", "pk")

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
        related_name="notifications",
    )
    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, null=True, blank=True
    )
    alert = models.ForeignKey(
        Alert, verbose_name=_("alert"), on_delete=models.CASCADE, null=True, blank=True
    )
    recipient = models.ForeignKey(
        User,
        verbose_name=_("recipient"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="notifications",
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
                condition=Q(event__isnull=False, alert__isnull=True)
                | Q(event__isnull=True, alert__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["event", "alert", "recipient", "email"],
                nulls_distinct=False,
                name="requests_message_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["send_at"], name="requests_outbox", condition=Q(send_at__isnull=False)
            ),
            models.Index(
                fields=["bundle"], name="requests_bundles", condition=Q(bundle__isnull=False)
            ),
            models.Index(fields=["recipient", "-created_at"], name="requests_bell"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient or self.email} · {self.event or self.alert}"

    def get_absolute_url(self) -> str:
        """Return where it leads: for a person by the bell, where it counts as read from then on."""
        if self.recipient_id is None:
            return self.service_request.get_absolute_url()
        return reverse("requests:alert", args=[self.pk])
