"""What kind of place this is, and what a place where people work must not be.

Production is said, not guessed: `ENVIRONMENT=production`, which the container image sets.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured

PRODUCTION = "production"
DEVELOPMENT = "development"
KNOWN_SECRET = "only-for-development-and-the-demo"
SECRET_LENGTH = 50
SECRET_VARIETY = 10


class Place(NamedTuple):
    """The settings that decide whether production may start."""

    debug: bool
    demo: bool
    secret_key: str
    allowed_hosts: Sequence[str]
    base_url: str
    given: frozenset[str]
    """The names of the variables that somebody set."""


def unsafe(place: Place) -> list[str]:
    """Return everything that forbids production, each with what to do about it."""
    secret = place.secret_key
    weak = len(secret) < SECRET_LENGTH or len(set(secret)) < SECRET_VARIETY
    reasons = {
        "DEBUG shows internals to strangers: leave it out.": place.debug,
        "DEMO lets anybody sign in as anybody: leave it out.": place.demo,
        f"SECRET_KEY must be {SECRET_LENGTH} random characters or more, known to nobody.": weak
        or secret.startswith((KNOWN_SECRET, "django-insecure")),
        "ALLOWED_HOSTS must name the hosts people use, and not be '*'.": "ALLOWED_HOSTS"
        not in place.given
        or "*" in place.allowed_hosts,
        "BASE_URL must be the address people use, with https.": not place.base_url.startswith(
            "https://"
        ),
        "DATABASE_URL must be given.": "DATABASE_URL" not in place.given,
        "REDIS_URL must be given.": "REDIS_URL" not in place.given,
        "EMAIL_URL must be given.": "EMAIL_URL" not in place.given,
    }
    return [reason for reason, holds in reasons.items() if holds]


def refuse_unsafe(environment: str, place: Place) -> None:
    """Stop production from starting while anything about it is unsafe."""
    if environment not in {PRODUCTION, DEVELOPMENT}:
        raise ImproperlyConfigured(
            f"ENVIRONMENT is {environment!r}; it must be {PRODUCTION!r} or {DEVELOPMENT!r}."
        )
    reasons = unsafe(place) if environment == PRODUCTION else []
    if reasons:
        raise ImproperlyConfigured("Not starting in production. " + " ".join(reasons))
