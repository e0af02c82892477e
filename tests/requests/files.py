"""Files as people send them, small and real."""

import io
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from requests.models import Attachment

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 20
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 20
HEIC = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 20
MSG = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 100
EML = b"From: daan@example.org\r\nSubject: Zaal\r\n\r\nHallo"


def package(*parts: str, mimetype: str = "", compressed: bool = True) -> bytes:
    """Return a zip with these parts; a `mimetype` comes first, as OpenDocument has it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        for part in parts:
            how = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
            archive.writestr(part, "x" * 100, how)
    return buffer.getvalue()


DOCX = package("[Content_Types].xml", "word/document.xml")
XLSX = package("[Content_Types].xml", "xl/workbook.xml")
PPTX = package("[Content_Types].xml", "ppt/presentation.xml")
MACROS = package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
ODT = package("content.xml", mimetype="application/vnd.oasis.opendocument.text")
ODS = package("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet")
ODP = package("content.xml", mimetype="application/vnd.oasis.opendocument.presentation")


def a_file(name: str = "agenda.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def kept(name: str = "agenda.pdf", content: bytes = PDF, **fields: Any) -> Attachment:
    """Return what is attached once its file lies in the store."""
    fields = {"sha256": "0" * 64, "content_type": "application/pdf", "size": len(content)} | fields
    return Attachment(name=name, **fields)
