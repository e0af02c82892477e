"""`manage.py diagram`: draw the life of a request and of a clock in docs/states.md."""

from typing import Any

from django.core.management.base import BaseCommand

from requests.diagram import FILE, states_page


class Command(BaseCommand):
    """Draws the state diagrams."""

    help = "Write docs/states.md anew from the tables of moves that the code goes by."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        FILE.write_text(states_page(), encoding="utf-8")
        self.stdout.write(str(FILE))
