"""Time that was spent on a request: by a timer, or written down by hand.

What one secretary did is visible to that secretary alone, so rows are read through `of`, and
everybody else reads sums. The service and the client are those of the request, not copies: when
the service is corrected the time goes along, for that is what the work was for all the time.
"""

from datetime import date, datetime, timedelta
from typing import ClassVar, Self, TypedDict

from django.db import models
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests.models.service_requests import ServiceRequest
from teams.models import Pool, User

A_DAY = 24 * 60
LONGEST_RUN = timedelta(hours=4)
ENOUGH_REQUESTS, ENOUGH_PEOPLE = 5, 3

POOL = "service_request__promise__pool"
CLIENT = "service_request__promise__client"
SERVICE = "service_request__promise__service_version__service"


class TimeSum(TypedDict):
    """What was spent on one service, client or pool, or in a month.

    `of` is its id (None: outside the catalogue), or the first day of the month.
    """

    of: int | date | None
    minutes: int
    requests: int
    people: int


class TimeEntryQuerySet(models.QuerySet["TimeEntry"]):
    """Time spent, in sums for everybody and in rows for whoever spent it."""

    def of(self, user: User) -> Self:
        """Return what someone spent themselves: the only way rows are read."""
        return self.filter(by=user)

    def not_booked(self) -> Self:
        """Return the timers that run, or that nobody said yet how long they should have run."""
        return self.filter(minutes=None, withdrawn_at=None)

    def running(self) -> Self:
        """Return the timers that run."""
        return self.not_booked().filter(ended_at=None)

    def booked(self) -> Self:
        """Return what counts: what was not corrected or taken back."""
        return self.filter(minutes__isnull=False, withdrawn_at=None)

    def between(self, since: date, until: date) -> Self:
        """Return what was spent from a day until and including another."""
        return self.filter(day__range=(since, until))

    def outside_catalogue(self) -> Self:
        """Return what was spent outside the catalogue: it is booked on the free room."""
        return self.filter(service_request__promise__service_version=None)

    def of_pool(self, pool: Pool) -> Self:
        """Return what was spent by a pool."""
        return self.filter(**{POOL: pool})

    def total(self) -> int:
        """Return how many minutes were spent in all."""
        minutes: int | None = self.booked().aggregate(minutes=Sum("minutes"))["minutes"]
        return minutes or 0

    def per_service(self) -> "QuerySet[TimeEntry, TimeSum]":
        """Return what was spent on each service, most first."""
        return self._per(SERVICE)

    def per_client(self) -> "QuerySet[TimeEntry, TimeSum]":
        """Return what was spent for each client, most first."""
        return self._per(CLIENT)

    def per_pool(self) -> "QuerySet[TimeEntry, TimeSum]":
        """Return what was spent by each pool, most first."""
        return self._per(POOL)

    def per_month(self) -> "QuerySet[TimeEntry, TimeSum]":
        """Return what was spent in each month, most first."""
        return self._per(TruncMonth("day"))

    def _per(self, what: str | TruncMonth) -> "QuerySet[TimeEntry, TimeSum]":
        """Return a sum for each, of enough requests and people that nobody is judged by it."""
        sums = self.booked().order_by().values(of=F(what) if isinstance(what, str) else what)
        counted = sums.annotate(
            minutes=Sum("minutes"),
            requests=Count("service_request", distinct=True),
            people=Count("by", distinct=True),
        )
        enough = counted.filter(requests__gte=ENOUGH_REQUESTS, people__gte=ENOUGH_PEOPLE)
        return enough.order_by("-minutes", "of")


class TimeEntry(models.Model):
    """Some minutes of one person on one request, or their timer that runs.

    Nothing vanishes: what is corrected or removed is withdrawn and stays, for whoever wrote it
    down. A timer that was forgotten (`ended_at` without `minutes`) counts once they have said
    how long they really worked.
    """

    service_request = models.ForeignKey(
        ServiceRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        related_name="time_entries",
    )
    by = models.ForeignKey(
        User,
        verbose_name=_("who"),
        on_delete=models.PROTECT,
        related_name="time_entries",
        db_index=False,  # the index of their days begins with it
    )
    day = models.DateField(_("day"))
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        null=True,
        blank=True,
        help_text=_("Empty: not known yet."),
    )
    note = models.CharField(_("what for"), max_length=200, blank=True)
    written_at = models.DateTimeField(_("written down"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    corrects = models.OneToOneField(
        "self",
        verbose_name=_("corrects"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
    )

    objects: ClassVar[models.Manager[Self]] = TimeEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("time spent")
        verbose_name_plural = _("time spent")
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["by"],
                condition=Q(minutes=None, ended_at=None, withdrawn_at=None),
                name="requests_one_timer_runs",
            ),
            models.CheckConstraint(
                name="requests_time_is_some_minutes",
                condition=Q(minutes=None, started_at__isnull=False)
                | Q(minutes__isnull=False, minutes__range=(1, A_DAY)),
            ),
            models.CheckConstraint(
                name="requests_time_ends_after_it_starts",
                condition=Q(ended_at=None)
                | Q(started_at__isnull=False, ended_at__gte=F("started_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["by", "day"], name="requests_time_of_person"),
            models.Index(
                fields=["by"],
                name="requests_time_not_booked",
                condition=Q(minutes=None, withdrawn_at=None),
            ),
            models.Index(fields=["day"], name="requests_time_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.minutes or '?'} min"

    @property
    def is_running(self) -> bool:
        """Whether the timer runs."""
        return self.minutes is None and self.ended_at is None and self.withdrawn_at is None

    @property
    def amount(self) -> timedelta:
        """How long it was, as far as that is known."""
        return timedelta(minutes=self.minutes or 0)

    def has_run(self, now: datetime) -> int:
        """Return for how many minutes the timer has run; a minute that was begun counts half up."""
        ran = now - (self.started_at or now)
        return max(1, round(ran / timedelta(minutes=1)))

    def is_forgotten(self, now: datetime) -> bool:
        """Return whether nobody can have worked that long on end: ask, and book nothing."""
        if self.started_at is None or self.minutes is not None:
            return False
        same_day = timezone.localdate(now) == timezone.localdate(self.started_at)
        return self.ended_at is not None or not same_day or now - self.started_at > LONGEST_RUN
