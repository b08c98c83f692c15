"""Addresses of databases, as Django's connection settings."""

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from config import environment
from config.home import data_home
from config.launcher.errors import LauncherError
from config.launcher.places import Places

# A server that is gone or hangs is noticed within seconds, on the network too.
PATIENCE = {
    "connect_timeout": "4",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "2",
    "tcp_user_timeout": "8000",
}


def database(name: str, url: str) -> dict[str, object]:
    """Django's connection settings for a ``postgresql://`` address, which the variable ``name`` gave."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise LauncherError(_no_address(name)) from error
    if parts.scheme not in {"postgresql", "postgres"}:
        raise LauncherError(_no_address(name))
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "config.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "vitalfew",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": options.pop("port", None) or port or "",
        "OPTIONS": PATIENCE | options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _no_address(name: str) -> str:
    return (
        f"{name} is no address of a PostgreSQL server: set it to one such as "
        "postgresql://user:password@host:5432/vitalfew."
    )


def for_pages() -> dict[str, object]:
    """The database as pages and jobs use it."""
    given = environment.text("DATABASE_URL")
    return database("DATABASE_URL", given or embedded_url("vitalfew_app"))


def for_owner() -> dict[str, object]:
    """The database as the owner of its tables uses it, who may migrate them."""
    if environment.text("DATABASE_OWNER_URL"):
        return database("DATABASE_OWNER_URL", environment.text("DATABASE_OWNER_URL"))
    given = environment.text("DATABASE_URL")
    return database("DATABASE_URL", given or embedded_url("vitalfew"))


def embedded_url(role: str) -> str:
    """Address of the embedded server: a socket in the data home, or the short folder its launcher noted there."""
    note = data_home() / "postgres.socket"
    folder = note.read_text().strip() if note.exists() else str(data_home() / "run")
    return f"postgresql://{role}@/vitalfew?host={folder}"


def folders() -> tuple[Path, ...]:
    """Where the embedded server keeps its tables and its log, which may lie on disks of their own."""
    if environment.text("DATABASE_URL"):
        return ()
    data = Places(data_home()).data
    return data / "base", data / "pg_wal"
