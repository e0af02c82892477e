"""How a version comes to be agreed: put to the client, talked about, consented to by both."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pdc.models import Service
from sla.models.agreements import AgreementVersion, Responsibility
from teams.models import ClientMembership, PoolMembership, User

Side = Responsibility.Side


class AgreementProposal(models.Model):
    """One time that a version was put to both sides, with the text that they were shown.

    The digest is of exactly that text. A version that goes back to be changed gets another
    proposal; what was consented to in this one counts no more, and stays.
    """

    class Outcome(models.TextChoices):
        """What became of it."""

        AGREED = "agreed", _("agreed")
        CHANGES_ASKED = "changes_asked", _("a change was asked for")
        WITHDRAWN = "withdrawn", _("withdrawn")

    version = models.ForeignKey(
        AgreementVersion,
        verbose_name=_("version"),
        on_delete=models.PROTECT,
        related_name="proposals",
    )
    text = models.TextField(_("what is signed"))
    digest = models.CharField(_("digest"), max_length=64)
    by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("moment"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    ended_by = models.ForeignKey(
        User,
        verbose_name=_("ended by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposal of an agreement")
        verbose_name_plural = _("proposals of agreements")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(outcome=""), name="sla_proposal_one_open"
            ),
            models.CheckConstraint(
                name="sla_proposal_ended_by_somebody",
                condition=Q(outcome="", ended_by=None, ended_at=None)
                | Q(
                    outcome__in=["agreed", "changes_asked", "withdrawn"],
                    ended_by__isnull=False,
                    ended_at__isnull=False,
                ),
            ),
            models.CheckConstraint(name="sla_proposal_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return str(self.version)


class Consent(models.Model):
    """That somebody agreed for their side, and to which text.

    Name, function and role are kept as they were then, whatever that person is called later.
    """

    class Role(models.TextChoices):
        """What they were when they agreed."""

        MANAGER = ClientMembership.Role.MANAGER.value, _("manager")
        DELEGATE = ClientMembership.Role.DELEGATE.value, _("delegate")
        COORDINATOR = PoolMembership.Role.COORDINATOR.value, _("coordinator")

    proposal = models.ForeignKey(
        AgreementProposal,
        verbose_name=_("proposal"),
        on_delete=models.PROTECT,
        related_name="consents",
    )
    side = models.CharField(_("side"), max_length=20, choices=Side.choices)
    by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=250)
    job_title = models.CharField(_("job title"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    at = models.DateTimeField(_("moment"))
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "side"], name="sla_consent_once_a_side"),
            models.UniqueConstraint(fields=["proposal", "by"], name="sla_consent_for_one_side"),
            models.CheckConstraint(
                name="sla_consent_by_role",
                condition=Q(side="provider", role="coordinator")
                | Q(side="client", role__in=["manager", "delegate"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.name}"


class AgreementRemarkQuerySet(models.QuerySet["AgreementRemark"]):
    """Remarks on versions of agreements."""

    def to_settle(self) -> Self:
        """Return the changes that were asked for and are not ticked as handled."""
        return self.filter(asks=True, settled_at=None)


class AgreementRemark(models.Model):
    """What somebody says of a version, about one service in it or all of it.

    It names the service and not the line, so that it stays when the line goes.
    """

    version = models.ForeignKey(
        AgreementVersion,
        verbose_name=_("version"),
        on_delete=models.CASCADE,
        related_name="remarks",
    )
    service = models.ForeignKey(
        Service,
        verbose_name=_("service"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: it is about all of it."),
    )
    asks = models.BooleanField(_("asks for a change"), default=False)
    text = models.TextField(_("remark"))
    side = models.CharField(_("side"), max_length=20, choices=Side.choices)
    by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("moment"))
    settled_by = models.ForeignKey(
        User,
        verbose_name=_("settled by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    objects: ClassVar[AgreementRemarkQuerySet] = AgreementRemarkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("remark on an agreement")
        verbose_name_plural = _("remarks on agreements")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="sla_agreement_remark_says_something", condition=~Q(text="")
            ),
            models.CheckConstraint(
                name="sla_agreement_remark_settled_by",
                condition=Q(settled_by=None, settled_at=None)
                | Q(settled_by__isnull=False, settled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Endorsement(models.Model):
    """That the team stands behind a version, said in one of its meetings. It is no signature."""

    version = models.OneToOneField(
        AgreementVersion,
        verbose_name=_("version"),
        on_delete=models.CASCADE,
        related_name="endorsement",
    )
    meeting = models.CharField(_("meeting"), max_length=200)
    day = models.DateField(_("day"))
    in_favour = models.PositiveSmallIntegerField(_("in favour"))
    present = models.PositiveSmallIntegerField(_("present"))
    by = models.ForeignKey(
        User, verbose_name=_("written down by"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("written down"))

    class Meta:
        verbose_name = _("support of the team")
        verbose_name_plural = _("support of the team")
        constraints = [
            models.CheckConstraint(
                name="sla_endorsed_by_who_was_there",
                condition=Q(in_favour__lte=F("present"), present__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.meeting}"
