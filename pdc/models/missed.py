"""What people looked for in the catalogue and did not find."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Max, Q, Sum
from django.utils.translation import gettext_lazy as _


class MissedSearchQuerySet(models.QuerySet["MissedSearch"]):
    """What was not found, added up."""

    def since(self, day: date) -> "models.QuerySet[MissedSearch, Any]":
        """Return the words with how often they were looked for from a day on, most first."""
        asked = self.filter(day__gte=day).order_by().values("words")
        return asked.annotate(sum=Sum("times"), last=Max("day")).order_by("-sum", "words")


class MissedSearch(models.Model):
    """How often words were looked for on a day for which there was nothing; never by whom."""

    words = models.CharField(_("words"), max_length=100)
    day = models.DateField(_("day"))
    times = models.PositiveIntegerField(_("times"), default=0)

    objects: ClassVar[MissedSearchQuerySet] = MissedSearchQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("what was not found")
        verbose_name_plural = _("what was not found")
        ordering = ["-day", "words"]
        constraints = [
            models.UniqueConstraint(fields=["words", "day"], name="pdc_missedsearch_a_day"),
            models.CheckConstraint(name="pdc_missedsearch_of_words", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return self.words
