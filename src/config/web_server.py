"""The web server process: granian over WSGI, its workers forked from a process that has loaded the product."""

import gc
import multiprocessing
import os
import sys
import time
from importlib import import_module
from typing import Any

from django.conf import settings
from granian.constants import Interfaces
from granian.server import MPServer

import config.launcher.refusing  # noqa: F401 - first: what goes wrong from here on is one line
from config import application
from config.launcher.address import listening_address
from config.launcher.lifeline import leave_with_parent
from config.preparing import prepare

WORKERS = 2
THREADS = 4
SECONDS_TO_FINISH = 2
# What other processes open when they need it is here before the first page asks.
OPENED_LATE = ("pypinyin.seg.mmseg", "scipy.special")
MOST_DEATHS, IN_SECONDS = 30, 10.0


class Server(MPServer):
    """Replaces every worker that dies at once, also one that had only just started.

    Granian by itself ends, and takes the other workers with it, when one dies twice within six seconds; loading
    the product anew takes longer than forking it. It still ends when they die as fast as they are made.
    """

    deaths: tuple[float, ...] = ()

    def _respawn_workers(self, workers: list[int], *args: Any, **options: Any) -> None:  # noqa: ANN401 - granian's own
        super()._respawn_workers(workers, *args, **options)
        now = time.monotonic()
        recent = [at for at in self.deaths if now - at < IN_SECONDS]
        self.deaths = (*recent, *[now] * len(workers))
        if len(self.deaths) < MOST_DEATHS:
            self.respawned_wrks.clear()


def main() -> None:
    """Serve until told to stop."""
    leave_with_parent()
    os.register_at_fork(after_in_child=leave_with_parent)
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")
    address = listening_address()
    for count in settings.FIGURES_FOLDER.glob("*.db"):
        count.unlink()  # of processes that are gone
    prepare(settings.PUBLIC_ADDRESS or address.url)
    for name in OPENED_LATE:
        import_module(name)
    gc.freeze()  # what is loaded now is shared by the workers for as long as nobody touches it
    Server(
        f"{application.__name__}:application",
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        websockets=False,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=SECONDS_TO_FINISH,
    ).serve()


if __name__ == "__main__":
    main()
