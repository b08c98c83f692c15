"""Growth, share of wallet and potential: where a customer's sales are going, and could go."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from valuation.arrays import DUST, BoolArray, FloatArray, Int64Array
from valuation.contracts import (
    AMOUNT,
    AMOUNT_FROM_0,
    COUNT,
    GROUP,
    SHARE,
    Contract,
    Field,
    per_customer,
)
from valuation.errors import ValuationError
from valuation.orders.state import OrderLog, summarise

YEAR: Final = 365
LEADING: Final = 0.75  # quantile of the peers' sales per unit of size that counts as attainable
FEWEST_PEERS: Final = 10

WALLETS: Final = Contract(
    "wallets",
    (
        Field("sales", AMOUNT, "ours of the period; below zero counts as zero"),
        Field("demand", AMOUNT_FROM_0, "of our kind, from everybody, in the period", "unknown"),
        Field("size", COUNT, "employees, beds, hectares", "unknown"),
        Field("segment", GROUP, "of customers that buy alike"),
        Field("fit", SHARE, "how well the customer suits us", "1"),
    ),
)


@dataclass(frozen=True, slots=True)
class Growth:
    """Sales of two periods side by side; arrays have one entry per customer."""

    recent: FloatArray  # amount
    earlier: FloatArray  # amount
    rate: FloatArray  # recent / earlier - 1; NaN without earlier sales
    balance: FloatArray  # (recent - earlier) / (recent + earlier), -1..1; 0 where nothing was sold
    comparable: BoolArray  # was a customer throughout both periods


def growth(log: OrderLog, *, as_of: int, days: int = YEAR) -> Growth:
    """Compare net sales of the last `days` with those of the `days` before.

    Who first bought within the two periods is not comparable: most of a young customer's growth is
    the calendar's. Sales below zero count as zero in the balance.
    """
    recent, earlier = _sales(log, as_of, days), _sales(log, as_of - days, days)
    sold, before = np.maximum(recent, 0.0), np.maximum(earlier, 0.0)
    state = summarise(log, as_of)
    return Growth(
        recent=recent,
        earlier=earlier,
        rate=per_customer(recent - earlier, before, above=DUST),
        balance=per_customer(sold - before, sold + before, 0.0, above=DUST),
        comparable=state.buyers & (state.first_day <= as_of - 2 * days),
    )


@dataclass(frozen=True, slots=True)
class Wallet:
    """How much of what a customer buys of our kind is bought from us."""

    share: FloatArray  # 0..1; NaN where the demand is unknown
    headroom: FloatArray  # amount still bought elsewhere; NaN where unknown
    exceeded: BoolArray  # we sell more than the demand says: the estimate is too low


def share_of_wallet(sales: npt.ArrayLike, demand: npt.ArrayLike) -> Wallet:
    """Return sales / demand per customer, both of the same period.

    `demand` is what the customer buys of our kind from everybody, NaN where unknown.
    """
    sold = _sold(sales)
    wanted = WALLETS.column("demand", demand, sold.size)
    share = np.minimum(per_customer(sold, wanted, above=DUST), 1.0)
    return Wallet(share, np.maximum(wanted - sold, 0.0), sold > wanted)


def demand_of_peers(
    sales: npt.ArrayLike,
    size: npt.ArrayLike,
    segment: npt.ArrayLike,
    *,
    quantile: float = LEADING,
) -> FloatArray:
    """Estimate demand from what the better-served peers of the same segment buy per unit of size.

    Demand is size times that quantile of sales / size in the segment, but never less than own
    sales. NaN where the size is unknown or fewer than 10 peers of known size buy.
    """
    sold = _sold(sales)
    sizes = WALLETS.column("size", size, sold.size)
    groups = WALLETS.column("segment", segment, sold.size).astype(np.int64)
    if not 0 < quantile < 1:
        raise ValuationError("quantile_out_of_range", column="quantile", rows=1, rule="0 to 1")
    intensity = per_customer(sold, np.nan_to_num(sizes), above=DUST)
    typical = _quantile_by_group(intensity, groups, (sold > 0) & (sizes > DUST), quantile)
    return np.maximum(sizes * typical[groups], sold)


def potential(
    sales: npt.ArrayLike, demand: npt.ArrayLike, fit: npt.ArrayLike | None = None
) -> FloatArray:
    """Return the sales still to be won: (demand - sales) * fit; 0 where the demand is unknown.

    `fit` is how well the customer suits us, a share of 1; without it everybody does.
    """
    headroom = np.nan_to_num(share_of_wallet(sales, demand).headroom)
    suits = WALLETS.column("fit", fit, headroom.size)
    return headroom * np.where(np.isnan(suits), 1.0, suits)


def _sold(sales: npt.ArrayLike) -> FloatArray:
    return np.maximum(WALLETS.column("sales", sales, np.size(sales)), 0.0)


def _sales(log: OrderLog, until: int, days: int) -> FloatArray:
    window = log.between(until - days, until)
    sums = np.bincount(window.customer, weights=window.amount, minlength=log.customers)
    return sums.astype(np.float64, copy=False)


def _quantile_by_group(
    values: FloatArray, groups: Int64Array, chosen: BoolArray, quantile: float
) -> FloatArray:
    """Return one quantile of the chosen values per group, NaN for groups of fewer than 10."""
    number = int(groups.max(initial=-1)) + 1
    kept, of_group = values[chosen], groups[chosen]
    ordered = kept[np.lexsort((kept, of_group))]
    counts = np.bincount(of_group, minlength=number)
    first = np.cumsum(counts) - counts
    place = first + quantile * np.maximum(counts - 1, 0)
    known = counts >= FEWEST_PEERS
    result = np.full(number, np.nan)
    below = np.floor(place[known]).astype(np.int64)
    above = np.ceil(place[known]).astype(np.int64)
    part = place[known] - below
    result[known] = ordered[below] * (1 - part) + ordered[above] * part
    return result
