"""All lives at once, in order of time, with the alerts that fall between."""

import heapq
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Min
from django.utils.translation import gettext as _

from core.importing import Progress
from requests.alerts import alert_what_is_due
from requests.closing import close_what_is_done
from requests.demo.lives import Life
from sla.models import Clock

ALERTS_AT_ONCE = 500
CLOSED_AT_ONCE = 500


def play(lives: Sequence[Life], *, until: datetime, progress: Progress) -> None:
    """Let every life run until a moment; what is not finished then stays as it is."""
    begins = progress.over(_("requests"), lives)
    coming: list[tuple[datetime, int, Iterator[datetime]]] = []
    for number, life in enumerate(lives):
        steps = life.live()
        heapq.heappush(coming, (next(steps), number, steps))
    begun: set[int] = set()
    while coming and coming[0][0] < until:
        at, number, steps = coming[0]
        sweep(until=at)
        if number not in begun:
            begun.add(number)
            next(begins)
        following = next(steps, None)
        if following is None:
            heapq.heappop(coming)
        else:
            heapq.heapreplace(coming, (max(following, at), number, steps))
    sweep(until=until)
    while close_what_is_done(now=until, limit=CLOSED_AT_ONCE):
        pass
    for _rest in begins:
        pass


def sweep(*, until: datetime) -> None:
    """Write the alerts due up to a moment, each at its own, as a worker would have.

    Those of a calendar that changed are left to the workers, after it was counted anew.
    """
    while True:
        found = Clock.objects.past_next_rung(until).order_by().aggregate(at=Min("next_rung_at"))
        if found["at"] is None or not alert_what_is_due(now=found["at"], limit=ALERTS_AT_ONCE):
            return
