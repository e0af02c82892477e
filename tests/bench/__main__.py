"""`make bench`: what was promised in numbers, measured; one JSON object a line."""

import json

from tests.bench import pages, start_up

FIGURES = [start_up.figures, pages.figures]


def main() -> None:
    """Print each figure as soon as it is known."""
    for figures in FIGURES:
        for figure in figures():
            print(json.dumps(figure), flush=True)


if __name__ == "__main__":
    main()
