"""The conversation with a client: what was looked at, what came of it, and who does what."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from pdc.models import Service
from sla.models.agreements import AgreementVersion
from sla.models.clocks import Promise
from teams.models import Client, User


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Conversations, as far as somebody reads them."""

    def visible_to(self, user: User, on: date) -> Self:
        """Return those of the pools somebody works in, and what was shared with their unit."""
        clients = user.client_memberships.on(on).values("client")
        pools = user.pool_memberships.on(on).values("pool")
        return self.filter(
            Q(version__agreement__client__in=clients, shared_at__isnull=False)
            | Q(version__agreement__pools__in=pools)
        ).distinct()


class Conversation(models.Model):
    """One talk about an agreement: prepared by the pool, and read by the client once shared.

    From then on it stays what it was; only what was agreed to do goes on.
    """

    class Kind(models.TextChoices):
        """What it is for."""

        TALK = "talk", _("conversation")
        REVIEW = "review", _("yearly review")

    version = models.ForeignKey(
        AgreementVersion,
        verbose_name=_("version of an agreement"),
        on_delete=models.PROTECT,
        related_name="conversations",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.TALK)
    day = models.DateField(_("day"))
    people = models.CharField(_("who is there"), max_length=300, blank=True)
    since = models.DateField(_("looks back from"))
    until = models.DateField(_("until and including"))
    conclusion = models.TextField(_("conclusion"), blank=True)
    prepared_by = models.ForeignKey(
        User, verbose_name=_("prepared by"), on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField(_("prepared"))
    shared_by = models.ForeignKey(
        User,
        verbose_name=_("shared by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    shared_at = models.DateTimeField(_("shared"), null=True, blank=True)
    next_version = models.ForeignKey(
        AgreementVersion,
        verbose_name=_("draft made from it"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects: ClassVar[models.Manager[Self]] = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "kind"],
                condition=Q(shared_at=None),
                name="sla_conversation_one_prepared",
            ),
            models.CheckConstraint(
                name="sla_conversation_looks_back", condition=Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="sla_conversation_shared_by",
                condition=Q(shared_at=None, shared_by=None)
                | Q(shared_at__isnull=False, shared_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {date_format(self.day, 'j F Y')}"

    def get_absolute_url(self) -> str:
        """Return where it is read and written."""
        return reverse("sla:conversation", args=[self.pk])


class TalkedService(models.Model):
    """What both sides want with one service."""

    class Verdict(models.TextChoices):
        """Whether it goes on, and how."""

        KEEP = "keep", _("keep")
        EXTEND = "extend", _("more of it")
        CHANGE = "change", _("change")
        SCRAP = "scrap", _("scrap")

    conversation = models.ForeignKey(
        Conversation,
        verbose_name=_("conversation"),
        on_delete=models.CASCADE,
        related_name="services",
        db_index=False,  # the constraint that it is there once begins with it
    )
    service = models.ForeignKey(
        Service, verbose_name=_("service"), on_delete=models.PROTECT, related_name="+"
    )
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict.choices, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("service that was talked about")
        verbose_name_plural = _("services that were talked about")
        ordering = ["service__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "service"], name="sla_talkedservice_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.get_verdict_display()}"


class TalkTopic(models.Model):
    """Something to talk about, and what was said of it."""

    conversation = models.ForeignKey(
        Conversation,
        verbose_name=_("conversation"),
        on_delete=models.CASCADE,
        related_name="topics",
        db_index=False,  # the constraint on the order begins with it
    )
    order = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("topic"), max_length=200)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("topic of a conversation")
        verbose_name_plural = _("topics of conversations")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "order"], name="sla_talktopic_order")
        ]

    def __str__(self) -> str:
        return self.title


class TalkPointQuerySet(models.QuerySet["TalkPoint"]):
    """What is to be talked about."""

    def of(self, conversation: Conversation) -> Self:
        """Return what a conversation is about: its own, and while it is prepared what is open."""
        own = Q(conversation=conversation)
        if conversation.shared_at is None:
            own |= Q(conversation=None, client=conversation.version.agreement.client_id)
        return self.filter(own).order_by("said_at", "pk")


class TalkPoint(models.Model):
    """Something a client wants to talk about, kept until the conversation in which that is done.

    What is confidential comes without its words, its service and what it was promised.
    """

    client = models.ForeignKey(
        Client,
        verbose_name=_("client"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # asked of those that are open, which have an index
    )
    service = models.ForeignKey(
        Service,
        verbose_name=_("service"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    promise = models.ForeignKey(
        Promise,
        verbose_name=_("promise"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    text = models.TextField(_("text"), blank=True)
    said_at = models.DateTimeField(_("said"))
    conversation = models.ForeignKey(
        Conversation,
        verbose_name=_("talked about in"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="points",
    )

    objects: ClassVar[TalkPointQuerySet] = TalkPointQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("point to talk about")
        verbose_name_plural = _("points to talk about")
        ordering = ["said_at", "pk"]
        indexes = [
            models.Index(
                fields=["client"], name="sla_talkpoint_open", condition=Q(conversation=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.client} · {timezone.localtime(self.said_at):%Y-%m-%d}"


class TalkActionQuerySet(models.QuerySet["TalkAction"]):
    """What was agreed to do."""

    def open(self) -> Self:
        """Return what is still to be done, what is due first on top."""
        return self.filter(done_at=None).order_by("due_on", "pk")


class TalkAction(models.Model):
    """One thing that somebody does after a conversation, by a day."""

    conversation = models.ForeignKey(
        Conversation,
        verbose_name=_("conversation"),
        on_delete=models.CASCADE,
        related_name="actions",
    )
    text = models.CharField(_("what"), max_length=300)
    owner = models.ForeignKey(
        User, verbose_name=_("who"), on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(_("due"))
    reminded_for = models.DateField(_("reminded of"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        User,
        verbose_name=_("done by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects: ClassVar[TalkActionQuerySet] = TalkActionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("action of a conversation")
        verbose_name_plural = _("actions of conversations")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(name="sla_talkaction_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="sla_talkaction_done_by",
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="sla_talkaction_due", condition=Q(done_at=None))
        ]

    def __str__(self) -> str:
        return self.text


class ReviewReminder(models.Model):
    """That somebody was told that a yearly review comes up: once for each review month."""

    version = models.ForeignKey(
        AgreementVersion,
        verbose_name=_("version of an agreement"),
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,  # the constraint that it is told once begins with it
    )
    month = models.DateField(_("review month"))
    person = models.ForeignKey(
        User, verbose_name=_("for"), on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField(_("moment"))

    class Meta:
        verbose_name = _("reminder of a review")
        verbose_name_plural = _("reminders of reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "month", "person"], name="sla_reviewreminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} · {self.month:%Y-%m}"
