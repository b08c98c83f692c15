"""One running copy per data home."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.launcher.errors import LauncherError

NAME = "serve.lock"


@contextmanager
def sole_instance(home: Path, url: str) -> Iterator[None]:
    """Hold the data home's lock, which tells a second copy who and where the first one is."""
    with (home / NAME).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LauncherError(second_copy(home)) from error
        lock.truncate(0)
        lock.write(f"{os.getpid()} {url}\n")
        lock.flush()
        yield
        lock.truncate(0)


def second_copy(home: Path) -> str:
    """What to tell the person who starts it twice."""
    pid, _, url = (home / NAME).read_text().strip().partition(" ")
    return f"Vital Few is already running at {url} (process {pid}) with the data folder {home}: vitalfew stop ends it."


def running_instance(home: Path) -> tuple[int, str] | None:
    """Process number and address of the running copy, if there is one."""
    path = home / NAME
    if not path.exists():
        return None
    with path.open("r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            pid, _, url = lock.read().strip().partition(" ")
            return (int(pid), url) if pid else None
    return None
