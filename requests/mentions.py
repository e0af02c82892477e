"""Who is mentioned in a note with @ and their name, and how that shows."""

import re
from collections.abc import Collection, Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from teams.models import User


def mentioned_in(text: str, people: Collection[User]) -> list[User]:
    """Return who of these people is mentioned: by whole name, or a first name only one has."""
    names = names_of(people)
    said = {at.group(1) for at in _pattern(names).finditer(text)}
    found = {
        person
        for name, person in names.items()
        if any(re.fullmatch(re.escape(name), each, re.IGNORECASE) for each in said)
    }
    return [person for person in people if person in found]


def names_of(people: Collection[User]) -> dict[str, User]:
    """Return whom each name means, in small letters: what more people are called means nobody."""
    first_names = [_small(person.given_name) for person in people]
    names = {
        _small(person.given_name): person
        for person in people
        if first_names.count(_small(person.given_name)) == 1
    }
    return names | {_small(person.get_full_name()): person for person in people}


def _small(name: str) -> str:
    """Return a name in small letters; of a Turkish İ the dot that would stand apart is left out."""
    return name.lower().replace("i\u0307", "i")


def with_mentions(text: str, people: Collection[User]) -> SafeString:
    """Return a note as HTML, all that was typed escaped, in which mentions stand out."""
    parts = _pattern(names_of(people)).split(text)
    shown = [
        f'<b class="mention">@{escape(part)}</b>' if place % 2 else escape(part)
        for place, part in enumerate(parts)
    ]
    return mark_safe("".join(shown))


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Return what finds @ with one of the names, the longest first, not within a word."""
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    any_name = "|".join(longest_first) or r"(?!)"
    return re.compile(rf"(?<![\w.])@({any_name})(?!\w)", re.IGNORECASE)
