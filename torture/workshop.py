"""Does things in processes of their own, forked from one that has loaded the product: ``python -m torture.workshop``.

Each line of JSON that comes in names one, ``{"do": "finish", "words": ["KEY OF A JOB"], "die_at": 7}``, and is
answered by a line: ``{"code": -9, "said": "", "statements": 7}``. With ``die_at`` the process kills itself just before
its n-th statement to the database; ``code`` is as subprocess has it.
"""

import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping
from multiprocessing.connection import Connection

from django.db import connection

import config.started  # noqa: F401 - Django first
from torture.starting import START
from vitalfew.jobs import running
from vitalfew.jobs.api import Job, finish
from vitalfew.outbox.api import deliver_due

EVERY_SIGN = -1.0
FORKED = multiprocessing.get_context("fork")


def start(what: str) -> str:
    """Queue something; its key."""
    return START[what]()


def finish_job(key: str) -> str:
    """Work on a job to its end; what became of it."""
    running.SECONDS_BETWEEN_REPORTS = EVERY_SIGN
    return str(finish(Job.objects.get(pk=key)).state)


def deliver() -> str:
    """Send the mail that is due; how many messages."""
    return str(deliver_due())


DO: Mapping[str, Callable[..., str]] = {
    "start": start, "finish": finish_job, "deliver": deliver,
}  # fmt: skip


class Counted:
    """Counts the statements of this process, and kills it before one of them."""

    def __init__(self, die_at: int) -> None:
        self.die_at, self.number = die_at, 0

    def __call__(self, execute: Callable[..., object], *call: object) -> object:
        """Around each statement."""
        self.number += 1
        if self.number == self.die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*call)


def in_a_process(do: str, words: Iterable[str], die_at: int) -> dict[str, object]:
    """Fork, do it, and tell how the process ended."""
    reading, writing = FORKED.Pipe(duplex=False)
    child = FORKED.Process(target=_do, args=[writing, do, list(words), die_at])
    child.start()
    writing.close()
    try:
        result: dict[str, object] = reading.recv()
    except EOFError:  # it died on its way
        result = {"said": "", "statements": die_at}
    child.join()
    return result | {"code": child.exitcode}


def _do(answer: Connection, do: str, words: list[str], die_at: int) -> None:
    counted = Counted(die_at)
    with connection.execute_wrapper(counted):
        said = DO[do](*words)
    answer.send({"said": said, "statements": counted.number})


def main() -> None:
    """One after another, until there are no more lines."""
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(in_a_process(asked["do"], asked["words"], asked["die_at"])), flush=True)


if __name__ == "__main__":
    main()
