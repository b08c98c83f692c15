"""Where this installation keeps its data, and what the environment says about it."""

import os
from pathlib import Path

import platformdirs

DEFAULT_PORT = 8700


def data_home() -> Path:
    """The folder of this installation: database, files, secrets, logs."""
    named = os.environ.get("VITALFEW_HOME")
    return (
        Path(named).expanduser().resolve()
        if named
        else Path(platformdirs.user_data_dir("vitalfew"))
    )


def files_folder() -> Path:
    """Where uploaded and produced files live."""
    return data_home() / "files"
