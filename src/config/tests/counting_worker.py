"""The worker process, with a kind of job that leaves an event: whoever counts them sees how often it was done.

``python -m config.tests.counting_worker`` works; with a number, it queues that many jobs and ends.
"""

import sys
import time

import config.started  # noqa: F401 - Django first
from config import worker
from vitalfew.audit.api import record
from vitalfew.jobs.api import Job, Kind, Progress, register, start

SECONDS = 0.05


def count(job: Job, report: Progress) -> dict[str, object]:
    """Leave one event."""
    report("count")
    time.sleep(SECONDS)  # long enough for the other worker to come by
    record(actor=None, verb="test.counted", subject=f"job:{job.pk}")
    return {}


register(Kind("test.count", "Count", count, {"count": "Counting"}))


def main() -> None:
    """Queue, or work until killed. Looking for interrupted jobs all the time makes two schedulers meet."""
    if len(sys.argv) > 1:
        for _ in range(int(sys.argv[1])):
            start(actor=None, kind="test.count")
        return
    worker.SECONDS_BETWEEN_LOOKS, worker.SECONDS_BETWEEN_TASKS = 0.02, 0.05
    worker.main()


if __name__ == "__main__":
    main()
