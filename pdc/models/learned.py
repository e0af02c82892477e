"""What the desk chose before, as words that mean a service."""

from collections.abc import Iterable
from typing import ClassVar, Self

from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from core.likeness import LONGEST
from pdc.models.catalogue import Service


class LearnedWordQuerySet(models.QuerySet["LearnedWord"]):
    """What was learned, added up."""

    def of(self, words: Iterable[str]) -> list[tuple[int, str, int]]:
        """Return for each service how often it was chosen, in all and for each of the words.

        What was taken back counts against what was learned, and never to less than nothing.
        """
        counted = self.filter(word__in={*words, LearnedWord.CHOICE}).values_list("service", "word")
        return list(counted.annotate(sum=Sum("times")).filter(sum__gt=0).order_by())


class LearnedWord(models.Model):
    """How often a service was chosen for requests with a word in them.

    Rows are only added, so that nobody who logs a request waits for somebody else; now and
    then those of the same word are added up. Nothing leads back to a request or a person.
    """

    CHOICE = ""  # the word of a row that counts requests, whatever their words

    service = models.ForeignKey(
        Service, verbose_name=_("service"), on_delete=models.CASCADE, related_name="learned_words"
    )
    word = models.CharField(_("word"), max_length=LONGEST, blank=True)
    times = models.IntegerField(_("times"), default=1)

    objects: ClassVar[models.Manager[Self]] = LearnedWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("learned word")
        verbose_name_plural = _("learned words")
        indexes = [
            models.Index(
                fields=["word", "service"], include=["times"], name="pdc_learnedword_counted"
            )
        ]

    def __str__(self) -> str:
        return f"{self.word} {self.times}"
