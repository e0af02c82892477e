"""The wiring as an app, for the checks it adds to Django's own."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from config.checks import no_demo_people_in_production


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        """Have `check` and `migrate` refuse the demo's people in production."""
        register(no_demo_people_in_production, Tags.database)
