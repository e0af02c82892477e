"""`manage.py import_catalogue FILE`: themes, services and their norms."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from core.importing import Progress, Source, Tally
from core.importing.command import ImportCommand
from sla.importing import import_catalogue
from sla.importing.norms import Percentages


class Command(ImportCommand):
    """Imports a catalogue."""

    help = (
        "Import themes and services with intake questions, norms and processes. Comes after "
        "import_organisation; docs/import.md describes the file. A published version never "
        "changes: to change a service, raise its version number."
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

    def import_file(self, *, file: Path, progress: Progress, **options: Any) -> Tally:
        """Import the file in one transaction."""
        percentages = Percentages(options["kpi_percent"], options["warning_percent"])
        return import_catalogue(Source.read(file), percentages=percentages, progress=progress)
