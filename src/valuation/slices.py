"""Long arrays worked on in slices by a few threads; the answer does not depend on how many.

Threads that live for one call only: unlike a compiler's own they survive the forking of a web
server. Worth it for work that lets go of Python's lock: compiled loops and NumPy on long arrays.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

FEWEST = 100_000  # rows worth a thread
SLICES = 16  # always as many, so that sums are added in the same order on every machine
THREADS = min(os.cpu_count() or 1, 8)


def in_slices[Result](rows: int, work: Callable[[slice], Result]) -> list[Result]:
    """Return the work's result on each of the consecutive slices of so many rows."""
    if rows < FEWEST:
        return [work(slice(0, rows))]
    width = -(-rows // SLICES)
    slices = [slice(start, min(start + width, rows)) for start in range(0, rows, width)]
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(work, slices))
