"""Profit contribution: what is left of a customer's sales after the work it takes.

Avoidable cost would go if the customer went; allocated cost is capacity that stays and would fall
on the others. They are never added into one figure without being shown apart.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from valuation.arrays import FloatArray, Int64Array
from valuation.components.credit import INVOICES
from valuation.contracts import (
    AMOUNT,
    AMOUNT_FROM_0,
    CODE,
    DAY,
    GROUP,
    MINUTES,
    Contract,
    Facts,
    Field,
)
from valuation.errors import ValuationError
from valuation.orders.kernels import NO_DAY

YEAR: Final = 365
PRACTICAL: Final = 0.8  # of the time paid for; the rest goes to breaks, training and waiting

SALES_LINES: Final = Contract(
    "sales lines",
    (
        Field("customer", CODE, "who bought"),
        Field("day", DAY, "of the sale or return"),
        Field("amount", AMOUNT, "net of tax and discount; a return is negative"),
        Field("discount", AMOUNT_FROM_0, "given off the list price", "none"),
        Field("cost", AMOUNT, "of the goods; of a return negative", "by the margin"),
    ),
)
ACTIVITIES: Final = Contract(
    "activities",
    (
        Field("customer", CODE, "for whom"),
        Field("day", DAY, "when"),
        Field("kind", GROUP, "position in the list of activity kinds"),
        Field("minutes", MINUTES, "of work", "the usual time of the kind"),
        Field("expense", AMOUNT, "paid out: travel, gifts, freight", "nothing"),
    ),
)


OVERHEADS: Final = Contract(
    "overheads",
    (Field("overhead", AMOUNT, "cost allocated by a key of the company's own", "nothing"),),
)


@dataclass(frozen=True, slots=True)
class ActivityKind:
    """A kind of work, its time-driven rate, and how much of it would go with the customer."""

    name: str  # visit, call, service, delivery ...
    rate: float  # amount per minute
    usual_minutes: float = 0.0
    avoidable: float = 1.0  # share of the time cost; expenses are avoidable in full


@dataclass(frozen=True, slots=True)
class Work:
    """What was done for customers: facts of ACTIVITIES, and the kinds they point to."""

    activities: Facts
    kinds: tuple[ActivityKind, ...]


@dataclass(frozen=True, slots=True)
class ProfitStatement:
    """From list price to profit, per customer; costs are positive and each is taken off once."""

    list_sales: FloatArray  # before discounts and returns
    discounts: FloatArray
    returns: FloatArray  # positive
    goods: FloatArray  # cost of goods, less those that came back
    activities: dict[str, FloatArray]  # avoidable cost by kind, expenses included
    late_payment: FloatArray  # cost of the money while invoices are overdue
    allocated: FloatArray  # capacity and shares of overhead that would stay

    @property
    def net_sales(self) -> FloatArray:
        """Sales after discounts and returns."""
        return self.list_sales - self.discounts - self.returns

    @property
    def gross_profit(self) -> FloatArray:
        """Net sales less the goods."""
        return self.net_sales - self.goods

    @property
    def avoidable(self) -> FloatArray:
        """Cost to serve that would go with the customer."""
        return sum(self.activities.values(), self.late_payment)

    @property
    def contribution(self) -> FloatArray:
        """What would be lost with the customer: gross profit less avoidable cost."""
        return self.gross_profit - self.avoidable

    @property
    def profit(self) -> FloatArray:
        """Contribution less allocated cost: the customer's share of the company's profit."""
        return self.contribution - self.allocated

    def waterfall(self, code: int) -> tuple[tuple[str, float], ...]:
        """Return the steps of one customer from list sales to profit; costs are negative."""
        steps = (
            ("list_sales", self.list_sales),
            ("discounts", -self.discounts),
            ("returns", -self.returns),
            ("goods", -self.goods),
            *((name, -cost) for name, cost in self.activities.items()),
            ("late_payment", -self.late_payment),
            ("contribution", self.contribution),
            ("allocated", -self.allocated),
            ("profit", self.profit),
        )
        return tuple((name, float(column[code]) + 0.0) for name, column in steps)


def capacity_rate(cost: float, minutes: float, *, practical: float = PRACTICAL) -> float:
    """Return the cost of one minute of capacity: cost / (minutes paid for * practical share)."""
    if not (minutes > 0 and 0 < practical <= 1):
        rule = "minutes above 0, of which a share above 0 and up to 1 is practical"
        raise ValuationError("capacity_out_of_range", column="minutes", rows=1, rule=rule)
    return cost / (minutes * practical)


def profit_statement(
    lines: Facts,
    *,
    margin: float,
    as_of: int,
    days: int = YEAR,
    work: Work | None = None,
    invoices: Facts | None = None,
    yearly_rate: float = 0.0,
    overhead: npt.ArrayLike | None = None,
) -> ProfitStatement:
    """Return the profit statement of each customer over the `days` up to and with `as_of`.

    Lines without a cost earn amount * `margin`. Overdue money costs `yearly_rate`. `overhead` is
    one amount per customer of cost the company allocates by a key of its own.
    """
    lines.require(SALES_LINES)
    _require_margin(margin)
    sold = lines.within("day", as_of - days, as_of)
    by_kind, capacity = _activity_cost(work, lines.customers, as_of, days)
    shares = np.nan_to_num(OVERHEADS.column("overhead", overhead, lines.customers))
    return ProfitStatement(
        **_trade(sold, margin),
        activities=by_kind,
        late_payment=_late_cost(invoices, lines.customers, as_of, days, yearly_rate),
        allocated=capacity + shares,
    )


def _trade(sold: Facts, margin: float) -> dict[str, FloatArray]:
    amount, discount = sold.number("amount"), sold.number("discount", 0.0)
    cost = sold.number("cost")
    goods = np.where(np.isnan(cost), amount * (1 - margin), cost)
    return {
        "list_sales": sold.total(np.maximum(amount, 0.0) + discount),
        "discounts": sold.total(discount),
        "returns": sold.total(np.maximum(-amount, 0.0)),
        "goods": sold.total(goods),
    }


def _activity_cost(
    work: Work | None, customers: int, as_of: int, days: int
) -> tuple[dict[str, FloatArray], FloatArray]:
    """Return the avoidable cost by kind, and the capacity that would stay."""
    if work is None:
        return {}, np.zeros(customers)
    kinds = work.kinds
    work.activities.require(ACTIVITIES, customers)
    done = work.activities.within("day", as_of - days, as_of)
    kind = _kind_codes(done, len(kinds))
    minutes = done.number("minutes")
    usual = np.array([each.usual_minutes for each in kinds])
    rate = np.array([each.rate for each in kinds])
    avoidable = np.array([each.avoidable for each in kinds])
    time_cost = np.where(np.isnan(minutes), usual[kind], minutes) * rate[kind]
    spent = time_cost * avoidable[kind] + done.number("expense", 0.0)
    cell = kind * customers + done.customer
    table = np.bincount(cell, weights=spent, minlength=len(kinds) * customers)
    by_kind = table.reshape(len(kinds), customers)
    names = (each.name for each in kinds)
    return dict(zip(names, by_kind, strict=True)), done.total(time_cost * (1 - avoidable[kind]))


def _kind_codes(done: Facts, kinds: int) -> Int64Array:
    kind = done.number("kind").astype(np.int64)
    outside = int(np.count_nonzero(kind >= kinds))
    if outside:
        rule = f"one of the {kinds} activity kinds, counted from 0"
        raise ValuationError("kind_unknown", column="kind", rows=outside, rule=rule)
    return kind


def _late_cost(
    invoices: Facts | None, customers: int, as_of: int, days: int, yearly_rate: float
) -> FloatArray:
    """Return amount * days overdue within the period * yearly rate / 365."""
    if invoices is None:
        return np.zeros(customers)
    invoices.require(INVOICES, customers)
    paid = invoices.day("paid")
    until = np.where((paid == NO_DAY) | (paid > as_of), as_of, paid)
    since = np.maximum(invoices.day("due"), as_of - days)
    overdue = np.maximum(until - since, 0)
    return invoices.total(invoices.number("amount") * overdue * yearly_rate / YEAR)


def _require_margin(margin: float) -> None:
    if not -1 <= margin <= 1:
        raise ValuationError("margin_out_of_range", column="margin", rows=1, rule="within -1..1")
