"""The measured components of customer value, in the unit of the amounts; one entry per customer."""

import numpy as np
import numpy.typing as npt

from valuation.arrays import FloatArray, require_same_length
from valuation.components.expectation import OPPORTUNITIES, RENEWALS, pipeline, renewals_due
from valuation.contracts import Facts
from valuation.errors import ValuationError
from valuation.orders.state import CustomerState, OrderLog
from valuation.purchases.forecasting import PurchaseModel
from valuation.spend.gamma_gamma import SpendModel

YEAR = 365  # days of a rolling twelve months


def sales_contribution(log: OrderLog, as_of: int, *, days: int = YEAR) -> FloatArray:
    """Return net sales of the `days` up to and with `as_of`; returns lower them."""
    window = log.between(as_of - days, as_of)
    return np.bincount(window.customer, weights=window.amount, minlength=log.customers)


def profit_contribution(
    log: OrderLog, cost: npt.ArrayLike, *, margin: float, as_of: int, days: int = YEAR
) -> FloatArray:
    """Return amount - cost of the same days; lines of unknown cost (NaN) earn amount * margin.

    `cost` has one entry per line of the log, in its sequence; `margin` is a share of 1. A return
    carries a negative cost, or gives back its margin.
    """
    costs = np.asarray(cost, np.float64)
    require_same_length({"amount": log.amount, "cost": costs})
    if not -1 <= margin <= 1:
        raise ValuationError("margin_out_of_range", column="margin", rows=1, rule="within -1..1")
    infinite = int(np.count_nonzero(np.isinf(costs)))
    if infinite:
        raise ValuationError(
            "not_finite", column="cost", rows=infinite, rule="finite, or NaN if unknown"
        )
    within = (log.day > as_of - days) & (log.day <= as_of)
    amount, spent = log.amount[within], costs[within]
    profit = np.where(np.isnan(spent), amount * margin, amount - spent)
    return np.bincount(log.customer[within], weights=profit, minlength=log.customers)


def sales_expectation(
    purchases: PurchaseModel,
    spend: SpendModel,
    state: CustomerState,
    *,
    days: float = YEAR,
    factor: float = 1.0,
    opportunities: Facts | None = None,
    renewals: Facts | None = None,
) -> FloatArray:
    """Return the sales expected in the next `days`: repeat purchases, open deals, renewals due.

    Repeat purchases are expected purchases * expected spend * `factor`; who never bought has
    nothing to be forecast from and gets 0 there. Open deals are amount * win probability. Give a
    sale in one of the three places only: they are added up.
    """
    expected = purchases.expected(state.history(), days)
    total: FloatArray = expected * _spend_per_purchase(spend, state) * factor
    if opportunities is not None:
        opportunities.require(OPPORTUNITIES, state.customers)
        total = total + pipeline(opportunities, as_of=state.as_of, days=int(days))
    if renewals is not None:
        renewals.require(RENEWALS, state.customers)
        total = total + renewals_due(renewals, as_of=state.as_of, days=int(days))
    return total


def lifetime_value(
    purchases: PurchaseModel,
    spend: SpendModel,
    state: CustomerState,
    *,
    days: float,
    yearly_rate: float,
    margin: float,
    factor: float = 1.0,
) -> FloatArray:
    """Return the present value of the margin of the purchases expected in the next `days`.

    Each purchase is discounted from the day it is expected at `yearly_rate` (0.1 is 10 % a year):
    discounted purchases * expected spend * margin * factor.
    """
    if yearly_rate <= -1:
        raise ValuationError("rate_out_of_range", column="yearly_rate", rows=1, rule="above -1")
    counted = purchases.discounted(state.history(), days, yearly_rate)
    return counted * _spend_per_purchase(spend, state) * margin * factor


def _spend_per_purchase(spend: SpendModel, state: CustomerState) -> FloatArray:
    """Return the expected spend of buyers, 0 for who never bought."""
    expected = spend.expected_spend(state.repeats, state.mean_spend())
    return np.where(state.buyers, expected, 0.0)
