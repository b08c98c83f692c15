"""Keeping the write-ahead log, so that the database can be brought back as it was at any moment."""

import re
import shlex
from pathlib import Path

from config.launcher.account import Account, open_to_others
from config.launcher.errors import LauncherError

# A quiet database closes a piece of the log after so many seconds: at most this much can be lost with the disk.
SECONDS_TO_CLOSE = 60
_plain = re.compile(r"[^%'\"\\\n]+")


def archiving(folder: Path | None) -> dict[str, str]:
    """The server's settings that keep the log in a folder; nothing where none is named."""
    if folder is None:
        return {"archive_mode": "off"}
    place = shlex.quote(str(folder))
    # Under its own name only when it is whole and on the disk; a piece that is there already is the same piece.
    keep = f"test -f {place}/%f || (cp %p {place}/%f.part && sync {place}/%f.part && mv {place}/%f.part {place}/%f)"
    return {
        "archive_mode": "on",
        "archive_command": keep,
        "archive_timeout": f"{SECONDS_TO_CLOSE}s",
    }


def prepare_archive(folder: Path, account: Account) -> None:
    """Make the folder, the server's own; LauncherError when the server could not write there."""
    if not _plain.fullmatch(str(folder)):
        raise LauncherError(
            f"VITALFEW_WAL_ARCHIVE is {str(folder.parent)!r}: choose a folder without quotes and % in its path."
        )
    try:
        if not folder.parent.exists():
            folder.parent.mkdir(parents=True)
            folder.parent.chmod(
                0o711
            )  # the server passes through, and sees nothing but its own folder
        account.private_folder(folder)
    except OSError as error:
        raise LauncherError(
            f"The folder {folder} of VITALFEW_WAL_ARCHIVE cannot be written ({error.strerror}): "
            "give your account the right, or choose another one."
        ) from error
    if account.is_another and not open_to_others(folder.parent):
        raise LauncherError(
            f"The folder {folder.parent} of VITALFEW_WAL_ARCHIVE is closed to the account the database runs as: "
            "choose one that others may pass through."
        )
