"""Uploads that are far too large are not kept while they come in: they can't fill the disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class CuttingUploadHandler(FileUploadHandler):
    """Passes on a little more of each file than it may be; what says how large it is sees that."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass a piece on, until there is more than enough to refuse it."""
        return raw_data if start <= settings.ATTACHMENT_MEGABYTES * 1024 * 1024 else None

    def file_complete(self, file_size: int) -> Any:
        """Leave the file to the handlers that come after this one."""
        return None
