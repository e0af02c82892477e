"""`manage.py load_demo`: the demo organisation, with a past that ends now."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.importing import ImportRefused, Progress
from requests.demo.loading import is_loaded, load_demo


class Command(BaseCommand):
    """Loads the demo, once."""

    help = (
        "Load an organisation that doesn't exist, with months of requests that end at this "
        "minute. Only where DEMO is on; run again, it does nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the demo unless it is there."""
        if not settings.DEMO:
            raise CommandError(_("This is no demo: set DEMO=true to load one."))
        if is_loaded():
            self.stdout.write(_("Nothing to do: the demo is there already."))
            return
        try:
            load_demo(clock=timezone.now, progress=Progress(self.stdout))
        except ImportRefused as refused:
            raise CommandError(str(refused)) from refused
