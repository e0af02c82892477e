"""The drafting of an agreement as a small plan: what nobody has time to finish never holds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sla.models.agreements import AgreementVersion
from teams.models import User


class DraftingStep(models.Model):
    """One step on the way to an agreement: what, who, and by when."""

    version = models.ForeignKey(
        AgreementVersion,
        verbose_name=_("version"),
        on_delete=models.CASCADE,
        related_name="drafting_steps",
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    title = models.CharField(_("what"), max_length=200, blank=True)
    who = models.ForeignKey(
        User,
        verbose_name=_("who"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    due_on = models.DateField(_("by"), null=True, blank=True)
    done = models.BooleanField(_("done"), default=False)

    class Meta:
        verbose_name = _("step of drafting")
        verbose_name_plural = _("steps of drafting")
        ordering = ["version", "order", "pk"]

    def __str__(self) -> str:
        return self.title
