"""The secret link to somebody's calendar: made, made anew, and taken back.

Only its digest is kept, so whoever reads the database can't read a calendar with it.
"""

from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from requests.models import CalendarLink
from teams.models import User

OCTETS = 32  # 256 bits: there is no guessing


def renew(*, by: User, now: datetime) -> str:
    """Return a new secret for somebody; the one before does not work any more."""
    secret = token_urlsafe(OCTETS)
    CalendarLink.objects.update_or_create(
        owner=by, defaults={"digest": digest_of(secret), "made_at": now}
    )
    return secret


def revoke(*, by: User) -> None:
    """Take the link back: it does not work any more."""
    CalendarLink.objects.filter(owner=by).delete()


def owner_of(secret: str) -> User | None:
    """Return whose secret it is, if they may still sign in; found by what nobody can guess."""
    held = CalendarLink.objects.filter(digest=digest_of(secret), owner__is_active=True)
    link = held.select_related("owner").first()
    return link.owner if link else None


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return sha256(secret.encode()).hexdigest()
