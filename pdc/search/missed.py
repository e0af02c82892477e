"""What was looked for and not found: only the words, the day and how often."""

import re
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from pdc.models import MissedSearch, Proposal
from pdc.proposals import propose
from pdc.search.learning import of_people
from pdc.words import listed_in
from teams.models import User

MOST_KEPT, LONGEST_KEPT = 5, 100
ABOUT = timedelta(days=92)
WHO = re.compile(r"@|://|www\.|\d(?:[\s./-]*\d){4}")  # an address, or a number that tells who


def keep_missed(text: str, on: date) -> None:
    """Count words that nothing was found for, once more on a day."""
    if words := worth_keeping(text):
        row, _made = MissedSearch.objects.get_or_create(words=words, day=on)
        MissedSearch.objects.filter(pk=row.pk).update(times=F("times") + 1)


def worth_keeping(text: str) -> str:
    """Return the words as they are counted; nothing of what may say who somebody is.

    A name, a number, an address: none is kept. Nor is what is a story rather than a few words.
    """
    said = [] if WHO.search(text) else list(listed_in([text]))
    words = [token.word for token in said if not token.named]
    if not 1 <= len(words) <= MOST_KEPT or all(token.light for token in said):
        return ""
    people = of_people(part for word in words for part in _may_be_names(word))
    kept = " ".join(word for word in words if people.isdisjoint(_may_be_names(word)))
    return kept if len(kept) <= LONGEST_KEPT else ""


def _may_be_names(word: str) -> set[str]:
    """Return what of a word may be a name: Jansen in jansens, jansen-bouzid and jansen's."""
    parts = {word, *re.split(r"\W+", word)}
    return {name for part in parts for name in (part, part.removesuffix("s")) if name}


def not_found_lately(on: date) -> list[dict[str, object]]:
    """Return what was not found in the last quarter, most often first."""
    return list(MissedSearch.objects.since(on - ABOUT)[:100])


@transaction.atomic
def propose_missed(words: str, *, by: User, now: datetime) -> Proposal | None:
    """Make a proposal for a service of what was not found, in place of its line on the list.

    Nothing when it is on the list no more, as when somebody else was first.
    """
    times = take_missed(words)
    if not times:
        return None
    why = _("Looked for in the catalogue and not found: %(times)s times.") % {"times": times}
    return propose(Proposal.Kind.NEW, words.capitalize(), why, None, by=by, now=now)


def take_missed(words: str) -> int:
    """Take words off the list for what comes in their place; return how often they were asked.

    Of two who do so at the same time one gets nothing.
    """
    rows = list(MissedSearch.objects.filter(words=words).order_by("pk").select_for_update())
    leave_missed(words)
    return sum(row.times for row in rows)


def leave_missed(words: str) -> None:
    """Take words off the list: they need no service."""
    MissedSearch.objects.filter(words=words).delete()
