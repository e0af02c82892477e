"""What `check` and `migrate` refuse beyond Django's own checks, and the web server with them."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

# Reserved for examples, so that nobody has an address there; the demo's people do.
EXAMPLE_DOMAIN = ".example"


def no_demo_people_in_production(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Report a production database in which the demo's people could sign in."""
    if not settings.IN_PRODUCTION or "default" not in (databases or []):
        return []
    people = get_user_model().objects.filter(email__endswith=EXAMPLE_DOMAIN)
    try:
        found = people.exists()
    except DatabaseError:
        # Not migrated yet, or out of reach; the health page tells about the second.
        return []
    hint = "Use an empty database, or remove the people whose e-mail ends in '.example'."
    message = "The database holds the people of the demo, whose password everybody knows."
    return [Error(message, hint=hint, id="config.E001")] if found else []


def refuse_demo_people() -> None:
    """Keep the web server from starting where the check above finds something."""
    for problem in no_demo_people_in_production(databases=["default"]):
        raise ImproperlyConfigured(f"{problem.msg} {problem.hint}")
