"""Where made files lie: beside what people attach, outside anything a web server shows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO
from uuid import UUID

from django.conf import settings


@contextmanager
def writing(stored: UUID) -> Iterator[IO[bytes]]:
    """Open a new file to write; it goes again when that is broken off by a fault."""
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with _path(stored).open("xb") as file:
            yield file
    except BaseException:
        remove(stored)
        raise


def read(stored: UUID) -> BinaryIO:
    """Open a file; raises `FileNotFoundError`."""
    return _path(stored).open("rb")


def remove(stored: UUID) -> None:
    """Take a file away; one that is gone already is fine."""
    _path(stored).unlink(missing_ok=True)


def older_than(moment: datetime) -> list[UUID]:
    """Return the files that nobody wrote in since a moment."""
    made = _folder().glob("[0-9a-f]" * 32)
    return [UUID(file.name) for file in made if file.stat().st_mtime < moment.timestamp()]


def _path(stored: UUID) -> Path:
    return _folder() / stored.hex


def _folder() -> Path:
    return Path(settings.ATTACHMENTS_DIR) / "made"
