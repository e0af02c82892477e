"""The drafting of an agreement as a small plan: what nobody has time to finish never holds."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from sla.models.agreements import AgreementVersion
from teams.models import User


@dataclass(frozen=True)
class Progress:
    """How far the drafting has come, and what is next."""

    done: int
    steps: int
    next: "DraftingStep | None"
    is_late: bool


class DraftingStepQuerySet(models.QuerySet["DraftingStep"]):
    """Steps of one draft."""

    def progress(self, on: date) -> Progress:
        """Return how far it is on a day."""
        steps = list(self.select_related("who"))
        to_do = [step for step in steps if not step.done]
        late = any(step.due_on is not None and step.due_on < on for step in to_do)
        first = to_do[0] if to_do else None
        return Progress(len(steps) - len(to_do), len(steps), first, late)


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

    objects: ClassVar[models.Manager[Self]] = DraftingStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of drafting")
        verbose_name_plural = _("steps of drafting")
        ordering = ["version", "order", "pk"]

    def __str__(self) -> str:
        return self.title
