"""What happened to a version that somebody should hear of; who works above announces it."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pdc.models.catalogue import ServiceVersion
from teams.models import User


class NewsQuerySet(models.QuerySet["News"]):
    """News, in the words of who announces it."""

    def to_announce(self) -> Self:
        """Return what nobody was told yet, oldest first."""
        return self.filter(announced_at=None).order_by("pk")


class News(models.Model):
    """One thing that somebody should hear, or else everybody who used the service.

    Written in the transaction of what happened. What has a day is never told twice: a review
    that comes up, a version that holds from then on.
    """

    class Kind(models.TextChoices):
        """What happened."""

        AUDIT_ASKED = "audit_asked", _("to be audited")
        AUDIT_WITHDRAWN = "audit_withdrawn", _("audit taken back")
        FOUND_GOOD = "found_good", _("found good")
        TO_REWORK = "to_rework", _("to be worked on")
        PUBLISHED = "published", _("published")
        CHANGED = "changed", _("service changes")
        RETIRED = "retired", _("service stops")
        REVIEW = "review", _("review month")
        REVIEW_PAST = "review_past", _("past its review")

    ON_THE_WAY = (Kind.AUDIT_ASKED, Kind.AUDIT_WITHDRAWN, Kind.FOUND_GOOD, Kind.TO_REWORK)
    FOR_USERS = (Kind.CHANGED, Kind.RETIRED)

    version = models.ForeignKey(
        ServiceVersion, verbose_name=_("version"), on_delete=models.CASCADE, related_name="news"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    person = models.ForeignKey(
        User,
        verbose_name=_("for"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: everybody who used the service."),
    )
    by = models.ForeignKey(
        User,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(_("moment"))
    day = models.DateField(_("about the day"), null=True, blank=True)
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True)

    objects: ClassVar[NewsQuerySet] = NewsQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("news of the catalogue")
        verbose_name_plural = _("news of the catalogue")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="pdc_news_for_somebody",
                condition=Q(kind__in=["changed", "retired"], person=None)
                | ~Q(kind__in=["changed", "retired"]) & Q(person__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["version", "kind", "day", "person"],
                condition=Q(day__isnull=False),
                nulls_distinct=False,
                name="pdc_news_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], name="pdc_news_to_announce", condition=Q(announced_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Return where it leads: to the audit, to the draft, or to the service."""
        code = self.version.service.code
        if self.kind in self.ON_THE_WAY:
            return reverse("pdc:audit", args=[code])
        return reverse("pdc:service_detail", args=[code])
