"""Calendars as people keep them: a week, and the days that differ from it."""

from datetime import date, time
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sla.business_time import Schedule, ScheduleError
from teams.models import Pool

MIDNIGHT = time(0)


class Calendar(models.Model):
    """When a desk is open. Every deadline counts by one of these."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=200)
    timezone = models.CharField(_("time zone"), max_length=50, default="Europe/Amsterdam")
    revision = models.PositiveIntegerField(
        _("revision"), default=0, editable=False, help_text=_("Counts the changes to the hours.")
    )

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def schedule(self) -> Schedule:
        """Return the pure value that time is counted by, read once for each revision."""
        return _schedule(self.pk, self.revision)

    def as_dict(self) -> dict[str, Any]:
        """Return the hours as `Schedule.from_dict` reads them."""
        weekly: dict[str, list[list[str]]] = {}
        for hours in self.opening_hours.all():
            day = OpeningHours.Weekday(hours.weekday).name.lower()
            weekly.setdefault(day, []).append(hours.as_texts())
        exceptions = {
            exception.date.isoformat(): {"name": exception.name, "hours": exception.hours}
            for exception in self.exceptions.all()
        }
        return {"timezone": self.timezone, "weekly": weekly, "exceptions": exceptions}


@lru_cache(maxsize=256)
def _schedule(calendar_id: int, revision: int) -> Schedule:
    return Schedule.from_dict(Calendar.objects.get(pk=calendar_id, revision=revision).as_dict())


class OpeningHours(models.Model):
    """One stretch of the week in which the desk is open, in local wall time."""

    class Weekday(models.IntegerChoices):
        """The days, numbered as Python does."""

        MON = 0, _("Monday")
        TUE = 1, _("Tuesday")
        WED = 2, _("Wednesday")
        THU = 3, _("Thursday")
        FRI = 4, _("Friday")
        SAT = 5, _("Saturday")
        SUN = 6, _("Sunday")

    calendar = models.ForeignKey(
        Calendar,
        verbose_name=_("calendar"),
        on_delete=models.CASCADE,
        related_name="opening_hours",
    )
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday.choices)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"), help_text=_("00:00 is midnight at the end of the day."))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "weekday", "opens"], name="sla_openinghours_once"
            ),
            models.CheckConstraint(
                name="sla_openinghours_forward",
                condition=Q(closes=MIDNIGHT) | Q(closes__gt=F("opens")),
            ),
            models.CheckConstraint(
                name="sla_openinghours_weekday", condition=Q(weekday__range=(0, 6))
            ),
        ]

    def __str__(self) -> str:
        opens, closes = self.as_texts()
        return f"{self.get_weekday_display()} {opens}–{closes}"

    def as_texts(self) -> list[str]:
        """Return opening and closing as text; midnight at the end is written 24:00."""
        closes = "24:00" if self.closes == MIDNIGHT else f"{self.closes:%H:%M}"
        return [f"{self.opens:%H:%M}", closes]


class CalendarException(models.Model):
    """A date on which the week does not hold: a holiday, a closure or other hours."""

    calendar = models.ForeignKey(
        Calendar, verbose_name=_("calendar"), on_delete=models.CASCADE, related_name="exceptions"
    )
    date = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=200)
    hours = models.JSONField(
        _("hours"),
        default=list,
        blank=True,
        help_text=_('Empty is closed all day; else pairs such as [["08:30", "12:30"]].'),
    )

    class Meta:
        verbose_name = _("calendar exception")
        verbose_name_plural = _("calendar exceptions")
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "date"], name="sla_exception_once")
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}"

    def clean(self) -> None:
        """Refuse hours that no schedule can be made of."""
        day: date | None = self.date
        if day is None:
            return
        exceptions = {day.isoformat(): {"name": self.name, "hours": self.hours}}
        try:
            Schedule.from_dict(
                {"timezone": "Europe/Amsterdam", "weekly": {}, "exceptions": exceptions}
            )
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
