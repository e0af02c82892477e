"""Finds every string for people in the source, for whoever translates; needs Babel."""

import io
from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATES = {".html", ".txt"}
PLURALS = 2


def find_strings(project: Path, folders: list[str]) -> list[polib.POEntry]:
    """Return every string for people in these folders once, with the files it is in."""
    found: dict[tuple[str | None, str], polib.POEntry] = {}
    for path in _sources(project, folders):
        name = path.relative_to(project).as_posix()
        for context, singular, plural in _strings(path):
            entry = found.setdefault((context, singular), _entry(context, singular, plural))
            if plural and not entry.msgid_plural:
                entry.msgid_plural, entry.msgstr_plural = plural, dict.fromkeys(range(PLURALS), "")
            if (name, "") not in entry.occurrences:
                entry.occurrences.append((name, ""))
    return list(found.values())


def _sources(project: Path, folders: list[str]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((project / folder).rglob("*")):
            if path.suffix in {".py", *TEMPLATES} and "migrations" not in path.parts:
                yield path


def _strings(path: Path) -> Iterator[tuple[str | None, str, str | None]]:
    source = path.read_text()
    if path.suffix in TEMPLATES:
        # What is left of the template's indentation means nothing, but would to Python.
        lines = templatize(source, origin=str(path)).splitlines()
        source = "\n".join(line.lstrip() for line in lines)
    file = io.BytesIO(source.encode())
    for _line, message, _comments, context in extract("python", file, KEYWORDS):
        texts = [message] if isinstance(message, str) else list(message)
        singular, plural = (*texts, None)[:2]
        if singular:
            yield context, singular, plural


def _entry(context: str | None, singular: str, plural: str | None) -> polib.POEntry:
    formatted = ["python-format"] if "%(" in singular + (plural or "") else []
    entry = polib.POEntry(msgid=singular, msgctxt=context, flags=formatted)
    if plural:
        entry.msgid_plural, entry.msgstr_plural = plural, dict.fromkeys(range(PLURALS), "")
    return entry
