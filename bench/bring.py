"""Brings one ledger into the installation of the environment; prints rows a second, stored, and the peak of memory.

python -m bench.bring FILE
"""

import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import config.started  # noqa: F401 - Django first
from config.preparing import migrate_if_needed
from vitalfew.importing import api as importing
from vitalfew.jobs.api import finish


def main() -> None:
    """Receive, check and add the file."""
    file = Path(sys.argv[1])
    migrate_if_needed()
    started = time.perf_counter()
    ledger = importing.receive(actor=None, name=file.name, chunks=pieces(file), limit=None)
    finish(
        importing.check(
            actor=None, ledger=ledger, mapping=ledger.mapping, date_order="", currency="GBP"
        )
    )
    ledger.refresh_from_db()
    job = finish(importing.apply(actor=None, ledger=ledger, leave_out_bad_rows=False))
    seconds = time.perf_counter() - started
    print(
        json.dumps(
            {"rows_per_s": round(job.result["lines"] / seconds), "peak_rss_mb": peak_megabytes()}
        )
    )


def peak_megabytes() -> int:
    """The most memory this program has had. (``getrusage`` counts in what its parent had before.)"""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) // 1024 if found else 0


def pieces(file: Path) -> Iterator[bytes]:
    """The file, a megabyte at a time."""
    with file.open("rb") as source:
        while piece := source.read(1024 * 1024):
            yield piece


if __name__ == "__main__":
    main()
