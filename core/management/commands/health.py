"""`manage.py health`: the health page for a supervisor that runs commands."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.health import OK, state


class Command(BaseCommand):
    """Prints what works, and fails when something doesn't."""

    help = "Print as JSON whether the database, Redis and a worker are there; fail if not."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the parts; a part that fails is the exit code."""
        parts = state(now=timezone.now())
        self.stdout.write(json.dumps(parts))
        wrong = sorted(name for name, part in parts.items() if part != OK)
        if wrong:
            raise CommandError(f"not healthy: {', '.join(wrong)}")
