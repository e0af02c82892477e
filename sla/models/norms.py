"""Norms: what a clock must stay within, and in which of the five ways it counts."""

from datetime import time, timedelta
from typing import cast

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pdc.models import ServiceVersion
from sla.models.agreements import AgreementLine
from sla.models.calendars import Calendar
from teams.models import Pool


class Way(models.TextChoices):
    """The ways to count (docs/time.md). No working days is the same day."""

    WORKING_TIME = "working_time", _("working minutes")
    WORKING_DAYS = "working_days", _("working days")
    CUT_OFF = "cut_off", _("cut-off")
    DAYS_BEFORE = "days_before", _("working days before the event")
    TIME_BEFORE = "time_before", _("working minutes before the event")


class Starts(models.TextChoices):
    """When the clock of a norm begins to count."""

    RECEIVED = "received", _("when received")
    INTAKE_COMPLETE = "intake_complete", _("when the intake is complete")
    EVENT_END = "event_end", _("at the end of the event")


def warn_at_three_quarters() -> list[int]:
    """Return the ladder of warnings of a norm that says nothing else (docs/time.md)."""
    return [75]


class Norm(models.Model):
    """One target with the share of requests that must meet it.

    It belongs to exactly one owner: the version of a service (the standard), a line of an
    agreement (the deviation) or a pool (the default).
    """

    class Kind(models.TextChoices):
        """What the norm is about."""

        RESPONSE = "response", _("first reaction")
        TURNAROUND = "turnaround", _("ready")
        UPDATE = "update", _("sign of life")
        CALLBACK = "callback", _("call back")
        DECISION = "decision", _("decision")

    service_version = models.ForeignKey(
        ServiceVersion,
        verbose_name=_("version of a service"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="norms",
    )
    agreement_line = models.ForeignKey(
        AgreementLine,
        verbose_name=_("agreement line"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="norms",
    )
    pool = models.ForeignKey(
        Pool,
        verbose_name=_("pool"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="norms",
    )
    kind = models.CharField(_("about"), max_length=20, choices=Kind.choices)
    urgent = models.BooleanField(_("for urgent requests"), default=False)
    way = models.CharField(_("counts in"), max_length=20, choices=Way.choices)
    amount = models.PositiveIntegerField(
        _("amount"), default=0, help_text=_("Minutes or days, as the way of counting says.")
    )
    cut_off = models.TimeField(_("received before"), null=True, blank=True)
    same_day = models.TimeField(_("then that day at"), null=True, blank=True)
    next_day = models.TimeField(_("else the next open day at"), null=True, blank=True)
    starts = models.CharField(
        _("starts"), max_length=20, choices=Starts.choices, default=Starts.RECEIVED
    )
    calendar = models.ForeignKey(
        Calendar,
        verbose_name=_("calendar"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: the calendar of the agreement, or else of the pool."),
    )
    kpi_percent = models.PositiveSmallIntegerField(_("share that meets it, in %"), default=95)
    warnings = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("warn at, in % of the time"),
        default=warn_at_three_quarters,
        blank=True,
        help_text=_("One or more, with commas: 50, 75."),
    )
    retired_at = models.DateTimeField(
        _("held until"),
        null=True,
        blank=True,
        help_text=_("A default that was replaced; what was promised under it stays."),
    )

    class Meta:
        verbose_name = _("norm")
        verbose_name_plural = _("norms")
        constraints = [
            models.CheckConstraint(
                name="sla_norm_one_owner",
                condition=Q(
                    service_version__isnull=False, agreement_line__isnull=True, pool__isnull=True
                )
                | Q(service_version__isnull=True, agreement_line__isnull=False, pool__isnull=True)
                | Q(service_version__isnull=True, agreement_line__isnull=True, pool__isnull=False),
            ),
            models.CheckConstraint(
                name="sla_norm_cut_off_whole",
                condition=Q(
                    way="cut_off",
                    cut_off__isnull=False,
                    same_day__isnull=False,
                    next_day__isnull=False,
                )
                | (
                    ~Q(way="cut_off")
                    & Q(cut_off__isnull=True, same_day__isnull=True, next_day__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="sla_norm_percentages",
                condition=Q(
                    kpi_percent__range=(1, 100), warnings__contained_by=list(range(1, 100))
                ),
            ),
            models.UniqueConstraint(
                fields=["service_version", "agreement_line", "pool", "kind", "urgent"],
                condition=Q(retired_at=None),
                nulls_distinct=False,
                name="sla_norm_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.amount} {self.get_way_display()}"

    @property
    def in_days(self) -> bool:
        """Whether it is counted in days, and so always falls due at a closing time."""
        return self.way in (Way.WORKING_DAYS, Way.DAYS_BEFORE)

    @property
    def before_event(self) -> bool:
        """Whether it is counted back from the event."""
        return self.way in (Way.DAYS_BEFORE, Way.TIME_BEFORE)

    @property
    def cut_off_times(self) -> tuple[time, time, time]:
        """The cut-off and the two times it chooses between; a constraint holds that all are set."""
        return cast(tuple[time, time, time], (self.cut_off, self.same_day, self.next_day))

    @property
    def duration(self) -> timedelta:
        """The amount as a duration, for ways that count minutes."""
        return timedelta(minutes=self.amount)
