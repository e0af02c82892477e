"""Proposals: what somebody thinks the catalogue should have, have otherwise, or lose."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pdc.models.catalogue import Service
from teams.models import User


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals, in the words of who weighs them."""

    def open(self) -> Self:
        """Return what nobody has said anything about yet."""
        return self.filter(status=Proposal.Status.OPEN)

    def open_first(self) -> Self:
        """Return what is open, newest first, and then what was decided, latest first."""
        return self.order_by(F("decided_at").desc(nulls_first=True), "-made_at", "-pk")

    def visible_to(self, user: User, on: date) -> Self:
        """Return what somebody may read on a day: who works in a pool all, a client their own."""
        roles = user.roles_on(on)
        if roles.is_secretary:
            return self
        return self.filter(made_by=user) if roles.is_client else self.none()

    def counted(self) -> Self:
        """Return them with how many requests each came of."""
        return self.annotate(times=models.Count("service_requests"))


class Proposal(models.Model):
    """What should change in the catalogue and why, by whom, and what became of it.

    How many requests asked for it is counted from the requests that refer to it.
    """

    class Kind(models.TextChoices):
        """What should happen to the catalogue."""

        NEW = "new", _("a new service")
        CHANGE = "change", _("another text or norm")
        SCRAP = "scrap", _("no longer offer it")

    class Status(models.TextChoices):
        """What became of it."""

        OPEN = "open", pgettext_lazy("proposal", "open")
        TAKEN = "taken", _("taken over")
        DECLINED = "declined", _("declined")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.NEW)
    title = models.CharField(_("title"), max_length=200)
    why = models.TextField(_("why"), blank=True)
    service = models.ForeignKey(
        Service,
        verbose_name=_("service"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        help_text=_("Which it is about; of a new one, the service it became."),
    )
    made_by = models.ForeignKey(
        User, verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("proposed"))
    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.OPEN
    )
    decided_by = models.ForeignKey(
        User,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    objects: ClassVar[ProposalQuerySet] = ProposalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="pdc_proposal_decided_by_somebody",
                condition=Q(status="open", decided_by=None, decided_at=None)
                | Q(status__in=["taken", "declined"], decided_by__isnull=False)
                & Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="pdc_proposal_declined_with_a_reason",
                condition=~Q(status="declined") | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="pdc_proposal_about_a_service",
                condition=Q(kind="new") & ~Q(status="taken") | Q(service__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["made_at"], name="pdc_proposals_open", condition=Q(status="open")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page on which it is talked about and decided."""
        return reverse("pdc:proposal", args=[self.pk])


class ProposalRemark(models.Model):
    """What somebody says of a proposal."""

    proposal = models.ForeignKey(
        Proposal, verbose_name=_("proposal"), on_delete=models.CASCADE, related_name="remarks"
    )
    by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("moment"))
    text = models.TextField(_("remark"))

    class Meta:
        verbose_name = _("remark on a proposal")
        verbose_name_plural = _("remarks on proposals")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="pdc_proposal_remark_says_something", condition=~Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
