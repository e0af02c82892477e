"""Requests, with their promise, and who may see them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Self
from uuid import uuid4

from django.contrib.admin import display
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pdc.models import IntakeField, Proposal, Signpost
from requests.models.choices import (
    OPEN,
    Channel,
    Decision,
    OffCatalogueKind,
    Status,
    WaitingFor,
)
from sla.models import Promise
from teams.models import ClientMembership, PoolMembership, User


def _pools(user: User, on: date) -> QuerySet[PoolMembership, Any]:
    return user.pool_memberships.on(on).values("pool")


def _clients(user: User, on: date) -> QuerySet[ClientMembership, Any]:
    return user.client_memberships.on(on).values("client")


class ServiceRequestQuerySet(models.QuerySet["ServiceRequest"]):
    """Requests, in the words of the desk."""

    def visible_to(self, user: User, on: date) -> Self:
        """Return what someone may see on that day: the only way requests are read.

        Members of a pool see what their pool does, people of a client what their unit
        asked. A confidential request is for who asked it, who has it and who is named on it.
        """
        theirs = Q(promise__pool__in=_pools(user, on)) | Q(promise__client__in=_clients(user, on))
        return self.filter(theirs)._open_to(user)

    def worked_by(self, user: User, on: date) -> Self:
        """Return what someone may work on that day: what they see, of their own pools."""
        return self.filter(promise__pool__in=_pools(user, on))._open_to(user)

    def asked_by_units_of(self, user: User, on: date) -> Self:
        """Return what the units of someone asked, as far as they may see it."""
        return self.filter(promise__client__in=_clients(user, on))._open_to(user)

    def _open_to(self, user: User) -> Self:
        """Leave out, of what is theirs, what is confidential and not for them."""
        named = self.model.named.through.objects.filter(user=user).values("servicerequest")
        trusted = Q(requested_by=user) | Q(assignee=user) | Q(pk__in=named)
        return self.filter(Q(confidential=False) | trusted)

    def open(self) -> Self:
        """Return what is not done yet."""
        return self.filter(status__in=OPEN)

    def past_closing(self, now: datetime) -> Self:
        """Return what is done and was not opened again in time, longest ago first."""
        return self.filter(status=Status.DONE, closes_at__lt=now).order_by("closes_at", "pk")

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
    follow_up_at = models.DateTimeField(
        _("comes back at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When the desk opens on that day; emptied once it came back."),
    )
    next_step = models.CharField(_("next step told to the client"), max_length=300, blank=True)
    next_step_on = models.DateField(_("promised for"), null=True, blank=True)
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
    off_catalogue_kind = models.CharField(
        _("kind, outside the catalogue"),
        max_length=20,
        choices=OffCatalogueKind.choices,
        blank=True,
    )
    signpost = models.ForeignKey(
        Signpost,
        verbose_name=_("referred to"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="service_requests",
        db_index=False,  # of the few that were, an index of their own
    )
    proposal = models.ForeignKey(
        Proposal,
        verbose_name=_("proposal"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="service_requests",
        db_index=False,
        help_text=_("For the catalogue, that came of this request among others."),
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
    )
    closes_at = models.DateTimeField(
        _("closes"),
        null=True,
        blank=True,
        help_text=_("Once it is done: until then it can be opened again."),
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
                name="requests_waiting_for_a_date_says_which",
                condition=~Q(waiting_for="date") | Q(follow_up_on__isnull=False),
            ),
            models.CheckConstraint(
                name="requests_only_what_waits_comes_back",
                condition=Q(follow_up_at=None) | Q(status="waiting"),
            ),
            models.CheckConstraint(
                name="requests_somebody_has_what_is_under_way",
                condition=~Q(status__in=["in_progress", "waiting"]) | Q(assignee__isnull=False),
            ),
            models.CheckConstraint(
                name="requests_new_is_nobodys", condition=~Q(status="new") | Q(assignee=None)
            ),
            models.CheckConstraint(
                name="requests_signpost_only_where_referred",
                condition=Q(signpost=None) | Q(decision="refer"),
            ),
            models.CheckConstraint(
                name="requests_merged_says_into_which",
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into=None)),
            ),
            models.CheckConstraint(
                name="requests_done_says_when_it_closes",
                condition=Q(status="done", closes_at__isnull=False)
                | Q(status="closed")
                | (~Q(status__in=["done", "closed"]) & Q(closes_at=None)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["status"],
                name="requests_open",
                condition=Q(status__in=["new", "in_progress", "waiting"]),
            ),
            *(
                models.Index(
                    fields=[field],
                    name=f"requests_{field}",
                    condition=Q(**{f"{field}__isnull": False}),
                )
                for field in ("signpost", "proposal")
            ),
            models.Index(  # for the sweep that closes what is done
                fields=["closes_at"], name="requests_closing", condition=Q(status="done")
            ),
            models.Index(
                fields=["follow_up_at"],
                name="requests_coming_back",
                condition=Q(follow_up_at__isnull=False),
            ),
            models.Index(
                fields=["follow_up_on", "id"],
                name="requests_ask_again",
                condition=Q(status="waiting", follow_up_on__isnull=False),
            ),
            models.Index(  # for what stands still, oldest first
                fields=["id"],
                name="requests_open_in_order",
                condition=Q(status__in=["new", "in_progress", "waiting"]),
            ),
            models.Index(  # for what else somebody asked
                fields=["requested_by", "id"],
                name="requests_open_of_person",
                condition=Q(status__in=["new", "in_progress", "waiting"]),
            ),
            models.Index(  # for what was done of late, and before
                fields=["-changed_at", "-id"],
                name="requests_done_in_order",
                condition=~Q(status__in=["new", "in_progress", "waiting"]),
            ),
            GinIndex(  # for words in the queue
                OpClass(Upper("subject"), name="gin_trgm_ops"),
                OpClass(Upper("text"), name="gin_trgm_ops"),
                name="requests_open_words",
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

    @property
    def words(self) -> tuple[str, str]:
        """What was asked, as it was taken down."""
        return self.subject, self.text

    @property
    def waits_for_answers(self) -> bool:
        """Whether it is the client's move, because something is needed that nobody knows yet."""
        return self.is_open and not self.intake_complete and not self.waiting_for

    def is_to_ask_again(self, on: date) -> bool:
        """Return whether it waits, and has come to the day on which to ask again."""
        asked = self.follow_up_on
        return self.status == Status.WAITING and asked is not None and asked <= on

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
