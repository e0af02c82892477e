"""Names of files as people give them, made harmless: one plain name that says what it is."""

import re
import unicodedata
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from requests.attachments.types import ALLOWED, allowed_in_words

LONGEST = 120
NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]')
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
PROGRAMS = frozenset(
    {"app", "apk", "bat", "chm", "cmd", "cpl", "dll", "exe", "gadget", "hta", "htm", "html", "inf"}
    | {"iso", "jar", "js", "jse", "lnk", "mht", "msc", "msi", "msp", "pif", "php", "ps1", "reg"}
    | {"scr", "sct", "sh", "svg", "url", "vb", "vbe", "vbs", "ws", "wsf", "wsh", "xhtml"}
)


class NotAllowed(Exception):  # noqa: N818 - it is an answer for a person, not a fault
    """A file that can't be kept; the message says why, and what to do."""


def clean_name(raw: str) -> str:
    """Return the name a file is kept under, or raise `NotAllowed`.

    Without a path, signs that nobody sees or that turn the text around, and what a system
    reserves; never longer than `LONGEST`. A program that is dressed as a document is refused.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", raw))[-1]
    plain = "".join(sign for sign in last if unicodedata.category(sign)[0] not in "C")
    plain = " ".join(NOT_IN_NAMES.sub("_", plain).split()).strip(". ")
    stem, extension = PurePosixPath(plain).stem, PurePosixPath(plain).suffix[1:].lower()
    if extension not in ALLOWED:
        raise NotAllowed(
            _("Files of this type can't be added. Save it as one of: %(types)s.")
            % {"types": allowed_in_words()}
        )
    inner = {part.strip().lower() for part in stem.split(".")[1:]}
    if inner & PROGRAMS:
        raise NotAllowed(
            _("This name looks like that of a program. Give the file a name with one type.")
        )
    stem = stem[: LONGEST - len(extension) - 1].strip(". ") or _("file")
    if RESERVED.fullmatch(stem.split(".")[0].strip()):
        stem = f"_{stem}"
    return f"{stem}.{extension}"
