"""How somebody likes to look at the queue: views saved under a name, and their columns."""

from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from teams.models import Pool, PoolMembership, User


class Column(models.TextChoices):
    """What a line of the queue can show, besides when it is due and what it is."""

    STATE = "state", _("State")
    SERVICE = "service", _("Service")
    NUMBER = "number", _("Number")
    REQUESTER = "requester", _("Asked by")
    UNIT = "unit", _("Client")
    POOL = "pool", _("Pool")
    CHANNEL = "channel", _("Channel")
    RECEIVED = "received", _("Received")
    NEXT_STEP = "next_step", _("Next step")
    ASSIGNEE = "assignee", _("Who has it")


def usual_columns() -> list[str]:
    """Return the columns for who never chose."""
    chosen = set(Column) - {Column.POOL, Column.CHANNEL, Column.RECEIVED}
    return [column.value for column in Column if column in chosen]


def columns() -> "ArrayField[list[str], list[str]]":
    """Return a field that holds which columns somebody wants to see."""
    kinds = models.CharField(max_length=20, choices=Column.choices)
    return ArrayField(kinds, verbose_name=_("columns"), default=usual_columns, blank=True)


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Saved views, and whose they are on a day."""

    def seen_by(self, user: User, on: date) -> Self:
        """Return someone's own, and those shared with the pools they work in."""
        pools = user.pool_memberships.on(on).values("pool")
        return self.filter(Q(owner=user) | Q(pool__in=pools))

    def changed_by(self, user: User, on: date) -> Self:
        """Return those someone may change: their own, and as coordinator those of their pool."""
        coordinated = user.pool_memberships.on(on).filter(role=PoolMembership.Role.COORDINATOR)
        return self.filter(Q(owner=user) | Q(pool__in=coordinated.values("pool")))


class SavedView(models.Model):
    """Filters of the queue under a name. It shows each person only what they may see anyway."""

    owner = models.ForeignKey(
        User, verbose_name=_("made by"), on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(
        _("filters"), max_length=2000, blank=True, help_text=_("As in the address of the queue.")
    )
    columns = columns()
    pool = models.ForeignKey(
        Pool,
        verbose_name=_("shared with"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="saved_views",
        help_text=_("Empty: only its maker sees it."),
    )

    objects: ClassVar[models.Manager[Self]] = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = [Lower("name"), "pk"]
        constraints = [
            models.UniqueConstraint("owner", Lower("name"), name="requests_view_name_once"),
            models.CheckConstraint(name="requests_view_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address that opens the queue by this view."""
        return reverse("requests:saved_view", args=[self.pk])


class QueueHabit(models.Model):
    """What somebody wants to see of the queue when they don't say otherwise."""

    user = models.OneToOneField(
        User,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="queue_habit",
    )
    columns = columns()
    start = models.ForeignKey(
        SavedView,
        verbose_name=_("begins with"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("habit at the queue")
        verbose_name_plural = _("habits at the queue")

    def __str__(self) -> str:
        return str(self.user)
