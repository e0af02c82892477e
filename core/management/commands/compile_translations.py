"""`manage.py compile_translations`: makes the catalogues fit for use."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from core.translations import compile_catalogues


class Command(BaseCommand):
    """Compiles what changed."""

    help = "Compile the translations that changed; needs no gettext programs."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile the catalogues of the project, and name them."""
        for locale in settings.LOCALE_PATHS:
            for path in compile_catalogues(Path(locale)):
                self.stdout.write(f"compiled {path}")
