"""Files as something to save: no browser runs one, shows it in a page or guesses what it is."""

import os
from typing import BinaryIO

from django.http import FileResponse


def download(file: BinaryIO, name: str) -> FileResponse:
    """Return an answer with a file in it, to be kept under this name."""
    response = FileResponse(
        file, as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    response["Content-Length"] = os.fstat(file.fileno()).st_size
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
