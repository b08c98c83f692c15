"""Who the server runs as. PostgreSQL refuses root, so root hands it to an account without rights."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.launcher.errors import LauncherError
from config.launcher.places import Places

ROOT = 0
UNPRIVILEGED_NAMES = ("postgres", "nobody")
UNMAPPED_ID = 65534
NAMESPACE = ("unshare", "--user", f"--map-user={UNMAPPED_ID}", f"--map-group={UNMAPPED_ID}", "--")


@dataclass(frozen=True)
class Account:
    """The owner of the server's files and processes."""

    uid: int
    gid: int
    peer: str  # the name under which the server sees us on its socket
    prefix: tuple[str, ...] = ()

    @property
    def is_another(self) -> bool:
        """Whether the server runs as somebody else than we do."""
        return self.uid != os.geteuid()

    def process_options(self) -> dict[str, Any]:
        """What ``subprocess`` needs to start a program as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_another else {}

    def give(self, path: Path) -> None:
        """Make this account the owner of a path and of all below it; a no-op where it already is."""
        if os.geteuid() != ROOT or path.lstat().st_uid == self.uid:
            return
        for folder, folders, names in os.walk(path):
            for name in (*folders, *names):
                os.chown(Path(folder) / name, self.uid, self.gid, follow_symlinks=False)
        os.chown(path, self.uid, self.gid)  # last: an interrupted pass is done again

    def private_folder(self, path: Path) -> None:
        """Make a folder that this account alone may enter."""
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.give(path)
        if path.lstat().st_uid != self.uid:
            raise LauncherError(
                f"The folder {path} belongs to somebody else: remove it, or set VITALFEW_HOME."
            )
        path.chmod(0o700)


def account_for(places: Places) -> Account:
    """The account the server runs as: ourselves, or for root one without rights."""
    if os.geteuid() != ROOT:
        return Account(os.geteuid(), os.getegid(), name_of(os.geteuid()))
    servant = unprivileged()
    if open_to_others(places.home.parent):
        admit(places.home, servant)
        return servant
    return walled_in(places)


def unprivileged() -> Account:
    """An account without rights that every system has."""
    for name in UNPRIVILEGED_NAMES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, name_of(ROOT))
    raise LauncherError(
        "PostgreSQL refuses to run as root, and this system has no account named nobody: start as a user."
    )


def walled_in(places: Places) -> Account:
    """Root seen as nobody from inside a user namespace, for a data home that no other account can reach.

    The files stay root's. This guards less than a real account, so it is only the second choice.
    """
    if namespaces_work():
        return Account(ROOT, ROOT, name_of(UNMAPPED_ID), NAMESPACE)
    raise LauncherError(
        f"PostgreSQL refuses to run as root, and no other account can enter {places.home.parent}: "
        f"set VITALFEW_HOME to a folder others may pass through, such as /var/lib/vitalfew, or start as a user."
    )


def namespaces_work() -> bool:
    """Whether this system lets root enter a user namespace; many containers do not."""
    if shutil.which(NAMESPACE[0]) is None:
        return False
    return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0


def open_to_others(path: Path) -> bool:
    """Whether every account may pass through this folder and all above it."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents))


def admit(home: Path, account: Account) -> None:
    """Let the account pass through the data home without seeing what is in it."""
    for folder in (home, home / "logs"):
        folder.mkdir(exist_ok=True, mode=0o700)
        if not folder.stat().st_mode & stat.S_IXOTH:
            os.chown(folder, -1, account.gid)
            folder.chmod(0o710)


def name_of(uid: int) -> str:
    """The name of an account, which the server asks the system for as well."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError as error:
        raise LauncherError(
            f"The system does not know the user with number {uid}, which PostgreSQL needs: "
            f"add it to /etc/passwd, or set DATABASE_URL to a server."
        ) from error
