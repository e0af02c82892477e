"""By what key the answer to a question is kept: made of its words, and never another once asked."""

from collections.abc import Collection
from itertools import count

from django.utils.text import slugify

from pdc.models import IntakeField

LONGEST = 90


def keys_elsewhere(question: IntakeField) -> set[str]:
    """Return the keys of the questions in the other versions of the service."""
    asked = IntakeField.objects.filter(version__service=question.version.service_id)
    return set(asked.exclude(version=question.version_id).values_list("key", flat=True))


def key_by_words(words: str, used: Collection[str]) -> str:
    """Return a key that reads as the question does, and that is not used."""
    first = slugify(words)[:LONGEST].strip("-") or "vraag"
    if first not in used:
        return first
    return next(key for number in count(2) if (key := f"{first}-{number}") not in used)
