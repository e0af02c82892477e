"""What happened to an agreement that somebody should hear of; who works above announces it."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sla.models.agreements import AgreementVersion
from teams.models import User


class AgreementNewsQuerySet(models.QuerySet["AgreementNews"]):
    """News of agreements, in the words of who announces it."""

    def to_announce(self) -> Self:
        """Return what nobody was told yet, oldest first."""
        return self.filter(announced_at=None).order_by("pk")


class AgreementNews(models.Model):
    """One thing about a version that one person should hear.

    Written in the transaction of what happened. What has a day is never told twice.
    """

    class Kind(models.TextChoices):
        """What happened."""

        PROPOSED = "proposed", _("for you to agree")
        CHANGES_ASKED = "changes_asked", _("a change was asked for")
        SAID = "said", _("remark")
        WITHDRAWN = "withdrawn", _("withdrawn")
        AGREED = "agreed", _("agreed")
        RENEWAL = "renewal", _("time to renew")
        ENDED = "ended", _("ended")

    version = models.ForeignKey(
        AgreementVersion, verbose_name=_("version"), on_delete=models.CASCADE, related_name="news"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    person = models.ForeignKey(
        User, verbose_name=_("for"), on_delete=models.CASCADE, related_name="+"
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

    objects: ClassVar[AgreementNewsQuerySet] = AgreementNewsQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("news of an agreement")
        verbose_name_plural = _("news of agreements")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "kind", "day", "person"],
                condition=Q(day__isnull=False),
                name="sla_agreement_news_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], name="sla_news_to_announce", condition=Q(announced_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Return where it leads: to the page of the version."""
        return reverse("sla:agreement_detail", args=[self.version_id])
