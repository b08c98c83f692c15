"""A child does not outlive its parent, even one that was killed without a word."""

import os
import signal
import threading
import time

GLANCE_SECONDS = 0.5
SECONDS_TO_LEAVE = 5


def leave_with_parent() -> None:
    """Stop this process once its parent is gone."""
    threading.Thread(target=_watch, args=[os.getppid()], name="lifeline", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(GLANCE_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(SECONDS_TO_LEAVE)
    os._exit(1)
