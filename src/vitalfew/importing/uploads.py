"""Stopping an upload while it comes in: when it is too large, and when the disk has no room for it."""

from django.conf import settings
from django.core.files.uploadhandler import (
    FileUploadHandler,
    StopUpload,
    TemporaryFileUploadHandler,
)


class SizeLimit(FileUploadHandler):
    """First of the upload handlers: passes the pieces on until there are too many."""

    chunk_size = 64 * 2**10

    def new_file(self, *args: object, **options: object) -> None:
        """Every file begins at nothing."""
        super().new_file(*args, **options)  # type: ignore[arg-type]
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand the piece on, or stop and leave a note for the view."""
        self.received += len(raw_data)
        if self.received > settings.LARGEST_LEDGER:
            self.request.upload_was_too_large = True  # type: ignore[union-attr]
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler has the file."""
        return


class OnDisk(TemporaryFileUploadHandler):
    """Keeps large files on the disk, and stops when it is full."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write the piece, or stop and leave the fault for the view to raise."""
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self.request.upload_failed = error  # type: ignore[union-attr]
            raise StopUpload(connection_reset=False) from error
