"""Rolling holdouts: parts of a company's own log, each forecast from what came before it.

The rule: the log is cut into four equal parts, and each of the last three is held out in turn. A
part has 28 to 365 days; a model learns from at least 56 days and never from less than it forecasts.
So twelve weeks give one holdout, sixteen give two and thirty-two give three.
"""

from typing import Final

import numpy as np

from valuation.arrays import FloatArray
from valuation.orders.history import History
from valuation.orders.state import CustomerState, OrderLog, Split, split

PARTS: Final = 4
MOST_HOLDOUTS: Final = PARTS - 1
SHORTEST_HOLDOUT: Final = 28  # days
LONGEST_HOLDOUT: Final = 365
SHORTEST_LEARNING: Final = 56
SHORTEST_HISTORY: Final = SHORTEST_HOLDOUT + SHORTEST_LEARNING
ENOUGH_CUSTOMERS: Final = 200_000  # to grade on: with more, only every k-th customer is looked at


def origins(first_day: int, as_of: int, days: int | None = None) -> tuple[tuple[int, ...], int]:
    """Return the last days learned from, oldest first, and the length of the holdouts after them.

    Without `days` the length is a quarter of the log, within 28..365. A log too short has none.
    """
    length = as_of - first_day
    held = days or min(max(length // PARTS, SHORTEST_HOLDOUT), LONGEST_HOLDOUT)
    ends = [as_of - held * step for step in range(1, MOST_HOLDOUTS + 1)]
    kept = [end for end in ends if end - first_day >= max(held, SHORTEST_LEARNING)]
    if days is not None and not kept and ends[0] > first_day:
        kept = ends[:1]  # who names a length gets one holdout if there is anything to learn from
    return tuple(reversed(kept)), held


def rolling(
    log: OrderLog, as_of: int, *, days: int | None = None, count_free: bool = False
) -> tuple[Split, ...]:
    """Return the holdouts of a log as of a day, oldest first; none if it is too short."""
    bought = log.between(-(2**31), as_of)
    if bought.rows == 0:
        return ()
    ends, held = origins(int(bought.day.min()), as_of, days)
    return tuple(split(log, end, held, count_free=count_free) for end in ends)


def every_so_many(log: OrderLog, most: int = ENOUGH_CUSTOMERS) -> OrderLog:
    """Return the log of every k-th customer, so that at most `most` are left; codes close up."""
    step = -(-log.customers // most)
    if step <= 1:
        return log
    chosen = log.customer % step == 0
    return OrderLog(
        log.customer[chosen] // step,
        log.day[chosen],
        log.amount[chosen],
        -(-log.customers // step),
        log.ordered,
    )


def known(held: Split) -> tuple[History, FloatArray]:
    """Return the histories of who had bought before the holdout, and their purchases in it."""
    return buyers_of(held.calibration), held.purchases[held.calibration.buyers]


def buyers_of(state: CustomerState) -> History:
    """Return the histories of who has bought."""
    rows = state.history()
    return rows if np.all(state.buyers) else rows.where(state.buyers)
