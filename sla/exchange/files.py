"""A file that somebody looks at before it is brought in, and brings in once."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from sla.exchange.applying import bring_in, preview
from sla.exchange.planning import Plan
from sla.exchange.reading import read_file
from sla.models import CatalogueFile
from teams.models import User


class Overtaken(Exception):  # noqa: N818 - it is an answer for a person, not a fault
    """The catalogue changed since somebody looked at what a file would do."""


def keep(name: str, content: bytes, *, by: User, now: datetime) -> CatalogueFile:
    """Keep a file to look at; it takes the place of what the same person left.

    Raises `ImportRefused` with all that is wrong with it, and keeps nothing.
    """
    preview(read_file(name, content), publish=False)
    by.catalogue_files.filter(brought_in_at=None).delete()
    return CatalogueFile.objects.create(name=name[-200:], content=content, by=by, at=now)


def look(kept: CatalogueFile, *, publish: bool) -> Plan:
    """Return what a kept file would do now; raises `ImportRefused`."""
    return preview(read_file(kept.name, bytes(kept.content)), publish=publish)


def digest_of(plan: Plan) -> str:
    """Return what tells one outcome of looking from another: all that would be written."""
    written = (plan.publish, plan.themes, plan.services, plan.versions, plan.ends)
    return sha256(repr(written).encode()).hexdigest()[:32]


@transaction.atomic
def carry_out(
    kept: CatalogueFile, *, publish: bool, seen: str, by: User, now: datetime
) -> CatalogueFile:
    """Bring a file in, exactly as it was looked at; once, however often it is asked.

    Raises `Overtaken` where it would do something else by now, and `ImportRefused`.
    """
    kept = CatalogueFile.objects.select_for_update().get(pk=kept.pk)
    if kept.brought_in_at is not None:
        return kept
    book = read_file(kept.name, bytes(kept.content))
    made = bring_in(book, publish=publish, by=by, now=now)
    if digest_of(made) != seen:
        raise Overtaken
    kept.content, kept.brought_in_at, kept.published = b"", now, publish
    kept.outcome = "\n".join(str(change) for change in made.changes)
    kept.save()
    return kept
