"""Stopping an upload that is too large while it comes in, before it fills the disk."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload


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
