"""Work that takes longer than somebody waits for a page: a file that a worker makes for them."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from teams.models.people import Language, User

KEPT = timedelta(days=1)
AS_GOOD_AS_NEW = timedelta(hours=20)  # less than it is kept, so that no file goes while it is taken
UNDER_WAY = Q(finished_at=None, failed_at=None)
FINISHED = Q(finished_at__isnull=False, failed_at=None, stored__isnull=False)
FAILED = Q(finished_at=None, failed_at__isnull=False, stored=None)


class LongTaskQuerySet(models.QuerySet["LongTask"]):
    """Long work, asked about by who asked for it and by who does it."""

    def of(self, user: User, now: datetime) -> Self:
        """Return what somebody asked for, newest first, as long as it is kept."""
        return self.filter(asked_by=user, asked_at__gt=now - KEPT).order_by("-asked_at", "-pk")

    def under_way(self) -> Self:
        """Return what is still to be made, in the order it was asked."""
        return self.filter(UNDER_WAY).order_by("asked_at", "pk")

    def before(self, task: "LongTask") -> int:
        """Return how many files are made before this one."""
        earlier = self.filter(asked_at__lt=task.asked_at).exclude(kind=task.kind, key=task.key)
        return earlier.order_by().values("kind", "key").distinct().count()

    def same_as(self, task: "LongTask") -> Self:
        """Return everything that the same file is the answer to, whoever asked."""
        return self.filter(kind=task.kind, key=task.key)

    def as_good_as_new(self, now: datetime) -> Self:
        """Return what was finished so lately that its file is there for a while to come."""
        return self.filter(FINISHED, finished_at__gt=now - AS_GOOD_AS_NEW).order_by("-finished_at")

    def past_keeping(self, now: datetime) -> Self:
        """Return what was over so long ago that it goes."""
        return self.exclude(UNDER_WAY).filter(asked_at__lte=now - KEPT)


class LongTask(models.Model):
    """A file that somebody asked for: how far it is, and where it lies when it is ready.

    Rows with the same kind and key ask for the same file: it is made once, and all of them show
    how far it is.
    """

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(
        _("key"), max_length=64, help_text=_("The same for whoever asks for the same file.")
    )
    asked = models.JSONField(_("what was asked"), default=dict)
    name = models.CharField(_("name of the file"), max_length=150)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    asked_by = models.ForeignKey(
        User, verbose_name=_("asked by"), on_delete=models.CASCADE, related_name="long_tasks"
    )
    asked_at = models.DateTimeField(_("asked at"), db_index=True)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(
        _("of"), default=0, help_text=_("Zero while it is not known.")
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    stored = models.UUIDField(_("name in the store"), null=True, blank=True, editable=False)
    failed_at = models.DateTimeField(_("failed"), null=True, blank=True)
    problem = models.TextField(_("what went wrong"), blank=True)

    objects: ClassVar[models.Manager[Self]] = LongTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("long task")
        verbose_name_plural = _("long tasks")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="teams_longtask_has_one_outcome", condition=UNDER_WAY | FINISHED | FAILED
            ),
            models.UniqueConstraint(
                fields=["kind", "key", "asked_by"],
                name="teams_longtask_once_at_a_time",
                condition=UNDER_WAY,
            ),
        ]
        indexes = [
            models.Index(  # for the workers, who nearly always find nothing
                fields=["asked_at", "id"], name="teams_longtask_under_way", condition=UNDER_WAY
            ),
            models.Index(fields=["kind", "key"], name="teams_longtask_same"),
            models.Index(  # whether a file is still somebody's
                fields=["stored"], name="teams_longtask_stored", condition=Q(stored__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return where one sees how far it is."""
        return reverse("teams:long_task", args=[self.pk])
