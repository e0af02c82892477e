"""`manage.py messages [--check]`: the catalogues beside the source they translate."""

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.extraction import find_strings
from core.translations import fill, problems

HEADER = {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
SOURCE_LANGUAGE = "en"


class Command(BaseCommand):
    """Fills the catalogues, or reports what they lack."""

    help = "Collect the strings to translate into locale/, or check that none is missing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --check."""
        parser.add_argument("--check", action="store_true", help="change nothing; fail if needed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through every language but that of the source."""
        lacking = 0
        for language, _name in settings.LANGUAGES:
            if language == SOURCE_LANGUAGE:
                continue
            path = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"
            catalogue = _open(path, language)
            found = find_strings(settings.BASE_DIR, _folders())
            if not options["check"]:
                fill(catalogue, found)
                path.parent.mkdir(parents=True, exist_ok=True)
                catalogue.save(str(path))
            for problem in (report := problems(catalogue, found)):
                self.stdout.write(f"{language}: {problem}")
            lacking += len(report)
        if options["check"] and lacking:
            raise CommandError(f"{lacking} translations lack; `make messages` collects them.")


def _folders() -> list[str]:
    apps = [app for app in settings.INSTALLED_APPS if (settings.BASE_DIR / app).is_dir()]
    return [*apps, "templates"]


def _open(path: Path, language: str) -> polib.POFile:
    if path.exists():
        return polib.pofile(str(path), wrapwidth=99)
    catalogue = polib.POFile(wrapwidth=99)
    catalogue.metadata = {"Language": language, **HEADER}
    return catalogue
