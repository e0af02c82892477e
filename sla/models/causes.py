"""Why something was later than agreed: a cause, and never a person."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sla.models.clocks import Clock


class Cause(models.TextChoices):
    """What made it later; what the conversation with a client is about."""

    INPUT = "input", _("waiting for input")
    PEAK = "peak", _("a peak of work")
    UNCLEAR = "unclear", _("the agreement was unclear")
    ILLNESS = "illness", _("illness")
    NORM = "norm", _("the norm is not realistic")
    OTHER = "other", _("something else")


class LateCause(models.Model):
    """Why a clock ended later than agreed, as the pool sees it; without a name."""

    clock = models.OneToOneField(
        Clock, verbose_name=_("clock"), on_delete=models.CASCADE, related_name="late_cause"
    )
    cause = models.CharField(_("cause"), max_length=20, choices=Cause.choices)
    word = models.CharField(
        _("in a few words"), max_length=100, blank=True, help_text=_("Don't name anybody.")
    )
    said_at = models.DateTimeField(_("said"))

    class Meta:
        verbose_name = _("cause of being late")
        verbose_name_plural = _("causes of being late")
        constraints = [
            models.CheckConstraint(name="sla_latecause_known", condition=Q(cause__in=Cause.values)),
            models.CheckConstraint(
                name="sla_latecause_words_for_other", condition=Q(cause="other") | Q(word="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_cause_display()}: {self.word}" if self.word else self.get_cause_display()
