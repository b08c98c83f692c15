"""Long arrays worked on in slices by a few threads; the answer does not depend on how many.

Threads that live for one call only: unlike a compiler's own they survive the forking of a web
server. Worth it for work that lets go of Python's lock: compiled loops and NumPy on long arrays.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise

FEWEST = 100_000  # rows worth a thread
SLICES = 16  # at least; their number depends on the rows alone, so that every machine adds alike
WIDEST = 125_000  # rows of a slice: some columns of it stay in a core's own memory
THREADS = min(os.cpu_count() or 1, 8)


def in_slices[Result](rows: int, work: Callable[[slice], Result]) -> list[Result]:
    """Return the work's result on each of the consecutive slices of so many rows."""
    starts = slice_starts(rows)
    slices = [slice(*ends) for ends in pairwise((*starts, rows))]
    if len(slices) == 1:
        return [work(slices[0])]
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(work, slices))


def ahead[Item, Result](
    items: Iterable[Item], work: Callable[[Item], Result], most: int
) -> Iterator[Result]:
    """Yield the work's results in order, while the next few items are worked on in threads."""
    with ThreadPoolExecutor(THREADS) as threads:
        waiting: deque[Future[Result]] = deque()
        for item in items:
            waiting.append(threads.submit(work, item))
            if len(waiting) > most:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def slice_starts(rows: int) -> tuple[int, ...]:
    """Return where the slices of so many rows begin."""
    if rows < FEWEST:
        return (0,)
    return tuple(range(0, rows, min(-(-rows // SLICES), WIDEST)))
