"""`manage.py suggest --file texts.jsonl`: which service each text means, one JSON object a line."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pdc import search


class Command(BaseCommand):
    """Suggests services for free texts."""

    help = (
        "Read lines of JSON with an `id` and a `text`, and print for each the `codes` of the "
        "services it may mean, best first, and `off_catalogue`: how likely it is none, 0 to 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, and how many services to print."""
        parser.add_argument("--file", type=Path, required=True, help="a file of JSON lines")
        parser.add_argument("--limit", type=int, default=6, help="how many services at most")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each text, in the order of the file."""
        try:
            lines = options["file"].read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as problem:
            raise CommandError(str(problem)) from problem
        for number, line in enumerate(lines, start=1):
            if line.strip():
                asked = self.read(line, number)
                found = search.suggest(asked["text"], options["limit"])
                answer = {
                    "id": asked["id"],
                    "codes": [version.service.code for version in found.versions],
                    "off_catalogue": round(found.off_catalogue, 4),
                }
                self.stdout.write(json.dumps(answer, ensure_ascii=False))

    def read(self, line: str, number: int) -> dict[str, Any]:
        """Read one line, or stop at what is wrong with it."""
        try:
            asked = json.loads(line)
            if isinstance(asked["id"], str | int) and isinstance(asked["text"], str):
                return dict(asked)
        except (ValueError, TypeError, KeyError):
            pass
        raise CommandError(f'line {number} is no JSON object with an "id" and a "text"')
