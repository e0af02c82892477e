"""Where files lie: outside anything a web server shows, under random names, never overwritten.

A file is whole on the disk before there is a row that names it, and it goes only after its row
says so. What a crash leaves in between is a file without a row, which `strays` finds.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple
from uuid import UUID, uuid4

from django.conf import settings

OURS, HEX = "[0-9a-f][0-9a-f]", re.compile(r"[0-9a-f]{32}")


class Kept(NamedTuple):
    """A file in the store."""

    stored: UUID
    size: int
    sha256: str


def put(chunks: Iterable[bytes]) -> Kept:
    """Write a file and make sure that it lies on the disk."""
    stored, digest, size = uuid4(), hashlib.sha256(), 0
    place = path_of(stored)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        for chunk in chunks:
            digest.update(chunk)
            size += file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    _fsync(place.parent)
    return Kept(stored, size, digest.hexdigest())


def read(stored: UUID) -> BinaryIO:
    """Open a file; raises `FileNotFoundError`."""
    return path_of(stored).open("rb")


def remove(stored: UUID) -> None:
    """Take a file away; one that is gone already is fine."""
    path_of(stored).unlink(missing_ok=True)


def strays(before: datetime) -> Iterator[list[UUID]]:
    """Return the files that lie there since before a moment, folder by folder.

    Only what `put` wrote: what a system keeps there of its own (`lost+found`) is left alone.
    """
    root = _root()
    for folder in sorted(root.glob(OURS)):
        names = (file.name for file in folder.iterdir() if _is_old(file, before))
        if old := [UUID(name) for name in names if HEX.fullmatch(name)]:
            yield old


def _is_old(file: Path, before: datetime) -> bool:
    """Return whether a file lies there since before a moment, and was not just taken away."""
    with suppress(FileNotFoundError):
        return file.stat().st_mtime < before.timestamp()
    return False


def path_of(stored: UUID) -> Path:
    """Return where a file lies: spread over folders, so that none grows too long."""
    return _root() / stored.hex[:2] / stored.hex


def _root() -> Path:
    return Path(settings.ATTACHMENTS_DIR)


def _fsync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
