"""The kept state: what is remembered of each customer, so that no run reads the whole log again.

A ledger holds one line of 40 bytes per customer. Orders are posted to it in batches of any size; the
newest day seen of each customer stays open, since another order may still fall on it. An order of an
earlier day cannot be added: nobody remembers what that day was. It is left out, its customer becomes
stale, and the ledger gives no state until the stale customers are rebuilt from their own orders.
"""

from typing import Self

import numpy as np

from valuation.arrays import Int32Array, Int64Array, IntArray, code_column
from valuation.errors import ValuationError
from valuation.orders.kernels import EMPTY, NO_DAY, Lines, empty_lines, kernels_for
from valuation.orders.state import CustomerState, OrderLog, least_net, post


class Ledger:
    """Kept lines of customers 0..customers-1.

    `newest` is the latest day posted, `closed_until` the day up to which nothing more is taken.
    """

    def __init__(self, customers: int = 0, *, count_free: bool = False) -> None:
        self.count_free = count_free
        self.lines: Lines = empty_lines(customers)
        self.other_days: Int32Array = np.zeros(customers, np.int32)
        self.newest = NO_DAY
        self.closed_until = NO_DAY
        self._stale: Int64Array = np.zeros(0, np.int64)

    @classmethod
    def restored(
        cls,
        lines: Lines,
        other_days: Int32Array,
        *,
        newest: int,
        closed_until: int,
        count_free: bool,
    ) -> Self:
        """Return the ledger that was kept elsewhere as these lines."""
        ledger = cls(count_free=count_free)
        ledger.lines, ledger.other_days = lines, other_days
        ledger.newest, ledger.closed_until = newest, closed_until
        return ledger

    @property
    def customers(self) -> int:
        """Number of customers."""
        return int(self.lines.size)

    @property
    def stale(self) -> Int64Array:
        """Customers to rebuild, ascending: an order of theirs came too late or was changed."""
        return self._stale

    def post(self, log: OrderLog) -> Int64Array:
        """Post new orders; return the customers that are stale now.

        The answer equals that of posting everything at once, in whatever batches it comes. New
        customers are added. An order of a day before its customer's newest is not posted.
        """
        self._grow(log.customers)
        log, closed = self._open_part(log)
        late = post(self.lines, self.other_days, log, self._least)
        if log.rows:
            self.newest = max(self.newest, int(log.day.max()))
        if closed.size or late.size:
            self._mark(np.concatenate([closed, late]))
        return self._stale

    def invalidate(self, customers: IntArray) -> None:
        """Make customers stale whose past orders were changed or taken back."""
        self._mark(code_column("customer", customers, self.customers))

    def rebuild(self, log: OrderLog) -> None:
        """Post the stale customers anew, from all their orders so far; nobody is stale then.

        Raises ValuationError when the log holds orders of others.
        """
        foreign = int(np.count_nonzero(~np.isin(log.customer, self._stale)))
        if foreign:
            rule = "orders of stale customers alone"
            raise ValuationError("not_stale", column="customer", rows=foreign, rule=rule)
        self.lines[self._stale] = EMPTY
        self.other_days[self._stale] = 0
        self._stale = np.zeros(0, np.int64)
        post(self.lines, self.other_days, log, self._least)

    def state(self, as_of: int, customers: IntArray | None = None) -> CustomerState:
        """Return the state of everybody, or of some, as of a day from the newest posted on.

        Raises ValuationError when one of them is stale, or orders after that day were posted.
        """
        self.require_fresh(customers)
        if as_of < self.newest:
            rule = f"a day from the newest posted on ({self.newest})"
            raise ValuationError("ledger_is_ahead", column="as_of", rows=1, rule=rule)
        chosen = slice(None) if customers is None else customers
        lines = self.lines[chosen]
        found = kernels_for(lines.size).read(lines, self._least)
        others = found.other_days + int(self.other_days[chosen].sum())
        return CustomerState(*found[:5], as_of=as_of, other_days=others)

    def require_fresh(self, customers: IntArray | None = None) -> None:
        """Refuse to go on when anybody, or one of some, is stale."""
        stale = self._stale if customers is None else np.intersect1d(self._stale, customers)
        if stale.size:
            rule = "customers are rebuilt after an order came too late"
            raise ValuationError("stale_customers", column="customer", rows=stale.size, rule=rule)

    @property
    def _least(self) -> float:
        return least_net(count_free=self.count_free)

    def _grow(self, customers: int) -> None:
        more = customers - self.customers
        if more > 0:
            self.lines = np.concatenate([self.lines, empty_lines(more)])
            self.other_days = np.concatenate([self.other_days, np.zeros(more, np.int32)])

    def _open_part(self, log: OrderLog) -> tuple[OrderLog, IntArray]:
        """Return the orders after the closed days, and the customers of the others."""
        if self.closed_until == NO_DAY or not log.rows:
            return log, np.zeros(0, np.int64)
        closed = log.between(NO_DAY, self.closed_until)
        return log.between(self.closed_until, int(log.day.max())), closed.customer

    def _mark(self, customers: IntArray) -> None:
        self._stale = np.union1d(self._stale, customers).astype(np.int64)
