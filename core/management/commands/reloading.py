"""`manage.py reloading -- COMMAND`: runs a command anew whenever the source changes."""

import subprocess
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

POLL_SECONDS = 1


class Command(BaseCommand):
    """Runs a command that can't watch the source itself, such as a worker."""

    help = "Run a command and start it again when the source changes; for development."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the command, after --."""
        parser.add_argument("command", nargs="+")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run and run again; a command that failed waits for the next change."""
        while True:
            source = _source()
            child = subprocess.Popen(options["command"])
            while _source() == source:
                time.sleep(POLL_SECONDS)
            self.stdout.write("the source changed, starting again")
            child.terminate()
            child.wait()


def _source() -> dict[Path, float]:
    """Return when each file of the project's own Python was last changed."""
    apps = [settings.BASE_DIR / app for app in settings.INSTALLED_APPS]
    return {path: path.stat().st_mtime for app in apps for path in app.rglob("*.py")}
