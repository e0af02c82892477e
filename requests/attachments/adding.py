"""Files somebody offers are looked at, put in the store and added to a request, or said no to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from requests.attachments import store
from requests.attachments.names import NotAllowed, clean_name
from requests.attachments.types import HEAD, TAIL, type_of
from requests.models import Attachment

MOST_AT_ONCE = 20
A_STRAY_AFTER = timedelta(hours=1)
MEGABYTE = 1024 * 1024

Attach = Callable[[list[Attachment]], object]


@dataclass
class Outcome:
    """Which files were added, and for each that was not: its name, and why."""

    added: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def add_files(uploads: Iterable["UploadedFile[Any]"], attach: Attach) -> Outcome:
    """Put the files that are allowed in the store, and `attach` them in one transaction.

    If that fails they are taken out again, as far as this process still can.
    """
    outcome, kept = Outcome(), []
    for number, upload in enumerate(uploads):
        try:
            if number >= MOST_AT_ONCE:
                raise NotAllowed(_("%(most)d files at once is the most.") % {"most": MOST_AT_ONCE})
            kept.append(_keep(upload))
        except NotAllowed as why:
            outcome.refused.append(((upload.name or "")[-60:], str(why)))
    if not kept:
        return outcome
    try:
        attach(kept)
    except BaseException:
        for one in kept:
            store.remove(one.stored)
        raise
    outcome.added = [one.name for one in kept]
    return outcome


def _keep(upload: "UploadedFile[Any]") -> Attachment:
    name = clean_name(upload.name or "")
    size = upload.size or 0
    most = settings.ATTACHMENT_MEGABYTES * MEGABYTE
    if size > most:
        raise NotAllowed(
            _("This file is larger than %(most)d MB. Make it smaller, or share it another way.")
            % {"most": settings.ATTACHMENT_MEGABYTES}
        )
    if size == 0:
        raise NotAllowed(_("This file is empty. Choose another."))
    head = upload.read(HEAD)
    upload.seek(max(0, size - TAIL))
    tail = upload.read(TAIL)
    kind = type_of(name)
    if not kind.fits(head, tail):
        raise NotAllowed(
            _("What is in this file is not what its name says, or it holds macros. Save it anew.")
        )
    upload.seek(0)
    kept = store.put(upload.chunks())
    return Attachment(
        name=name,
        content_type=kind.content_type,
        size=kept.size,
        sha256=kept.sha256,
        stored=kept.stored,
    )


def sweep_strays(*, now: datetime) -> int:
    """Take away files that no row names any more, or never did; return how many."""
    gone = 0
    for old in store.strays(now - A_STRAY_AFTER):
        named = set(
            Attachment.objects.there().filter(stored__in=old).values_list("stored", flat=True)
        )
        for stored in set(old) - named:
            store.remove(stored)
            gone += 1
    return gone
