"""What others say of a draft: remarks while it is written, an audit before it is published."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pdc.models.catalogue import ServiceVersion
from teams.models import User


class Remark(models.Model):
    """What somebody says of a draft, about all of it or one part, until it is settled."""

    version = models.ForeignKey(
        ServiceVersion,
        verbose_name=_("version"),
        on_delete=models.CASCADE,
        related_name="remarks",
    )
    part = models.CharField(_("about"), max_length=50, blank=True)
    text = models.TextField(_("remark"))
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

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="pdc_remark_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="pdc_remark_settled_by_somebody",
                condition=Q(settled_by=None, settled_at=None)
                | Q(settled_by__isnull=False, settled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Audit(models.Model):
    """A colleague reads a draft before it is published; nobody audits their own text.

    Who wrote it is kept beside who audits, so that the database can hold them apart.
    """

    class Verdict(models.TextChoices):
        """What an audit came to."""

        GOOD = "good", _("good to publish")
        REWORK = "rework", _("to be worked on")
        WITHDRAWN = "withdrawn", _("taken back before it was read")

    version = models.ForeignKey(
        ServiceVersion, verbose_name=_("version"), on_delete=models.CASCADE, related_name="audits"
    )
    author = models.ForeignKey(
        User, verbose_name=_("written by"), on_delete=models.PROTECT, related_name="+"
    )
    auditor = models.ForeignKey(
        User, verbose_name=_("audited by"), on_delete=models.PROTECT, related_name="audits"
    )
    asked_by = models.ForeignKey(
        User, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices, blank=True)
    said = models.TextField(_("what was said"), blank=True)
    given_at = models.DateTimeField(_("verdict given"), null=True, blank=True)

    class Meta:
        verbose_name = _("audit")
        verbose_name_plural = _("audits")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="pdc_audit_not_of_ones_own", condition=~Q(author=F("auditor"))
            ),
            models.CheckConstraint(
                name="pdc_audit_given_at_a_moment",
                condition=Q(verdict="", given_at=None)
                | Q(verdict__in=["good", "rework", "withdrawn"], given_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["version"], condition=Q(verdict=""), name="pdc_audit_one_going"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.auditor}"


class Finding(models.Model):
    """One thing an audit found, and whether the draft was mended for it."""

    audit = models.ForeignKey(
        Audit, verbose_name=_("audit"), on_delete=models.CASCADE, related_name="findings"
    )
    part = models.CharField(_("about"), max_length=50, blank=True)
    text = models.TextField(_("finding"))
    mended = models.BooleanField(_("mended"), default=False)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="pdc_finding_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text[:80]
