"""How long an agreement is to read: short and to the point, or what could go."""

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from sla.models import AgreementVersion
from sla.reading import ReadLine

AIM = 4  # pages, that a manager reads
WORDS_A_PAGE = 350
LINES_A_PAGE = 28
TEXTS = {
    "needs": _("needs"),
    "support_hours": _("support hours"),
    "outside_support_hours": _("outside those hours"),
    "contact_routes": _("how to reach each other"),
    "repair": _("what we do to make it right"),
    "notes": _("notes"),
}


@dataclass(frozen=True)
class Length:
    """How many words and pages it comes to, and which part has most words."""

    words: int
    pages: int
    longest: str | Lazy
    words_there: int

    @property
    def is_short(self) -> bool:
        """Whether it is as short as it should be."""
        return self.pages <= AIM


def length_of(version: AgreementVersion, lines: Collection[ReadLine]) -> Length:
    """Return how long a version is to read."""
    duties = [duty.text for duty in version.responsibilities.all()]
    steps = [f"{step.when} {step.who}" for step in version.escalation_steps.all()]
    parts: list[tuple[str | Lazy, list[str]]] = [
        *((label, [getattr(version, name)]) for name, label in TEXTS.items()),
        (_("reasons for differing"), [read.line.deviation for read in lines]),
        (_("what each side does"), duties),
        (_("escalation"), steps),
    ]
    counted = [(sum(len(text.split()) for text in texts), name) for name, texts in parts]
    words = sum(number for number, _name in counted)
    there, longest = max(counted, key=lambda part: part[0])
    pages = ceil(words / WORDS_A_PAGE + len(lines) / LINES_A_PAGE)
    return Length(words, max(pages, 1), longest, there)
