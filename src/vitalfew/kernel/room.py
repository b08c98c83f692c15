"""Room on the disks that a write needs: below the last reserve nothing is begun, so that reading can go on.

A database that cannot write its log stops for everybody, readers too, and does not come back before there is room.
"""

import errno
import os
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from psycopg.errors import DiskFull

from vitalfew.kernel.errors import ProductError

RESERVE = 64 * 2**20  # four pieces of the database's log
NO_ROOM = _(
    "There is no room left on the server's disk; nothing was changed. "
    "Ask your administrator to make room, then try again."
)


class NoRoom(ProductError):
    """The disk is full, or so nearly that the rest is kept for what is under way."""

    status = 507

    def __init__(self) -> None:
        super().__init__("no_room", NO_ROOM)


def has_room() -> bool:
    """Whether the disks of the database, as far as they are ours to look at, have more than the reserve."""
    return all(_left(folder) >= RESERVE for folder in settings.DATABASE_FOLDERS)


def _left(folder: Path) -> int:
    """Bytes that may still be written; a folder that cannot be looked at is the database's own matter."""
    try:
        disk = os.statvfs(folder)
    except OSError:
        return RESERVE
    return disk.f_bavail * disk.f_frsize


def is_full(error: BaseException) -> bool:
    """Whether there is no room left, for a file or for the database."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    return isinstance(error.__cause__, DiskFull)
