"""A calendar as text (RFC 5545): only what a list of moments needs."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST = 75  # octets in one line, without its end
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Moment:
    """One moment in a calendar, with when it was last changed."""

    uid: str
    at: datetime
    changed_at: datetime
    summary: str
    description: str
    url: str


def as_text(name: str, moments: Iterable[Moment]) -> str:
    """Return a calendar; the same moments always give the same text."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Dienstregeling//PDC//NL"]
    lines += ["CALSCALE:GREGORIAN", f"X-WR-CALNAME:{escaped(name)}"]
    for moment in moments:
        lines += _event(moment)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _event(moment: Moment) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{moment.uid}",
        f"DTSTAMP:{_utc(moment.changed_at)}",
        f"LAST-MODIFIED:{_utc(moment.changed_at)}",
        f"DTSTART:{_utc(moment.at)}",
        f"SUMMARY:{escaped(moment.summary)}",
        f"DESCRIPTION:{escaped(moment.description)}",
        f"URL:{moment.url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def escaped(text: str) -> str:
    """Return a text as a value; what steers a terminal is left out."""
    whole = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    for sign in ("\\", ";", ","):
        whole = whole.replace(sign, f"\\{sign}")
    return whole.replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of so many octets, never in the middle of a letter."""
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    yield piece


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
