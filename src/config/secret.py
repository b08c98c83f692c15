"""The installation's own key: it signs sessions and links, and hides the secrets of second factors."""

import os
import secrets
from pathlib import Path

from config import environment
from config.home import data_home
from config.launcher.errors import LauncherError

LEAST_LENGTH = 50


def secret_key() -> str:
    """The key that is given, or the one in the data home, made once with mode 0600."""
    given = environment.text("VITALFEW_SECRET_KEY")
    if given:
        return long_enough(given, "VITALFEW_SECRET_KEY")
    path = key_file()
    try:
        if not path.exists():
            make(path)
        return long_enough(path.read_text().strip(), f"The key in {path}")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise LauncherError(
            f"The key {path} cannot be read ({reason}): give your account the right to read it, "
            "or put it back from a backup."
        ) from error


def key_file() -> Path:
    """Where the key is kept."""
    return data_home() / "secret.key"


def make(path: Path) -> None:
    """Write a new key; of two starters the first wins, and both read the same key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = path.with_suffix(f".{os.getpid()}")
    partial.touch(mode=0o600)
    partial.write_text(secrets.token_urlsafe(50))
    try:
        os.link(partial, path)
    except FileExistsError:
        pass
    finally:
        partial.unlink()


def long_enough(key: str, what: str) -> str:
    """The key, when it is worth its name."""
    if len(key) < LEAST_LENGTH or len(set(key)) < 5:
        raise LauncherError(
            f"{what} is too short or too plain: it takes {LEAST_LENGTH} random characters. "
            "Put the right one back from a backup, or take it away to have a new one made."
        )
    return key
