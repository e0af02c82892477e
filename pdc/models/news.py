"""What happened in the catalogue that somebody should hear of; who works above announces it."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pdc.models.catalogue import ServiceVersion
from pdc.models.inventory import InventoryRound
from pdc.models.proposals import Proposal
from teams.models import User


class NewsQuerySet(models.QuerySet["News"]):
    """News, in the words of who announces it."""

    def to_announce(self) -> Self:
        """Return what nobody was told yet, oldest first."""
        return self.filter(announced_at=None).order_by("pk")


class News(models.Model):
    """One thing that somebody should hear, or else everybody who used the service.

    It is about a version, a proposal or a round, and written in the transaction of what happened.
    What has a day is never told twice: a review that comes up, a version that holds from then on.
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
        PROPOSAL_SAID = "proposal_said", _("about a proposal")
        PROPOSAL_TAKEN = "proposal_taken", _("taken over")
        PROPOSAL_DECLINED = "proposal_declined", _("declined")
        ROUND_OPENED = "round_opened", _("inventory")

    ON_THE_WAY = (Kind.AUDIT_ASKED, Kind.AUDIT_WITHDRAWN, Kind.FOUND_GOOD, Kind.TO_REWORK)
    FOR_USERS = (Kind.CHANGED, Kind.RETIRED)

    version = models.ForeignKey(
        ServiceVersion,
        verbose_name=_("version"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="news",
    )
    proposal = models.ForeignKey(
        Proposal,
        verbose_name=_("proposal"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="news",
    )
    round = models.ForeignKey(
        InventoryRound,
        verbose_name=_("inventory round"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="news",
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
            models.CheckConstraint(
                name="pdc_news_about_one_thing",
                condition=Q(
                    kind__startswith="proposal_", version=None, proposal__isnull=False, round=None
                )
                | Q(kind__startswith="round_", version=None, proposal=None, round__isnull=False)
                | ~Q(kind__startswith="proposal_")
                & ~Q(kind__startswith="round_")
                & Q(version__isnull=False, proposal=None, round=None),
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
        return f"{self.title}: {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Return where it leads: to the proposal, the round, the audit, or the service."""
        about = self.proposal or self.round
        if about is not None:
            return about.get_absolute_url()
        code = self.of_version.service.code
        if self.kind in self.ON_THE_WAY:
            return reverse("pdc:audit", args=[code])
        return reverse("pdc:service_detail", args=[code])

    @property
    def of_version(self) -> ServiceVersion:
        """The version it is about; a constraint holds that there is one, but for other kinds."""
        assert self.version is not None
        return self.version

    @property
    def title(self) -> str:
        """What it is about is called."""
        return str(self.proposal or self.round or self.of_version.name)
