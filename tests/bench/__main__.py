"""`make bench`: what was promised in numbers, measured; one JSON object a line.

`make bench FIGURES="recalculate sweep.burst"` measures some of them, or all of a kind (`page`).
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

from tests.bench import counting, start_up
from tests.bench.apart import KEPT, measure, measure_on

Figures = Iterator[dict[str, Any]]

PAGES = (
    "page.queue page.queue.unchanged page.queue.words page.queue.rate page.request page.new "
    "page.people page.bell page.portal page.catalogue search.requests.common "
    "search.requests.rare search.suggest action.log action.pick_up"
)
# What is measured together: the names of the figures, and how to come by those that are chosen.
TOGETHER: dict[str, Callable[[list[str]], Figures]] = {
    "backtest": lambda _: measure("tests.bench.backtesting"),
    "deadline.single deadline.bulk elapsed.single elapsed.bulk": lambda _: counting.figures(),
    "demo.first_start demo.second_start": lambda _: start_up.figures(),
    "intake.keys intake.waiting": lambda _: measure("tests.bench.intake"),
    PAGES: lambda names: measure_on(KEPT, "tests.bench.pages", *names),
    "outbox.mail": lambda _: measure("tests.bench.posting"),
    "recalculate": lambda _: measure("tests.bench.recounts"),
    "search.catalogue": lambda _: measure("tests.bench.finding"),
    "suggest": lambda _: measure("tests.bench.suggesting"),
    "sweep.idle sweep.burst alert.latency": lambda names: measure("tests.bench.sweeps", *names),
}


def main(chosen: list[str]) -> None:
    """Print each figure as soon as it is known, with how busy the machine was."""
    known = " ".join(TOGETHER).split()
    if strange := [name for name in chosen if not any(_akin(name, one) for one in known)]:
        sys.exit(f"no such figure: {' '.join(strange)}; there are: {' '.join(known)}")
    for names, figures in TOGETHER.items():
        wanted = [
            name for name in names.split() if not chosen or any(_akin(name, one) for one in chosen)
        ]
        for figure in figures(wanted) if wanted else ():
            if not chosen or any(_is_of(str(figure["figure"]), one) for one in chosen):
                figure["beside"] = {**figure["beside"], "load": round(os.getloadavg()[0], 1)}
                print(json.dumps(figure), flush=True)


def _is_of(name: str, kind: str) -> bool:
    """Return whether a name is this one or of its kind, as `page.queue` is of `page`."""
    return f"{name}.".startswith(f"{kind}.")


def _akin(one: str, other: str) -> bool:
    return _is_of(one, other) or _is_of(other, one)


if __name__ == "__main__":
    main(sys.argv[1:])
