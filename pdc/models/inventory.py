"""Inventory rounds: what a pool does for whom, written down by those who do it.

What somebody wrote with how long it takes is theirs; others see it only in sums of several people.
"""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pdc.models.catalogue import Service, ServiceVersion
from teams.models import Client, Pool, User

ENOUGH_PEOPLE = 3
MOST_TIMES, MOST_MINUTES = 1_000, 10_000


class InventoryRoundQuerySet(models.QuerySet["InventoryRound"]):
    """Rounds, in the words of who takes part in them."""

    def open(self) -> Self:
        """Return those that lines can be written in."""
        return self.filter(closed_at=None)

    def visible_to(self, user: User, on: date) -> Self:
        """Return the rounds of the pools somebody works in on a day."""
        return self.filter(pool__in=user.roles_on(on).pools)

    def coordinated_by(self, user: User, on: date) -> Self:
        """Return the rounds of the pools somebody coordinates on a day."""
        return self.filter(pool__in=user.roles_on(on).coordinates)

    def with_progress(self) -> Self:
        """Return them with how many people take part, and how many of them are ready."""
        ready = models.Count("parts", filter=Q(parts__ready_at__isnull=False))
        return self.annotate(people=models.Count("parts"), ready=ready)


class InventoryRound(models.Model):
    """A time in which everybody of a pool writes down what they do; one at a time."""

    pool = models.ForeignKey(
        Pool, verbose_name=_("pool"), on_delete=models.PROTECT, related_name="inventory_rounds"
    )
    name = models.CharField(_("name"), max_length=200)
    why = models.TextField(_("explanation"), blank=True)
    until = models.DateField(_("until and including"))
    opened_by = models.ForeignKey(
        User, verbose_name=_("opened by"), on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened"))
    closed_by = models.ForeignKey(
        User,
        verbose_name=_("closed by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects: ClassVar[InventoryRoundQuerySet] = InventoryRoundQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("inventory round")
        verbose_name_plural = _("inventory rounds")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pool"], condition=Q(closed_at=None), name="pdc_round_one_open"
            ),
            models.CheckConstraint(
                name="pdc_round_closed_by_somebody",
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return where one writes what one does."""
        return reverse("pdc:inventory_round", args=[self.pk])


class InventoryPart(models.Model):
    """Somebody in a round, and whether they wrote down all they do."""

    round = models.ForeignKey(
        InventoryRound, verbose_name=_("round"), on_delete=models.CASCADE, related_name="parts"
    )
    person = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    ready_at = models.DateTimeField(_("ready"), null=True, blank=True)

    class Meta:
        verbose_name = _("part in a round")
        verbose_name_plural = _("parts in a round")
        ordering = ["person__family_name", "person__given_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="pdc_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round} · {self.person}"


class InventoryLine(models.Model):
    """One thing somebody does: a service of the catalogue, or what they call it themselves.

    The key is made by the page it was typed on, so that sending it twice is one line.
    """

    class Period(models.TextChoices):
        """In what time it is done so often."""

        WEEK = "week", _("a week")
        MONTH = "month", _("a month")
        QUARTER = "quarter", _("a quarter")
        YEAR = "year", _("a year")

    class Outcome(models.TextChoices):
        """What became of it, where it was no service of the catalogue."""

        DRAFT = "draft", _("in a draft")
        WORDS = "words", _("proposed as search words")
        ASIDE = "aside", _("set aside")

    A_YEAR: ClassVar[dict[str, int]] = {"week": 52, "month": 12, "quarter": 4, "year": 1}

    part = models.ForeignKey(
        InventoryPart, verbose_name=_("part"), on_delete=models.CASCADE, related_name="lines"
    )
    key = models.UUIDField(_("key"), editable=False)
    service = models.ForeignKey(
        Service,
        verbose_name=_("service"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    text = models.CharField(_("in their own words"), max_length=200, blank=True)
    client = models.ForeignKey(
        Client,
        verbose_name=_("client"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    times = models.PositiveIntegerField(_("how often"), null=True, blank=True)
    period = models.CharField(
        _("period"), max_length=10, choices=Period.choices, default=Period.MONTH
    )
    minutes = models.PositiveIntegerField(_("minutes each time"), null=True, blank=True)
    worth = models.CharField(
        _("worth to the client"), max_length=10, choices=ServiceVersion.Worth.choices, blank=True
    )
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    written_at = models.DateTimeField(_("last written"))
    outcome = models.CharField(
        _("what became of it"), max_length=10, choices=Outcome.choices, blank=True
    )
    became = models.ForeignKey(
        Service,
        verbose_name=_("service it became"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("line of a round")
        verbose_name_plural = _("lines of a round")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["part", "key"], name="pdc_inventory_line_once"),
            models.CheckConstraint(
                name="pdc_inventory_line_service_or_text",
                condition=Q(service__isnull=False, text="") | Q(service=None) & ~Q(text=""),
            ),
            models.CheckConstraint(
                name="pdc_inventory_line_times",
                condition=Q(times=None) | Q(times__range=(1, MOST_TIMES)),
            ),
            models.CheckConstraint(
                name="pdc_inventory_line_minutes",
                condition=Q(minutes=None) | Q(minutes__range=(1, MOST_MINUTES)),
            ),
            models.CheckConstraint(
                name="pdc_inventory_line_period",
                condition=Q(period__in=["week", "month", "quarter", "year"]),
            ),
            models.CheckConstraint(
                name="pdc_inventory_line_worth",
                condition=Q(worth__in=["", "much", "some", "little"]),
            ),
            models.CheckConstraint(
                name="pdc_inventory_line_became",
                condition=Q(outcome__in=["", "aside"], became=None)
                | Q(outcome__in=["draft", "words"], became__isnull=False, service=None),
            ),
        ]

    def __str__(self) -> str:
        return self.text or str(self.service)

    @property
    def times_a_year(self) -> int | None:
        """How often in a year, where that was said."""
        return self.times and self.times * self.A_YEAR[self.period]
