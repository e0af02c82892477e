"""Catalogues of translations: compiled, filled and checked without the gettext programs.

The source strings are English, so English needs no catalogue. Strings are found in Python
and in templates by Babel, a tool for developers only; compiling needs polib alone.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path

import polib

PLACEHOLDER = re.compile(r"%\([a-z_]+\)[a-z]|%[sd]|\{[a-z_]*\}")

Key = tuple[str | None, str]


def compile_catalogues(locale: Path) -> list[Path]:
    """Compile each catalogue that changed since it was last compiled; return those."""
    changed = [path for path in sorted(locale.glob("*/LC_MESSAGES/*.po")) if _is_newer(path)]
    for path in changed:
        unfinished = path.with_suffix(f".{os.getpid()}")
        polib.pofile(str(path)).save_as_mofile(str(unfinished))
        unfinished.replace(path.with_suffix(".mo"))
    return changed


def fill(catalogue: polib.POFile, found: Iterable[polib.POEntry]) -> None:
    """Give the catalogue exactly the strings that were found, keeping what is translated."""
    known = {_key(entry): entry for entry in catalogue}
    catalogue.clear()
    for entry in found:
        if translated := known.get(_key(entry)):
            entry.msgstr = translated.msgstr
            entry.msgstr_plural = translated.msgstr_plural or entry.msgstr_plural
            entry.tcomment = translated.tcomment
        catalogue.append(entry)


def problems(catalogue: polib.POFile, found: Iterable[polib.POEntry]) -> list[str]:
    """Return why the catalogue isn't complete, a line for each string."""
    known = {_key(entry): entry for entry in catalogue if not entry.obsolete}
    wanted = {_key(entry): entry for entry in found}
    missing = [f"not in the catalogue: {key[1]!r}" for key in wanted if key not in known]
    unused = [f"nowhere in the source: {key[1]!r}" for key in known if key not in wanted]
    wrong = [f"{why}: {key[1]!r}" for key, entry in known.items() if (why := _wrong(entry))]
    return [*missing, *unused, *wrong]


def _wrong(entry: polib.POEntry) -> str | None:
    if entry.fuzzy:
        return "fuzzy"
    if not entry.translated():
        return "not translated"
    if entry.msgid_plural:
        allowed = _placeholders(entry.msgid) | _placeholders(entry.msgid_plural)
        right = all(_placeholders(text) <= allowed for text in entry.msgstr_plural.values())
    else:
        right = _placeholders(entry.msgid) == _placeholders(entry.msgstr)
    return None if right else "other placeholders than the source"


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def _key(entry: polib.POEntry) -> Key:
    return (entry.msgctxt, entry.msgid)


def _is_newer(catalogue: Path) -> bool:
    compiled = catalogue.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime
