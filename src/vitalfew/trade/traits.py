"""How a customer buys: usual size and interval of a purchase, the months of the year, and what cheaper prices do.

Pure: worked out anew from the orders each time, so a new order shows at once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import log, sqrt
from statistics import median

FEWEST = 3  # purchases from which "usual" means something
FEWEST_PRICED = 20  # lines of products whose price changed, before prices are said to matter
CLEAR = 2.0  # standard errors
YEAR = 365


@dataclass(frozen=True)
class Purchase:
    """One order with a positive amount."""

    on: date
    amount: Decimal


@dataclass(frozen=True)
class Priced:
    """A line: which product, at what price, how many."""

    product: int
    price: Decimal
    quantity: Decimal


@dataclass(frozen=True)
class Traits:
    """What is usual for one customer; None where too little is known to say it."""

    purchases: int
    size: Decimal | None  # the middle purchase
    interval: int | None  # days between purchases, the middle one
    silent: int | None  # days since the last purchase
    months: tuple[
        int, ...
    ]  # purchases by month of the year, January first; empty before a whole year is known
    cheaper: (
        float | None
    )  # change of the quantity when a price is a tenth lower: 0.2 for a fifth more

    @property
    def less(self) -> float:
        """The same as how much less."""
        return -(self.cheaper or 0)


def traits(purchases: Sequence[Purchase], lines: Iterable[Priced], today: date) -> Traits:
    """The traits of one customer as of ``today``; the purchases in any order."""
    days = sorted({one.on for one in purchases})
    return Traits(
        purchases=len(purchases),
        size=median(one.amount for one in purchases) if len(purchases) >= FEWEST else None,
        interval=_interval(days),
        silent=(today - days[-1]).days if days else None,
        months=_months(purchases, days),
        cheaper=bought_more_when_cheaper(lines),
    )


def _interval(days: Sequence[date]) -> int | None:
    """The middle gap between days of purchase.

    >>> _interval([date(2026, 1, 1), date(2026, 1, 11), date(2026, 2, 10)])
    20
    """
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return round(median(gaps)) if len(days) >= FEWEST else None


def _months(purchases: Iterable[Purchase], days: Sequence[date]) -> tuple[int, ...]:
    if not days or (days[-1] - days[0]).days < YEAR:
        return ()
    count = Counter(one.on.month for one in purchases)
    return tuple(count[month] for month in range(1, 13))


def bought_more_when_cheaper(lines: Iterable[Priced]) -> float | None:
    """How much more is bought of a product when its price is a tenth lower; None where no clear answer is known.

    The slope of log quantity on log price within each product (least squares with an effect per product). Discounts for
    quantity look the same as buying more at low prices: the figure does not tell one from the other.
    """
    by_product: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for line in lines:
        if line.price > 0 and line.quantity > 0:
            by_product[line.product].append((log(line.price), log(line.quantity)))
    moved = [rows for rows in by_product.values() if len({price for price, _ in rows}) > 1]
    points = [point for rows in moved for point in _centred(rows)]
    freedom = len(points) - len(moved) - 1
    if len(points) < FEWEST_PRICED or freedom < 1:
        return None
    spread = sum(x * x for x, _ in points)
    slope = sum(x * y for x, y in points) / spread
    error = sqrt(sum((y - slope * x) ** 2 for x, y in points) / freedom / spread)
    return float(0.9**slope - 1) if abs(slope) > CLEAR * error else None


def _centred(rows: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Each row less the mean of its product."""
    x, y = (sum(column) / len(rows) for column in zip(*rows, strict=True))
    return [(a - x, b - y) for a, b in rows]
