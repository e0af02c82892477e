"""What each figure means, in the words that stand beside it on every page."""

from typing import NamedTuple

from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _


class Definition(NamedTuple):
    """A figure by its name, and what is counted."""

    name: str | Words
    text: str | Words


DEFINITIONS = (
    Definition(
        _("Asked"),
        _("All requests received in the period, by day of receipt. The rest is about these."),
    ),
    Definition(_("Delivered"), _("Those that are ready, and were not opened again since.")),
    Definition(
        _("Within the norm"),
        _(
            "How many had their first reaction, or were ready, in the agreed time; out of all of "
            "which that is known: it stopped, or its time is past. A request that was opened again "
            "counts once, and is within the norm if it was in time every time."
        ),
    ),
    Definition(
        _("How long it took"),
        _(
            "Opening hours until it was ready, without those in which it waited for the client. "
            "Half of the requests took no longer than the first, nine out of ten no longer than "
            "the second."
        ),
    ),
    Definition(
        _("Best effort"),
        _("Asked with shorter notice than agreed: counted, and kept out of the percentages."),
    ),
    Definition(
        _("Withdrawn"),
        _("Withdrawn, declined or put together with another: kept out of the percentages too."),
    ),
    Definition(
        _("Outside the catalogue"),
        _("No time was agreed for the result, so only the first reaction counts."),
    ),
    Definition(
        _("Causes"), _("Why it was later than agreed, of the late requests of which that was said.")
    ),
    Definition(
        _("too few"),
        _("Of fewer than five requests we only show how many there are: less says nothing."),
    ),
)
