"""The shape of every import command: read, tell all problems or write all, say what changed."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.importing import ImportRefused, Progress, Tally


class ImportCommand(BaseCommand):
    """Imports one file. With any problem in it, it says which and where, and writes nothing."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="the file to import")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the file, or exit with 1 after naming every problem."""
        try:
            tally = self.import_file(progress=Progress(self.stdout), **options)
        except ImportRefused as refused:
            for problem in refused.problems:
                self.stderr.write(str(problem), self.style.ERROR)
            raise CommandError(_nothing_written(len(refused.problems))) from refused
        self.stdout.write(str(tally))

    def import_file(self, *, file: Path, progress: Progress, **options: Any) -> Tally:
        """Import the file in one transaction."""
        raise NotImplementedError


def _nothing_written(count: int) -> str:
    found = ngettext("%(count)d problem", "%(count)d problems", count) % {"count": count}
    return _("%(found)s; nothing was written.") % {"found": found}
