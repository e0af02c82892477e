"""`make bench`: what was promised in numbers, measured; one JSON object a line."""

import json

from tests.bench import counting, mailing, pages, recalculating, start_up, sweeping

FIGURES = [
    counting.figures,
    start_up.figures,
    pages.figures,
    mailing.figures,
    recalculating.figures,
    sweeping.figures,
]


def main() -> None:
    """Print each figure as soon as it is known."""
    for figures in FIGURES:
        for figure in figures():
            print(json.dumps(figure), flush=True)


if __name__ == "__main__":
    main()
