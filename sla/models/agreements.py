"""What a client and its pools agreed, version by version."""

from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from pdc.models import Service
from sla.models.calendars import Calendar
from teams.models import Client, Period, Pool, User


class Agreement(models.Model):
    """An understanding between a client and the pools that serve it."""

    code = models.CharField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=200)
    type = models.CharField(_("type"), max_length=20, default="SLA")
    client = models.ForeignKey(
        Client, verbose_name=_("client"), on_delete=models.PROTECT, related_name="agreements"
    )
    pools = models.ManyToManyField(Pool, verbose_name=_("pools"), related_name="agreements")

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AgreementVersionQuerySet(models.QuerySet["AgreementVersion"]):
    """Versions of agreements, asked about on a day or by a person."""

    def in_force(self, on: date) -> Self:
        """Return the versions that bind both sides on that day, old ones included."""
        return self.filter(
            status__in=AgreementVersion.BINDING, valid_from__lte=on, valid_until__gte=on
        )

    def agreed_with(self, client: Client, on: date) -> "AgreementVersion | None":
        """Return what was agreed with a client on that day, if anything was."""
        versions = self.in_force(on).filter(agreement__client=client)
        return versions.select_related("agreement", "calendar").order_by("agreement__pk").first()

    def visible_to(self, user: User, on: date) -> Self:
        """Return what someone may read: their own unit's, and those of the pools they work in.

        A draft is still the pool's own; the client reads it from the proposal on.
        """
        shown = (AgreementVersion.Status.PROPOSED, *AgreementVersion.BINDING)
        clients = user.client_memberships.on(on).values("client")
        return self.filter(
            Q(agreement__client__in=clients, status__in=shown)
            | Q(agreement__pools__in=user.pool_memberships.on(on).values("pool"))
        ).distinct()

    def of_pools(self, user: User, on: date) -> Self:
        """Return those of the pools somebody works in, whatever has become of them."""
        pools = user.pool_memberships.on(on).values("pool")
        return self.filter(agreement__pools__in=pools).distinct()


class AgreementVersion(models.Model):
    """What was agreed for one period. Once agreed it is changed only by a new version."""

    class Status(models.TextChoices):
        """How far a version has come."""

        DRAFTED = "drafted", _("drafted")
        PROPOSED = "proposed", _("proposed")
        AGREED = "agreed", _("agreed")
        IN_FORCE = "in_force", _("in force")
        SUPERSEDED = "superseded", _("superseded")
        ENDED = "ended", _("ended")

    BINDING = (Status.AGREED, Status.IN_FORCE, Status.SUPERSEDED, Status.ENDED)

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.DRAFTED
    )
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until and including"))
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    calendar = models.ForeignKey(
        Calendar, verbose_name=_("calendar"), on_delete=models.PROTECT, related_name="+"
    )
    third_party_pauses = models.BooleanField(
        _("waiting for a third party stops the clock"), default=False
    )
    client_contact = models.ForeignKey(
        User,
        verbose_name=_("contact of the client"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    provider_contact = models.ForeignKey(
        User,
        verbose_name=_("contact of the pool"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    needs = models.TextField(_("what the client needs"), blank=True)
    support_hours = models.TextField(_("support hours"), blank=True)
    outside_support_hours = models.TextField(_("outside those hours"), blank=True)
    contact_routes = models.TextField(_("how to reach each other"), blank=True)
    review_cadence = models.CharField(_("review"), max_length=200, blank=True)
    review_month = models.PositiveSmallIntegerField(_("review month"), null=True, blank=True)
    reporting = models.CharField(_("reporting"), max_length=200, blank=True)
    satisfaction_target = models.DecimalField(
        _("satisfaction aimed at"), max_digits=3, decimal_places=1, null=True, blank=True
    )
    off_catalogue_hours = models.DecimalField(
        _("hours a month outside the catalogue"),
        max_digits=6,
        decimal_places=1,
        null=True,
        blank=True,
    )
    repair = models.TextField(_("what we do to make it right"), blank=True)
    notes = models.TextField(_("notes"), blank=True)
    written_at = models.DateTimeField(_("last written"), null=True, blank=True)
    written_by = models.ForeignKey(
        User,
        verbose_name=_("last written by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects: ClassVar[models.Manager[Self]] = AgreementVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of an agreement")
        verbose_name_plural = _("versions of agreements")
        ordering = ["agreement__name", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="sla_version_number"),
            models.CheckConstraint(
                name="sla_version_period", condition=Q(valid_until__gte=F("valid_from"))
            ),
            ExclusionConstraint(
                name="sla_version_one_in_force",
                expressions=[
                    ("agreement", RangeOperators.EQUAL),
                    (
                        Period(
                            F("valid_from"),
                            F("valid_until"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(status__in=["agreed", "in_force", "superseded", "ended"]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["valid_until"],
                name="sla_version_to_move",
                condition=Q(status__in=["agreed", "in_force"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} ({self.number})"

    @cached_property
    def watched_steps(self) -> "tuple[EscalationStep, ...]":
        """The steps of its escalation that a clock can watch; the others people take."""
        return tuple(self.escalation_steps.watched())


class AgreementLine(models.Model):
    """One service inside an agreement, with its own norms and the volume expected."""

    version = models.ForeignKey(
        AgreementVersion,
        verbose_name=_("version"),
        on_delete=models.CASCADE,
        related_name="lines",
    )
    service = models.ForeignKey(
        Service, verbose_name=_("service"), on_delete=models.PROTECT, related_name="+"
    )
    volume_per_month = models.DecimalField(
        _("expected a month"), max_digits=7, decimal_places=1, null=True, blank=True
    )
    volume_unit = models.CharField(_("counted in"), max_length=100, blank=True)
    effort_minutes = models.PositiveIntegerField(
        _("effort in minutes"), null=True, blank=True, help_text=_("Empty: as the catalogue says.")
    )
    deviation = models.TextField(
        _("why it differs from the standard"), blank=True, help_text=_("Empty: the standard holds.")
    )

    class Meta:
        verbose_name = _("agreement line")
        verbose_name_plural = _("agreement lines")
        ordering = ["service__code"]
        constraints = [
            models.UniqueConstraint(fields=["version", "service"], name="sla_line_service")
        ]

    def __str__(self) -> str:
        return f"{self.version} · {self.service}"


class Responsibility(models.Model):
    """What one side does to make the norms possible."""

    class Side(models.TextChoices):
        """Whose it is."""

        CLIENT = "client", _("client")
        PROVIDER = "provider", _("pool")

    version = models.ForeignKey(
        AgreementVersion,
        verbose_name=_("version"),
        on_delete=models.CASCADE,
        related_name="responsibilities",
    )
    side = models.CharField(_("side"), max_length=20, choices=Side.choices)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        ordering = ["side", "order"]

    def __str__(self) -> str:
        return self.text


class EscalationStepQuerySet(models.QuerySet["EscalationStep"]):
    """Steps of escalation."""

    def watched(self) -> Self:
        """Return those that a clock can watch; the others are taken when people decide so."""
        return self.exclude(trigger=EscalationStep.Trigger.PEOPLE)


class EscalationStep(models.Model):
    """Who is told when: in the words of the agreement, and as the moment that a clock can watch.

    `amount` is a share of the time in percent, or working minutes or days after it was due.
    """

    class Trigger(models.TextChoices):
        """What makes the step happen."""

        SHARE = "share", _("at a share of the time, in %")
        BREACH = "breach", _("when it is past due")
        MINUTES_AFTER = "minutes_after", _("so many working minutes after that")
        DAYS_AFTER = "days_after", _("so many working days after that")
        PEOPLE = "people", _("when people decide so")

    class Role(models.TextChoices):
        """Who is told besides the person named; who that is, is found when it is told."""

        ASSIGNEE = "assignee", _("who has it")
        POOL = "pool", _("the pool")
        COORDINATOR = "coordinator", _("the coordinator")
        CLIENT_CONTACT = "client_contact", _("the contact of the client")

    version = models.ForeignKey(
        AgreementVersion,
        verbose_name=_("version"),
        on_delete=models.CASCADE,
        related_name="escalation_steps",
    )
    level = models.PositiveSmallIntegerField(_("level"))
    when = models.CharField(_("when"), max_length=300)
    trigger = models.CharField(
        _("moment"), max_length=20, choices=Trigger.choices, default=Trigger.PEOPLE
    )
    amount = models.PositiveIntegerField(_("amount"), default=0)
    who = models.CharField(_("who"), max_length=200)
    roles = ArrayField(
        models.CharField(max_length=20, choices=Role.choices),
        verbose_name=_("told"),
        default=list,
        blank=True,
    )
    contact = models.ForeignKey(
        User,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects: ClassVar[models.Manager[Self]] = EscalationStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("escalation step")
        verbose_name_plural = _("escalation steps")
        ordering = ["level"]
        constraints = [
            models.UniqueConstraint(fields=["version", "level"], name="sla_escalation_level"),
            models.CheckConstraint(
                name="sla_escalation_share",
                condition=~Q(trigger="share") | Q(amount__range=(1, 99)),
            ),
        ]

    def __str__(self) -> str:
        return self.when
