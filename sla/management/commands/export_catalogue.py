"""`manage.py export_catalogue FILE`: the whole catalogue, as a spreadsheet or as JSON."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sla.exchange import as_json, as_sheets, stored

WRITE = {".xlsx": as_sheets, ".json": as_json}


class Command(BaseCommand):
    """Exports the catalogue."""

    help = "Write the whole catalogue to a file that import_catalogue reads without loss."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="the file to write: .xlsx or .json")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Write the file."""
        write = WRITE.get(file.suffix)
        if write is None:
            raise CommandError(f"{file}: name a file that ends in .xlsx or .json")
        catalogue = stored()
        file.write_bytes(write(catalogue))
        self.stdout.write(f"{len(catalogue['services'])} services in {file}")
