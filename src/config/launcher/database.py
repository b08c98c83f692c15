"""The database of this installation: the given server, or the embedded one."""

import os
from pathlib import Path

from config.launcher.given import check_given_server
from config.launcher.server import EmbeddedServer


def start_database(home: Path) -> str:
    """Check the given server or start the embedded one, which keeps running afterwards; answers its address."""
    given = os.environ.get("DATABASE_URL")
    if given:
        check_given_server(given)
        return given
    return EmbeddedServer(home).ensure()
