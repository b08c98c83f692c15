"""Where the embedded server keeps its data, its socket, its log and its program."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.launcher.errors import LauncherError

MAJOR = "18"
OWNER, APPLICATION = "vitalfew", "vitalfew_app"
SOCKET_NAME = ".s.PGSQL.5432"
# The kernel keeps a socket's path in 104 bytes on macOS and 108 on Linux.
LONGEST_SOCKET_PATH = 100


@dataclass(frozen=True)
class Places:
    """The folders of one embedded server, all derived from the data home."""

    home: Path

    @property
    def postgres(self) -> Path:
        """Holds one data folder per major version, and the program where it had to be copied."""
        return self.home / "postgres"

    @property
    def data(self) -> Path:
        """The data folder of the major version we run."""
        return self.postgres / MAJOR

    @property
    def unfinished_data(self) -> Path:
        """Where a data folder is made; renamed to ``data`` only when it is whole."""
        return self.postgres / f"{MAJOR}.unfinished"

    @property
    def logs(self) -> Path:
        """The server's own log, a file per weekday."""
        return self.home / "logs" / "postgres"

    @property
    def start_log(self) -> Path:
        """What the server said before its own log was open."""
        return self.logs / "start.log"

    @property
    def archive(self) -> Path | None:
        """Where the write-ahead log is kept for going back to a moment; None: nowhere."""
        named = os.environ.get("VITALFEW_WAL_ARCHIVE", "").strip()
        return Path(named).expanduser().resolve() / "wal" if named else None

    @property
    def replayed(self) -> Path:
        """The pieces of a kept log while they are replayed."""
        return self.postgres / "replayed"

    @property
    def lock(self) -> Path:
        """Held while somebody creates, starts or stops the server."""
        return self.home / "postgres.lock"

    @property
    def socket_note(self) -> Path:
        """Names the socket folder where it could not be inside the data home."""
        return self.home / "postgres.socket"

    @property
    def socket_folder(self) -> Path:
        """The folder of the socket: inside the data home, or a short private one when that path is too long."""
        inside = self.home / "run"
        return inside if fits(inside) else short_folder(self.home)

    def url(self, database: str = "vitalfew", role: str = OWNER) -> str:
        """The address of a database on this server, by default for its owner."""
        return f"postgresql://{role}@/{database}?host={self.socket_folder}"

    def note_socket_folder(self) -> None:
        """Write down the socket folder for the settings to read, or take an outdated note away."""
        if self.socket_folder.parent == self.home:
            self.socket_note.unlink(missing_ok=True)
        else:
            self.socket_note.write_text(f"{self.socket_folder}\n")

    def forget_short_folder(self) -> None:
        """Leave no empty folder of a stopped server among the temporary files."""
        folder = self.socket_folder
        if folder.parent != self.home and folder.exists() and not any(folder.iterdir()):
            folder.rmdir()


def fits(folder: Path) -> bool:
    """Whether a socket in this folder has a path the kernel takes."""
    return len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_PATH


def short_folder(home: Path) -> Path:
    """A short folder for the socket, the same one for the same home and user every time."""
    mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"vitalfew-{os.getuid()}-{mark}"
    if not fits(folder):
        raise LauncherError(
            f"The data folder {home} has too long a path for a database socket, and so has the system's "
            f"temporary folder: set VITALFEW_HOME to a shorter path."
        )
    return folder


def prepare_home(home: Path) -> Places:
    """Make the data home, private to its owner, and say plainly when that cannot be done."""
    places = Places(home)
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        places.note_socket_folder()
    except OSError as error:
        raise LauncherError(
            f"The data folder {home} cannot be written ({error.strerror}): "
            f"set VITALFEW_HOME to a folder you may write."
        ) from error
    if not os.access(home, os.W_OK | os.X_OK):
        raise LauncherError(
            f"The data folder {home} cannot be written: set VITALFEW_HOME to a folder you may write."
        )
    os.umask(
        0o077
    )  # from here on, whatever this process and its children make is the owner's alone
    return places
