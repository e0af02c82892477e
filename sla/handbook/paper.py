"""The handbook as a tagged PDF: contents, bookmarks, and text that reads in order.

What people typed goes in as data, so nothing of it is markup.
"""

import json
import subprocess
import sys
import unicodedata
from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from pdc.models import Theme
from sla.handbook.contents import Chapter, Versions, chapters, in_force
from teams.longwork.asking import ask_for
from teams.longwork.kinds import Kind, Tell
from teams.models import LongTask, User

LOOK = Path(__file__).with_name("handbook.typ")
PRINTING = Path(__file__).with_name("printing.py")
LONGEST = 900  # seconds


class PrintingError(Exception):
    """The handbook could not be put on paper; the message is what the program for it said."""


def ask_for_paper(theme: Theme | None, *, by: User, on: date, now: datetime) -> LongTask:
    """Ask for the handbook, or the chapter of one theme; who asked for the same had it made."""
    code = theme.code if theme else ""
    named = slugify("-".join([_("Handbook"), theme.name if theme else ""]))[:100].strip("-")
    return ask_for(
        "handbook",
        {"theme": code, "on": on.isoformat()},
        key=_key(in_force(on, code)),
        name=f"{named}-{on:%Y-%m-%d}.pdf",
        by=by,
        now=now,
    )


def _key(versions: Versions) -> str:
    """Return what is another as soon as the file would be."""
    around = ("service__owner", "service__theme__name", "service__theme__parent__name")
    inside = list(versions.values_list("pk", *around))
    said = (get_language(), settings.ORGANISATION, LOOK.read_bytes(), inside)
    return sha256(repr(said).encode()).hexdigest()


def _make(task: LongTask, into: IO[bytes], tell: Tell) -> None:
    on = date.fromisoformat(task.asked["on"])
    versions = in_force(on, task.asked["theme"])
    total = versions.count()
    tell(0, total)
    told = chapters(versions, lambda done: tell(done, total))
    into.write(printed(told, since=last_change(versions)))


def last_change(versions: Versions) -> date | None:
    """Return the last day on which one of these came into force."""
    days = [day for day in versions.values_list("valid_from", flat=True) if day]
    return max(days, default=None)


HANDBOOK = Kind(
    gettext_lazy("The handbook as a PDF"),
    _make,
    lambda _task, user, on: user.roles_on(on).is_secretary,
    lasts=True,
)


def printed(told: Collection[Chapter], *, since: date | None) -> bytes:
    """Return chapters as a PDF, in the language of now."""
    text = unicodedata.normalize("NFC", json.dumps(_book(told, since), ensure_ascii=False))
    program = [sys.executable, "-I", str(PRINTING)]
    done = subprocess.run(program, input=text.encode(), capture_output=True, timeout=LONGEST)
    if done.returncode:
        raise PrintingError(done.stderr.decode(errors="replace")[-1000:])
    return done.stdout


def _book(told: Collection[Chapter], since: date | None) -> dict[str, Any]:
    title = _("Handbook")
    one = next(iter(told)).name if len(told) == 1 else ""
    many = sum(len(section.entries) for chapter in told for section in chapter.sections)
    services = ngettext("%(many)s service", "%(many)s services", many) % {"many": many}
    day = date_format(since, "j F Y") if since else ""
    return {
        "language": get_language(),
        "organisation": settings.ORGANISATION,
        "title": f"{title}: {one}" if one else title,
        "subtitle": _("How we do it: %(services)s") % {"services": services},
        "running": " · ".join(filter(None, [settings.ORGANISATION, title, one])),
        "state": _("as it is since %(day)s") % {"day": day} if day else "",
        "said": {
            "contents": _("Contents"),
            "questions": _("What we ask"),
            "process": _("How we do it"),
            "no_steps": _("How this is done was not written down yet."),
            "number": pgettext("of a step", "No."),
            "who": _("Who"),
            "what": _("What"),
            "not_ticked": _("not on the checklist"),
        },
        "chapters": [asdict(chapter) for chapter in told],
    }
