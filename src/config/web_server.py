"""The web server process: granian over WSGI, its workers forked from a process that has loaded the product."""

import gc
import multiprocessing
import os
import sys

from django.conf import settings
from granian import Granian
from granian.constants import Interfaces

import config.launcher.refusing  # noqa: F401 - first: what goes wrong from here on is one line
from config import application
from config.launcher.address import listening_address
from config.launcher.lifeline import leave_with_parent
from config.preparing import prepare

WORKERS = 2
THREADS = 4
SECONDS_TO_FINISH = 2


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
    gc.freeze()  # what is loaded now is shared by the workers for as long as nobody touches it
    Granian(
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
