"""`manage.py import_catalogue FILE`: themes, services and their norms, as written or exported."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from core.importing import Progress, Source, Tally
from core.importing.command import ImportCommand
from sla.exchange import bring_in, read_file
from sla.exchange.planning import Does
from sla.importing import import_catalogue
from sla.importing.norms import Percentages


class Command(ImportCommand):
    """Imports a catalogue."""

    help = (
        "Import themes and services with intake questions, norms and processes. Comes after "
        "import_organisation; docs/import.md describes the file. A published version never "
        "changes: to change a service, raise its version number. A file that was exported "
        "(.xlsx or JSON) brings drafts, or with --publish its versions as they are."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and the percentages of the standard norms."""
        super().add_arguments(parser)
        usual = Percentages()
        parser.add_argument(
            "--kpi-percent",
            type=int,
            choices=range(1, 101),
            metavar="1-100",
            default=usual.kpi,
            help="the share of requests that must meet a standard norm (default %(default)s)",
        )
        parser.add_argument(
            "--warning-percent",
            type=int,
            choices=range(1, 100),
            metavar="1-99",
            default=usual.warning,
            help="warn when this share of the time has passed (default %(default)s)",
        )
        parser.add_argument(
            "--publish",
            action="store_true",
            help="of an exported file: publish what is published in it",
        )

    def import_file(self, *, file: Path, progress: Progress, **options: Any) -> Tally:
        """Import the file in one transaction."""
        if file.suffix == ".xlsx" and file.exists():
            return _bring_in(file, publish=options["publish"])
        source = Source.read(file)
        if isinstance(source.value, dict) and "format" in source.value:
            return _bring_in(file, publish=options["publish"])
        percentages = Percentages(options["kpi_percent"], options["warning_percent"])
        return import_catalogue(source, percentages=percentages, progress=progress)


def _bring_in(file: Path, *, publish: bool) -> Tally:
    """Bring in a file that was exported, and count what that came to."""
    book = read_file(str(file), file.read_bytes())
    made = bring_in(book, publish=publish, by=None, now=timezone.now())
    does = [change.does for change in made.changes]
    return Tally(
        made=does.count(Does.ADD), changed=len(does) - does.count(Does.ADD), same=made.same
    )
