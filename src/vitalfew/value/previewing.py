"""What another way of reckoning would do, before anybody saves it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vitalfew.customers.api import visible_to
from vitalfew.identity.api import Member
from vitalfew.value import facts as books
from vitalfew.value.columns import Columns, read_columns
from vitalfew.value.facts import Integers
from vitalfew.value.models import ValueRun, ValueSettings
from vitalfew.value.policies import scores_visible_to, sees_totals
from vitalfew.value.reckoning import (
    Standings,
    in_money,
    profit,
    rank,
    reckon,
    stand,
)
from vitalfew.value.rules import NAMES, tier_codes

SHOWN = 20
SCORES = {
    "customer_id": "i8",
    "rank": "i4",
    "score": "f8",
    **{f"{name}_score": "f8" for name in NAMES},
}
AMOUNTS = ("sales_contribution", "sales_expectation", "known_profit", "uncosted_sales")


@dataclass(frozen=True)
class Mover:
    """A customer that would be in another tier."""

    customer_id: int
    name: str
    before: str
    after: str
    before_place: int
    after_place: int
    score_before: float
    score_after: float

    @property
    def change(self) -> float:
        """Points won or lost."""
        return self.score_after - self.score_before


@dataclass(frozen=True)
class Flow:
    """Customers that would go from one tier to another."""

    after: str
    count: int
    stays: bool


@dataclass(frozen=True)
class Preview:
    """Who would move."""

    codes: list[str]
    matrix: list[tuple[str, list[Flow]]]  # from each tier to each
    moved: int
    up: int
    customers: int
    top: list[Mover]

    @property
    def down(self) -> int:
        """Customers who would fall."""
        return self.moved - self.up


def preview(actor: Member, run: ValueRun, proposed: ValueSettings) -> Preview:
    """Compare the run with what it would be under other settings, from what it stored."""
    stored = _stored(run, with_amounts=proposed.margin_percent != run.settings.margin_percent)
    standings = _standings(run, proposed, stored)
    all_before = _tiers(stored["rank"], run)
    seen = _seen(actor, run, stored["customer_id"])
    before, after = all_before[seen], standings.tier.astype(np.int64)[seen]
    codes = tier_codes(run.settings.scheme)
    return Preview(
        codes=codes,
        matrix=_matrix(before, after, codes),
        moved=int(np.count_nonzero(after != before)),
        up=int(np.count_nonzero(after < before)),
        customers=before.size,
        top=_largest(actor, stored, standings, all_before, seen, codes),
    )


def _seen(actor: Member, run: ValueRun, keys: Integers) -> npt.NDArray[np.bool_]:
    """Which of the run's customers count for this member: those they may see."""
    if sees_totals(actor):
        return np.ones(keys.size, bool)
    own = scores_visible_to(actor).filter(run=run).values_list("customer_id", flat=True)
    return np.isin(keys, np.fromiter(own.iterator(), np.int64))


def _largest(
    actor: Member,
    stored: Columns,
    standings: Standings,
    before: Integers,
    seen: npt.NDArray[np.bool_],
    codes: list[str],
) -> list[Mover]:
    """The movers whose score changes most."""
    keys, old, new = stored["customer_id"], stored["score"], standings.score
    moved = np.flatnonzero((before != standings.tier) & seen)
    chosen = moved[np.lexsort((keys[moved], -np.abs(new - old)[moved]))][:SHOWN]
    found = visible_to(actor).filter(pk__in=keys[chosen].tolist())
    names = dict(found.values_list("pk", "name"))
    return [
        Mover(
            customer_id=int(keys[at]),
            name=names[int(keys[at])],
            before=codes[before[at]],
            after=codes[standings.tier[at]],
            before_place=int(before[at]) + 1,
            after_place=int(standings.tier[at]) + 1,
            score_before=float(old[at]),
            score_after=float(new[at]),
        )
        for at in chosen
        if int(keys[at]) in names
    ]


def _stored(run: ValueRun, *, with_amounts: bool) -> Columns:
    """The run's columns by rising key; amounts as whole ten-thousandths."""
    types = SCORES | (dict.fromkeys(AMOUNTS, "i8") if with_amounts else {})
    chosen = ", ".join(f"({name} * 10000)::int8" if name in AMOUNTS else name for name in types)
    columns = read_columns(
        f"SELECT {chosen} FROM value_customerscore WHERE run_id = {run.pk}", types
    )
    rising = np.argsort(columns["customer_id"])
    return {name: values[rising] for name, values in columns.items()}


def _standings(run: ValueRun, proposed: ValueSettings, stored: Columns) -> Standings:
    """Weigh the stored scores anew; what changes the amounts is reckoned again from them, or from the orders."""
    if proposed.horizon_months != run.settings.horizon_months:
        return _from_orders(run, proposed, stored["customer_id"])
    if "known_profit" not in stored:
        return rank({}, {name: stored[f"{name}_score"] for name in NAMES}, proposed)
    return stand(
        {
            "sales_contribution": in_money(stored["sales_contribution"]),
            "sales_expectation": in_money(stored["sales_expectation"]),
            "profit_contribution": profit(
                stored["known_profit"], stored["uncosted_sales"], proposed
            ),
        },
        proposed,
    )


def _from_orders(run: ValueRun, proposed: ValueSettings, keys: Integers) -> Standings:
    """A longer or shorter look ahead asks the models again; customers that came since the run are left out."""
    reckoned = reckon(books.load(proposed, run.as_of), proposed)
    at = np.searchsorted(reckoned.facts.customers, keys).clip(max=reckoned.facts.customers.size - 1)
    known = reckoned.facts.customers[at] == keys
    return stand(
        {name: np.where(known, values[at], 0.0) for name, values in reckoned.components.items()},
        proposed,
    )


def _tiers(rank_of: npt.NDArray[np.int32], run: ValueRun) -> Integers:
    """The tiers of the run's ranks, 0 the best."""
    ends = np.cumsum([tier["count"] for tier in run.tiers])
    return np.searchsorted(ends, rank_of).astype(np.int64)


def _matrix(before: Integers, after: Integers, codes: list[str]) -> list[tuple[str, list[Flow]]]:
    counts = np.zeros((len(codes), len(codes)), np.int64)
    np.add.at(counts, (before, after), 1)
    return [
        (
            code,
            [Flow(to, int(counts[row, column]), row == column) for column, to in enumerate(codes)],
        )
        for row, code in enumerate(codes)
    ]
