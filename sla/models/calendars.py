"""Calendars as people keep them: their hours, version by version."""

from datetime import UTC, datetime
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sla.business_time import Schedule, ScheduleError
from teams.models import Pool, User


class Calendar(models.Model):
    """When a desk is open. Every deadline counts by one of these.

    Its hours are kept version by version, so that time counted under older hours can still be
    explained.
    """

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=200)
    revision = models.PositiveIntegerField(
        _("revision"), default=0, editable=False, help_text=_("The version now in force.")
    )

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def schedule(self) -> Schedule:
        """Return the pure value that time is counted by, read once for each version."""
        return _versions(self.pk, self.revision)[-1].schedule

    def schedule_at(self, at: datetime) -> Schedule:
        """Return the schedule that was in force at a moment; before the first, the first."""
        versions = _versions(self.pk, self.revision)
        return next((one for one in reversed(versions) if one.since <= at), versions[0]).schedule

    def changed_between(self, since: datetime, until: datetime) -> list[datetime]:
        """Return the moments at which other hours came into force, later than the first moment."""
        versions = _versions(self.pk, self.revision)[1:]
        return [one.since for one in versions if since < one.since <= until]

    def moves_between(self, since: datetime, until: datetime) -> list["Move"]:
        """Return the changes between two moments that moved what was promised, oldest first."""
        versions = _versions(self.pk, self.revision)
        return [
            Move(new.since, old.schedule, new.schedule)
            for old, new in pairwise(versions)
            if new.moves and since <= new.since <= until
        ]


class InForce(NamedTuple):
    """A schedule with the moment from which it holds, and whether that moved promised dates."""

    since: datetime
    schedule: Schedule
    moves: bool = False


class Move(NamedTuple):
    """A change of hours that moved what was promised."""

    at: datetime
    old: Schedule
    new: Schedule


# A calendar without hours: whatever is asked of it is refused in words.
NEVER = InForce(datetime.max.replace(tzinfo=UTC), Schedule("UTC", ((),) * 7))


@lru_cache(maxsize=256)
def _versions(calendar_id: int, revision: int) -> list[InForce]:
    versions = CalendarVersion.objects.filter(calendar=calendar_id, number__lte=revision)
    found = versions.order_by("number").values_list("in_force_at", "hours", "moves")
    held = [
        InForce(since, Schedule.from_dict(hours), moves) for since, hours, moves in found if since
    ]
    return held or [NEVER]


class CalendarVersion(models.Model):
    """The hours of a calendar from one moment on; a draft until it has a number. Never changed.

    `moves` is what was chosen for requests under way when it came into force: keep the dates
    that were promised, or move them and tell the clients.
    """

    calendar = models.ForeignKey(
        Calendar, verbose_name=_("calendar"), on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField(_("version"), null=True, blank=True)
    hours = models.JSONField(_("hours"), help_text=_("As a schedule is written (docs/time.md)."))
    note = models.CharField(_("why"), max_length=200, blank=True)
    made_by = models.ForeignKey(
        User,
        verbose_name=_("made by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: an import."),
    )
    made_at = models.DateTimeField(_("made"))
    made_from = models.PositiveIntegerField(
        _("made from version"),
        default=0,
        help_text=_("Another that came into force since was not seen by who made this one."),
    )
    in_force_at = models.DateTimeField(_("in force from"), null=True, blank=True)
    moves = models.BooleanField(_("moves what was promised"), default=False)

    class Meta:
        verbose_name = _("version of a calendar")
        verbose_name_plural = _("versions of calendars")
        ordering = ["calendar", "number"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "number"], name="sla_calendarversion_once"),
            models.CheckConstraint(
                name="sla_calendarversion_in_force_or_draft",
                condition=Q(number=None, in_force_at=None)
                | Q(number__isnull=False, in_force_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar} ({self.number or _('draft')})"

    def schedule(self) -> Schedule:
        """Return the pure value of these hours."""
        return Schedule.from_dict(self.hours)

    @property
    def is_draft(self) -> bool:
        """Whether it never came into force."""
        return self.number is None

    def clean(self) -> None:
        """Refuse hours that no schedule can be made of."""
        try:
            Schedule.from_dict(self.hours)
        except ScheduleError as problem:
            raise ValidationError({"hours": str(problem)}) from problem


class PoolCalendar(models.Model):
    """The calendar a pool works by, unless a service or an agreement says otherwise."""

    pool = models.OneToOneField(
        Pool, verbose_name=_("pool"), on_delete=models.CASCADE, related_name="own_calendar"
    )
    calendar = models.ForeignKey(
        Calendar, verbose_name=_("calendar"), on_delete=models.PROTECT, related_name="pools"
    )

    class Meta:
        verbose_name = _("calendar of a pool")
        verbose_name_plural = _("calendars of pools")

    def __str__(self) -> str:
        return f"{self.pool} · {self.calendar}"
