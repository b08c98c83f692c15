"""Importing this module makes a process that cannot start say so in one line instead of a traceback.

It comes first in every program that is started as a process of its own: its other imports already read the settings.
"""

import os
import sys
from types import TracebackType

from config.launcher.errors import LauncherError

REFUSED = 2  # the exit code of the command line too
_usual = sys.excepthook


def _say(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """One line for what the reader can put right, and Python's own words for a fault of ours."""
    if not isinstance(error, LauncherError):
        _usual(kind, error, trace)
        return
    print(error, file=sys.stderr, flush=True)  # noqa: T201 - the last words of a process
    os._exit(REFUSED)  # threads that watch and wait shall not keep it


sys.excepthook = _say
