"""Promises and the clocks that watch them.

A promise never learns what it times; a request has one, and so could anything else.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar, Protocol, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pdc.models import ServiceVersion
from sla.models.agreements import AgreementVersion
from sla.models.calendars import Calendar
from sla.models.norms import Norm
from teams.models import Client, Pool


class Promise(models.Model):
    """What one request was promised, and under which terms it was received.

    `next_due_at` is what the client was promised next: the first reaction until it is
    there, then that it is ready. It is stored so that a queue is one range scan.
    """

    client = models.ForeignKey(
        Client, verbose_name=_("client"), on_delete=models.PROTECT, related_name="promises"
    )
    pool = models.ForeignKey(
        Pool, verbose_name=_("pool"), on_delete=models.PROTECT, related_name="promises"
    )
    service_version = models.ForeignKey(
        ServiceVersion,
        verbose_name=_("version of a service"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="promises",
        help_text=_("Empty: outside the catalogue."),
    )
    agreement_version = models.ForeignKey(
        AgreementVersion,
        verbose_name=_("version of an agreement"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="promises",
    )
    received_at = models.DateTimeField(_("received"))
    event_at = models.DateTimeField(_("moment of the event"), null=True, blank=True)
    urgent = models.BooleanField(_("urgent"), default=False)
    short_notice = models.BooleanField(
        _("shorter notice than agreed"),
        default=False,
        help_text=_("Then the work is best effort and stays out of the percentages."),
    )
    agreed_at = models.DateTimeField(
        _("date agreed with the client"),
        null=True,
        blank=True,
        help_text=_("Then that is when it is due, and only another agreement moves it."),
    )
    agreed_with = models.CharField(_("agreed with"), max_length=200, blank=True)
    agreed_because = models.CharField(_("why another date"), max_length=300, blank=True)
    next_due_at = models.DateTimeField(_("due next"), null=True, blank=True)

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        indexes = [
            models.Index(  # the queue of a pool, in its order
                fields=["pool", "-urgent", "next_due_at", "id"],
                name="sla_promise_queue",
                condition=Q(next_due_at__isnull=False),
            ),
            models.Index(  # and that of several pools
                fields=["-urgent", "next_due_at", "id"],
                name="sla_promise_queues",
                condition=Q(next_due_at__isnull=False),
            ),
            models.Index(  # what a unit sees of its own, in the portal
                fields=["client", "next_due_at", "id"],
                name="sla_promise_of_client",
                condition=Q(next_due_at__isnull=False),
            ),
            models.Index(  # what was asked outside the catalogue in a quarter
                fields=["pool", "received_at"],
                name="sla_promise_outside",
                condition=Q(service_version__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="sla_promise_agreed_with_whom",
                condition=Q(agreed_at=None, agreed_with="", agreed_because="")
                | (Q(agreed_at__isnull=False) & ~Q(agreed_with="") & ~Q(agreed_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client} · {timezone.localtime(self.received_at):%Y-%m-%d %H:%M}"


RUNS = Q(running_since__isnull=False, due_at__isnull=False, stopped_at__isnull=True)
PAUSED = Q(running_since__isnull=True, due_at__isnull=True, stopped_at__isnull=True)
STOPPED = Q(running_since__isnull=True, stopped_at__isnull=False, next_rung_at__isnull=True)


class Rung(models.TextChoices):
    """The steps of the ladder that alerts climb."""

    WARNING = "warning", _("almost due")
    BREACH = "breach", _("outside the agreement")
    ESCALATION = "escalation", _("escalation")


class ClockQuerySet(models.QuerySet["Clock"]):
    """Clocks, in the words of those who watch them."""

    def past_next_rung(self, now: datetime) -> Self:
        """Return the running clocks with an alert to send, longest overdue first."""
        return self.filter(next_rung_at__lte=now).order_by("next_rung_at")

    def counted(self) -> Self:
        """Return the clocks that are counted by the hours their calendar has now."""
        return self.filter(counted_under=F("calendar__revision"))

    def going(self) -> Self:
        """Return the clocks that run or are paused."""
        return self.filter(stopped_at__isnull=True)


class Clock(models.Model):
    """Business time running out: either due at a moment, or paused with some of it left.

    `due_at` is stored, not computed, so that the sweep is one range scan. A clock that was
    never started (the intake is not complete) is paused with all of its time left. Each
    restart is a new row, of the next cycle, so what an earlier cycle came to stays.
    """

    promise = models.ForeignKey(
        Promise,
        verbose_name=_("promise"),
        on_delete=models.CASCADE,
        related_name="clocks",
        db_index=False,  # found by the constraint on its cycles
    )
    norm = models.ForeignKey(
        Norm, verbose_name=_("norm"), on_delete=models.PROTECT, related_name="clocks"
    )
    kind = models.CharField(_("about"), max_length=20, choices=Norm.Kind.choices)
    cycle = models.PositiveSmallIntegerField(_("cycle"), default=1)
    calendar = models.ForeignKey(
        Calendar,
        verbose_name=_("calendar"),
        on_delete=models.PROTECT,
        related_name="clocks",
        db_index=False,  # asked of those that go on, which have an index
    )
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    target = models.DurationField(
        _("opening time it has"),
        null=True,
        blank=True,
        help_text=_("Known once it has started; days and cut-offs are kept as opening time."),
    )
    consumed = models.DurationField(_("opening time used"), default=timedelta)
    running_since = models.DateTimeField(_("running since"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    norm_due_at = models.DateTimeField(
        _("due by the norm"),
        null=True,
        blank=True,
        help_text=_("Beside a date agreed with the client, which then is when it is due."),
    )
    counted_under = models.PositiveIntegerField(
        _("counted under"),
        default=0,
        help_text=_("The version of the calendar by which it is due."),
    )
    next_rung = models.CharField(_("next alert"), max_length=20, choices=Rung.choices, blank=True)
    next_level = models.PositiveSmallIntegerField(
        _("level of it"),
        default=0,
        help_text=_("Of a warning the share of the time, of an escalation its step."),
    )
    next_rung_at = models.DateTimeField(_("next alert at"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    without_outcome = models.BooleanField(_("stays out of the percentages"), default=False)

    objects: ClassVar[models.Manager[Self]] = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        constraints = [
            models.CheckConstraint(
                name="sla_clock_runs_is_paused_or_stopped", condition=RUNS | PAUSED | STOPPED
            ),
            models.CheckConstraint(
                name="sla_clock_rung_has_moment",
                condition=Q(next_rung="", next_rung_at__isnull=True)
                | (~Q(next_rung="") & Q(next_rung_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["promise", "kind"],
                condition=Q(stopped_at__isnull=True),
                name="sla_clock_one_going",
            ),
            models.UniqueConstraint(fields=["promise", "kind", "cycle"], name="sla_clock_cycle"),
        ]
        indexes = [  # for the sweep, which asks every second and nearly always finds nothing
            models.Index(
                fields=["next_rung_at"],
                name="sla_clock_rungs",
                condition=Q(next_rung_at__isnull=False),
            ),
            models.Index(  # what waits for the coordinator's decision
                fields=["promise"],
                name="sla_clock_decisions",
                condition=Q(kind="decision", stopped_at__isnull=True),
            ),
            models.Index(  # for a calendar that changed: what is still counted under its old hours
                fields=["calendar", "counted_under"],
                name="sla_clock_going",
                condition=Q(stopped_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        due = f"{timezone.localtime(self.due_at):%Y-%m-%d %H:%M}" if self.due_at else "–"
        return f"{self.get_kind_display()} · {due}"

    @property
    def is_running(self) -> bool:
        """Whether time is passing."""
        return self.running_since is not None

    @property
    def is_paused(self) -> bool:
        """Whether it has time left but is standing still."""
        return self.stopped_at is None and self.running_since is None

    @property
    def is_agreed(self) -> bool:
        """Whether it is due on a date agreed with the client: nothing but another moves that."""
        return self.norm_due_at is not None

    def is_late(self, now: datetime) -> bool:
        """Return whether it is, or ended, past its due time; a due time met exactly is not."""
        if self.due_at is None or self.without_outcome:
            return False
        return (self.stopped_at or now) > self.due_at


class ClockEvent(models.Model):
    """Something that happened to a clock, with what it did to the due time. Never changed."""

    class Kind(models.TextChoices):
        """What happened."""

        STARTED = "started", _("started")
        WAITING_TO_START = "waiting_to_start", _("waiting to start")
        PAUSED = "paused", _("paused")
        RESUMED = "resumed", _("resumed")
        CORRECTED = "corrected", _("service corrected")
        MADE_URGENT = "made_urgent", _("made urgent")
        AGREED = "agreed", _("date agreed with the client")
        CALENDAR = "calendar", _("calendar changed")
        MET = "met", _("met")
        ENDED = "ended", _("ended without outcome")

    clock = models.ForeignKey(
        Clock, verbose_name=_("clock"), on_delete=models.CASCADE, related_name="events"
    )
    at = models.DateTimeField(_("at"))
    kind = models.CharField(_("what"), max_length=20, choices=Kind.choices)
    because = models.CharField(_("cause"), max_length=300, blank=True)
    due_before = models.DateTimeField(_("due before"), null=True, blank=True)
    due_after = models.DateTimeField(_("due after"), null=True, blank=True)
    untold = models.BooleanField(
        _("still to be told"),
        default=False,
        help_text=_("The date moved with the calendar, and a worker tells the client."),
    )

    class Meta:
        verbose_name = _("clock event")
        verbose_name_plural = _("clock events")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["id"], name="sla_clockevent_untold", condition=Q(untold=True)),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M} {self.get_kind_display()}"


class Alert(models.Model):
    """A rung of a clock's ladder that was passed: written once, whoever sweeps.

    Where it no longer holds (the service was corrected) it is withdrawn with the reason.
    """

    clock = models.ForeignKey(
        Clock, verbose_name=_("clock"), on_delete=models.CASCADE, related_name="alerts"
    )
    rung = models.CharField(_("rung"), max_length=20, choices=Rung.choices)
    level = models.PositiveSmallIntegerField(_("level"), default=0)
    due_at = models.DateTimeField(_("passed at"))
    found_at = models.DateTimeField(_("found at"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_because = models.CharField(_("why withdrawn"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "rung", "level"],
                condition=Q(withdrawn_at=None),
                name="sla_alert_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rung_display()} · {timezone.localtime(self.due_at):%Y-%m-%d %H:%M}"


class Ticking(Protocol):
    """What decides when a promise is due next: a clock, or a row read of one."""

    @property
    def kind(self) -> str:
        """What it is about."""

    @property
    def is_running(self) -> bool:
        """Whether time is passing."""

    @property
    def without_outcome(self) -> bool:
        """Whether it is best effort."""

    @property
    def due_at(self) -> datetime | None:
        """When it is due."""


def next_promised(clocks: Iterable[Ticking]) -> datetime | None:
    """Return the moment the client was promised next, out of the clocks still running.

    A first reaction or the result, whichever comes first; what is best effort only when
    nothing else was promised, and the next sign of life only when neither runs. That somebody
    calls back is no promise, and stands here only when there is none.
    """
    running = {clock.kind: clock for clock in clocks if clock.is_running}
    promised = [
        running[kind] for kind in (Norm.Kind.RESPONSE, Norm.Kind.TURNAROUND) if kind in running
    ]
    promised.sort(key=lambda clock: (clock.without_outcome, clock.due_at))
    others = [running[kind] for kind in (Norm.Kind.UPDATE, Norm.Kind.CALLBACK) if kind in running]
    first = next(iter([*promised, *others]), None)
    return first.due_at if first else None
