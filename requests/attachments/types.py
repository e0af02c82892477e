"""Which types of files are taken, and whether a file is what its name says.

Only its beginning and its end are looked at: nothing is unpacked, so there is nothing to explode.
"""

from collections.abc import Callable
from typing import NamedTuple

import puremagic

HEAD, TAIL = 8 * 1024, 256 * 1024
OOXML = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")


class Type(NamedTuple):
    """What a type is called on the web, and what a file of it looks like from outside."""

    content_type: str
    fits: Callable[[bytes, bytes], bool]


def _found(*extensions: str) -> Callable[[bytes, bytes], bool]:
    """Return whether the first bytes are those of one of these types."""

    def fits(head: bytes, _tail: bytes) -> bool:
        try:
            found = {match.extension for match in puremagic.magic_string(head)}
        except (puremagic.PureError, ValueError):
            return False
        return bool(found & set(extensions))

    return fits


def _office(part: bytes) -> Callable[[bytes, bytes], bool]:
    """Return whether it is a package that holds this part, and no macros."""
    is_zip = _found(".zip")

    def fits(head: bytes, tail: bytes) -> bool:
        listed = head + tail
        parts = b"[Content_Types].xml" in listed and part in listed
        return is_zip(head, tail) and parts and b"vbaProject" not in listed

    return fits


def _open_document(kind: str) -> Callable[[bytes, bytes], bool]:
    """Return whether it is a package whose first file says that it is of this kind."""
    says = f"mimetype{ODF}.{kind}".encode()
    return lambda head, _tail: head.startswith(b"PK\x03\x04") and head[30:].startswith(says)


def _is_text(head: bytes, tail: bytes) -> bool:
    """Return whether people wrote it: no signs that only machines use."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # as spreadsheets save it
        return True
    return not any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head + tail)


ALLOWED = {
    "pdf": Type("application/pdf", _found(".pdf")),
    "docx": Type(f"{OOXML}.wordprocessingml.document", _office(b"word/")),
    "xlsx": Type(f"{OOXML}.spreadsheetml.sheet", _office(b"xl/")),
    "pptx": Type(f"{OOXML}.presentationml.presentation", _office(b"ppt/")),
    "odt": Type(f"{ODF}.text", _open_document("text")),
    "ods": Type(f"{ODF}.spreadsheet", _open_document("spreadsheet")),
    "odp": Type(f"{ODF}.presentation", _open_document("presentation")),
    "txt": Type("text/plain", _is_text),
    "csv": Type("text/csv", _is_text),
    "png": Type("image/png", _found(".png")),
    "jpg": Type("image/jpeg", _found(".jpg", ".jpeg")),
    "jpeg": Type("image/jpeg", _found(".jpg", ".jpeg")),
    "heic": Type("image/heic", lambda head, _: head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS),
    "eml": Type("message/rfc822", _is_text),
    "msg": Type("application/vnd.ms-outlook", lambda head, _tail: head.startswith(OLE)),
}


def allowed_in_words() -> str:
    """Return the types that are taken, as people call them."""
    return ", ".join(ALLOWED)


def accepted() -> str:
    """Return the types for the file button of a browser."""
    return ",".join(f".{extension}" for extension in ALLOWED)


def type_of(name: str) -> Type:
    """Return the type a clean name says."""
    return ALLOWED[name.rsplit(".", 1)[1]]
