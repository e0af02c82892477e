"""The history as a whole: what came in, how it went, and the rows of that."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core.importing import Progress
from pdc.search import learn
from requests.demo.history.asked import TermsOnce, all_asked, asked_so
from requests.demo.history.fates import fate
from requests.demo.history.past import Past
from requests.demo.history.writing import write
from requests.demo.teams import Team
from requests.importing import Incoming

SIZE = 30_000
AT_ONCE = 5_000
OVER = timedelta(hours=1)  # so long before the demo begins nothing of it happens any more


def load_history(crews: dict[int, Team], start: datetime, size: int, progress: Progress) -> None:
    """Write so many requests of the fourteen months before a moment; all are over by then."""
    ready: list[Past] = []
    asked = list(all_asked(crews, start, size))
    for number, one in enumerate(progress.over(_("requests of the past"), asked)):
        past = fate(one, random.Random(f"fate {number}"), start - OVER)
        if past is not None:
            ready.append(past)
        if len(ready) == AT_ONCE:
            write(ready)
            ready = []
    write(ready)


def load_what_is_over(
    crews: dict[int, Team], start: datetime, incoming: Iterable[Incoming]
) -> set[str]:
    """Write which of these are over by a moment and in the catalogue; return their references.

    Their words were spoken by people, so they are learned from.
    """
    terms = TermsOnce(start)
    ready: list[Past] = []
    for one in incoming:
        if one.service_version is not None:
            asked = asked_so(one, crews[one.client.pool_id], terms)
            past = fate(asked, random.Random(f"{one.reference} fate"), start - OVER)
            if past is not None:
                ready.append(past)
                learn((one.subject, one.text), one.service_version)
    write(ready)
    return {past.asked.reference for past in ready if past.asked.reference}
