"""`manage.py import_organisation FILE`: people, units, pools and calendars."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from core.importing import Progress, Source, Tally
from core.importing.command import ImportCommand
from sla.importing import import_organisation


class Command(ImportCommand):
    """Imports an organisation."""

    help = (
        "Import pools, departments, managers, secretaries, calendars, holidays and closures. "
        "The first of the imports; docs/import.md describes the file. Run again, it changes "
        "what the file changed and nothing else."
    )

    def import_file(self, *, file: Path, progress: Progress, **options: Any) -> Tally:
        """Import the file in one transaction."""
        return import_organisation(Source.read(file), on=timezone.localdate(), progress=progress)
