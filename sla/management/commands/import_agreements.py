"""`manage.py import_agreements FILE`: who agreed what with which pool."""

from pathlib import Path
from typing import Any

from core.importing import Progress, Source, Tally
from core.importing.command import ImportCommand
from sla.importing import import_agreements


class Command(ImportCommand):
    """Imports agreements."""

    help = (
        "Import the agreements of an organisation's file, with lines, norms, responsibilities "
        "and escalation. Comes after import_organisation and import_catalogue; docs/import.md "
        "describes the file. What was agreed never changes: raise the version number."
    )

    def import_file(self, *, file: Path, progress: Progress, **options: Any) -> Tally:
        """Import the file in one transaction."""
        return import_agreements(Source.read(file), progress=progress)
