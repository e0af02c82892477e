"""The signpost: who helps with what does not belong to the secretariat."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.likeness import SHORTEST_HEAD, plain, stems_of, telling_words, word_likeness
from pdc.models.catalogue import lines

LIKE_ENOUGH, NAMED, MENTIONED = 0.6, 2.0, 1.0


class SignpostQuerySet(models.QuerySet["Signpost"]):
    """Signposts, asked about by words; there are some dozens at most."""

    def active(self) -> Self:
        """Return those to which somebody can be referred."""
        return self.filter(active=True)

    def meant_by(self, words: str) -> list["Signpost"]:
        """Return those the words could mean, best first; all by name when there are none.

        A word may be meant by its stem, by its beginning (they are still typing) or be mistyped.
        """
        if not words.strip():
            return list(self)
        said = stems_of(telling_words(words)) or [plain(words).strip()]
        scored = [(signpost.fits(said), signpost) for signpost in self]
        found = [pair for pair in scored if pair[0]]
        return [signpost for _score, signpost in sorted(found, key=lambda pair: -pair[0])]


class Signpost(models.Model):
    """Somebody who helps with what is not ours: what belongs there, and how to reach them."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    belongs = models.CharField(_("what belongs there"), max_length=300)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    url = models.URLField(_("web page"), blank=True)
    keywords = lines(_("search words"))
    active = models.BooleanField(_("in use"), default=True)

    objects: ClassVar[SignpostQuerySet] = SignpostQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("signpost")
        verbose_name_plural = _("signposts")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="pdc_signpost_can_be_reached",
                condition=~models.Q(phone="", email="", url=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def contact(self) -> str:
        """Return how they are reached, in one line."""
        return " · ".join(way for way in (self.phone, self.email, self.url) if way)

    def fits(self, said: list[str]) -> float:
        """Return how well stems that were said fit: the search words count double."""
        known_as = " ".join([self.name, *self.keywords])
        named = [*stems_of(telling_words(known_as)), *plain(known_as).split()]
        mentioned = stems_of(telling_words(self.belongs))
        return sum(
            max(NAMED * _best(stem, named), MENTIONED * _best(stem, mentioned)) for stem in said
        )


def _best(stem: str, words: list[str]) -> float:
    """Return how well a stem fits the best of some words: 1 when it is one of them."""
    if stem in words:
        return 1.0
    if any(word.startswith(stem) for word in words):
        return 0.8
    if len(stem) <= SHORTEST_HEAD:
        return 0.0
    alike = max((word_likeness(stem, word) for word in words), default=0.0)
    return alike if alike >= LIKE_ENOUGH else 0.0
