"""Does a job in this process, and at its n-th sign of progress kills itself: ``python -m torture.dying JOB N``."""

import os
import signal
import sys

import config.started  # noqa: F401 - Django first
from vitalfew.jobs import running
from vitalfew.jobs.api import Job, finish

EVERY_SIGN = -1.0


def main() -> None:
    """Work until then; without N, to the end."""
    left = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    running.SECONDS_BETWEEN_REPORTS = EVERY_SIGN

    def watch(job: Job) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    finish(Job.objects.get(pk=sys.argv[1]), watch)


if __name__ == "__main__":
    main()
