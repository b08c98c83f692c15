"""The server that DATABASE_URL names: we never start it, we only say whether it will do."""

import psycopg

from config.launcher.errors import LauncherError

OLDEST_SERVER = 16
PATIENCE_SECONDS = 5


def check_given_server(url: str) -> None:
    """Say in one sentence why the given server cannot be used, if it cannot."""
    try:
        with psycopg.connect(url, connect_timeout=PATIENCE_SECONDS) as connection:
            version = connection.info.server_version // 10000
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise LauncherError(
            f"The database that DATABASE_URL names does not answer ({reason}): start it, correct the address, "
            f"or unset DATABASE_URL to use the embedded one."
        ) from error
    if version < OLDEST_SERVER:
        raise LauncherError(
            f"The server that DATABASE_URL names is PostgreSQL {version}, and {OLDEST_SERVER} is the oldest that works."
        )
