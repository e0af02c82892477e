"""The history as a whole: what came in, how it went, and the rows of that."""

import random
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core.importing import Progress
from requests.demo.history.asked import all_asked
from requests.demo.history.fates import fate
from requests.demo.history.past import Past
from requests.demo.history.writing import write
from requests.demo.teams import Team

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
