"""Where this installation keeps its data, and what the environment says about it."""

import os
from pathlib import Path

import platformdirs

DEFAULT_PORT = 8700
# Root's own data directory is closed to every other account, and PostgreSQL never runs as root.
HOME_OF_ROOT = Path("/var/lib/vitalfew")


def data_home() -> Path:
    """The folder of this installation: database, files, secrets, logs."""
    named = os.environ.get("VITALFEW_HOME")
    if named:
        return Path(named).expanduser().resolve()
    return HOME_OF_ROOT if os.geteuid() == 0 else Path(platformdirs.user_data_dir("vitalfew"))


def heads_file() -> Path:
    """Where the ends of the history's chain are kept: outside the database, so that cutting it off shows."""
    return data_home() / "audit.heads"


def installation_file() -> Path:
    """Where this installation's name is kept; a database that carries another one is a copy."""
    return data_home() / "installation.id"


def files_folder() -> Path:
    """Where uploaded and produced files live."""
    return data_home() / "files"


def backup_note() -> Path:
    """Touched whenever a backup was written, so that its age can be watched."""
    return data_home() / "last.backup"


def figures_folder() -> Path:
    """Where the web processes count together."""
    return data_home() / "figures"


def erasures_file() -> Path:
    """What was erased, outside the database, so that an older copy of it can be told: beside the kept log, if any."""
    archive = os.environ.get("VITALFEW_WAL_ARCHIVE", "").strip()
    folder = Path(archive).expanduser().resolve() if archive else data_home()
    return Path(os.environ.get("VITALFEW_ERASURES", "").strip() or folder / "erasures.log")
