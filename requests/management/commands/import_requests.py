"""`manage.py import_requests FILE`: requests as they came in, logged as the desk does."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from core.importing import Progress, Source, Tally
from core.importing.command import ImportCommand
from requests.importing import import_requests


class Command(ImportCommand):
    """Imports requests."""

    help = (
        "Log requests from a file of JSON lines, each at its own moment of receipt. Comes after "
        "the other imports; docs/import.md describes the file. A request whose id is there "
        "already is left as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, what the desk made of it, and who logs it."""
        super().add_arguments(parser)
        parser.add_argument(
            "--labels",
            type=Path,
            help="a file of JSON lines with the service the desk chose for each request",
        )
        parser.add_argument(
            "--by",
            metavar="EMAIL",
            default="",
            help="who logs them; by default the coordinator of each request's pool",
        )

    def import_file(self, *, file: Path, progress: Progress, **options: Any) -> Tally:
        """Import the file in one transaction."""
        labels = Source.read_lines(options["labels"]) if options["labels"] else None
        return import_requests(
            Source.read_lines(file), labels=labels, by=options["by"], progress=progress
        )
