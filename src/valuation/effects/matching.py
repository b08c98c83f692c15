"""Matched controls: each treated customer against untreated ones that were alike before.

Both estimates compare changes, so what differs between alike customers for good drops out.
A. Abadie, G. Imbens (2006), Large sample properties of matching estimators, Econometrica 74(1), and
(2011) for the bias correction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from valuation.arrays import BoolArray, FloatArray, Int64Array
from valuation.codes import CLUSTERS_NOT_USED, MANY_UNMATCHED, POOR_BALANCE, SMALL_SAMPLE
from valuation.contracts import GROUP, NUMBER, Facts, Field, one_per_customer
from valuation.effects.outcomes import (
    FEWEST_CUSTOMERS,
    LEVEL,
    Balance,
    Difference,
    Effect,
    Method,
    balance_of,
    counts_of,
    effect_of,
    require_outcomes,
)
from valuation.errors import ValuationError

ALIKE: Final = 0.1  # standard deviations between matched groups above which balance is poor
UNMATCHED: Final = 0.1  # share of the treated without a match above which it is said

type Columns = Mapping[str, npt.ArrayLike]


@dataclass(frozen=True, slots=True)
class _Matches:
    """Which untreated each treated customer is compared with."""

    rows: Int64Array  # treated that found their matches
    partners: Int64Array  # rows x neighbours
    uses: FloatArray  # how often each row of the outcomes serves as a control


def matched(
    outcomes: Facts,
    covariates: Columns,
    *,
    exact: Columns | None = None,
    neighbours: int = 1,
    caliper: float = np.inf,
    level: float = LEVEL,
) -> Effect:
    """Return the effect on the treated against their nearest untreated neighbours.

    Nearest in `before` and the `covariates` (one value per row, each divided by its standard
    deviation), among those equal in every `exact` column; a control may serve more than once. What
    is left of the distance is corrected by a regression among the controls used. No neighbour
    further than `caliper` standard deviations is used; treated without one are left out, and said.
    """
    require_outcomes(outcomes)
    if neighbours < 1 or not caliper > 0:
        rule = "1 neighbour or more, within a caliper above 0"
        raise ValuationError("matching_out_of_range", column="neighbours", rows=1, rule=rule)
    named = {"before": outcomes.number("before"), **_columns(covariates, outcomes.rows)}
    place = np.column_stack([_standardised(column) for column in named.values()])
    treated = outcomes.flag("treated")
    matches = _match(place, treated, _strata(exact or {}, outcomes.rows), neighbours, caliper)
    change = outcomes.number("after") - outcomes.number("before")
    found = _attributed(change, place, treated, matches)
    chosen = np.zeros(outcomes.rows, np.bool_)
    chosen[matches.rows] = True
    balance = tuple(
        balance_of(name, column, treated, matches.uses, chosen) for name, column in named.items()
    )
    return _finish("matched", outcomes, found, chosen, matches.uses > 0, balance, level)


def stratified(outcomes: Facts, strata: Columns, *, level: float = LEVEL) -> Effect:
    """Return the effect on the treated within strata of equal customers, such as class x region.

    `strata` are columns of group codes, one value per row. Each stratum weighs as many treated as
    it holds; treated in a stratum without untreated are left out, and said.
    """
    require_outcomes(outcomes)
    stratum, treated = _strata(strata, outcomes.rows), outcomes.flag("treated")
    here = np.bincount(stratum, weights=treated)
    there = np.bincount(stratum, weights=~treated)
    usable = ((here > 0) & (there > 0))[stratum]
    if not usable.any():
        raise _no_match(outcomes.rows)
    change = outcomes.number("after") - outcomes.number("before")
    found = _within(change[usable], treated[usable], stratum[usable])
    weight = np.where(usable & ~treated, (here / np.maximum(there, 1))[stratum], 0.0)
    before = outcomes.number("before")
    balance = (balance_of("before", before, treated, weight, usable & treated),)
    return _finish("stratified", outcomes, found, usable & treated, weight > 0, balance, level)


def _finish(
    method: Method,
    outcomes: Facts,
    found: Difference,
    chosen: BoolArray,
    controls: BoolArray,
    balance: tuple[Balance, ...],
    level: float,
) -> Effect:
    counts = int(np.count_nonzero(chosen)), int(np.count_nonzero(controls))
    left_out = 1 - counts[0] / counts_of(outcomes)[0]
    weak = (
        (SMALL_SAMPLE, min(counts) < FEWEST_CUSTOMERS),
        (POOR_BALANCE, any(abs(each.difference) > ALIKE for each in balance)),
        (MANY_UNMATCHED, left_out > UNMATCHED),
        (CLUSTERS_NOT_USED, not np.isnan(outcomes.number("cluster")).all()),
    )
    notes = tuple(code for code, holds in weak if holds)
    return effect_of(method, found, counts, level=level, notes=notes, balance=balance)


def _match(
    place: FloatArray, treated: BoolArray, stratum: Int64Array, neighbours: int, caliper: float
) -> _Matches:
    """Find the nearest untreated of the same stratum for every treated customer."""
    rows, partners = [], []
    order = np.argsort(stratum, kind="stable")
    borders: Int64Array = np.flatnonzero(np.diff(stratum[order])) + 1
    for inside in np.split(order, borders):
        here, there = inside[treated[inside]], inside[~treated[inside]]
        if here.size == 0 or there.size < neighbours:
            continue
        far, near = _nearest(place[there], place[here], neighbours)
        close = far[:, -1] <= caliper
        rows.append(here[close])
        partners.append(there[near[close]])
    if not any(each.size for each in rows):
        raise _no_match(int(np.count_nonzero(treated)))
    joined = np.concatenate(partners)
    uses = np.bincount(joined.ravel(), minlength=treated.size).astype(np.float64)
    return _Matches(np.concatenate(rows), joined, uses)


def _attributed(
    change: FloatArray, place: FloatArray, treated: BoolArray, matches: _Matches
) -> Difference:
    """Return the mean gap between treated and matches, with the variance of Abadie and Imbens.

    The gaps vary among the treated; a control used K times adds K (K - 1) / M**2 of its own
    variance, read from its distance to the nearest other control.
    """
    several = matches.partners.shape[1]
    apart = place[matches.rows] - place[matches.partners].mean(axis=1)
    gaps = change[matches.rows] - change[matches.partners].mean(axis=1)
    gaps = gaps - apart @ _slopes(change, place, matches.uses)
    estimate = float(gaps.mean())
    used = matches.uses
    reused = np.flatnonzero(used > 1)
    controls = np.flatnonzero(~treated)
    own = _own_variance(change, place, reused, controls)
    extra = float((used[reused] * (used[reused] - 1)) @ own) / several**2
    variance = (float(np.square(gaps - estimate).sum()) + extra) / gaps.size**2
    freedom = float(max(min(gaps.size, int(np.count_nonzero(used))) - 1, 1))
    return Difference(estimate, float(np.sqrt(variance)), freedom, ())


def _slopes(change: FloatArray, place: FloatArray, uses: FloatArray) -> FloatArray:
    """Return how the change of the controls used depends on their place, by weighted regression."""
    used = uses > 0
    columns = place.shape[1]
    if np.count_nonzero(used) <= 2 * (columns + 1):
        return np.zeros(columns)
    root = np.sqrt(uses[used])
    design = np.column_stack([np.ones(root.size), place[used]]) * root[:, None]
    solution = np.linalg.lstsq(design, change[used] * root, rcond=None)[0]
    slopes: FloatArray = solution[1:]
    return slopes


def _own_variance(
    change: FloatArray, place: FloatArray, rows: Int64Array, controls: Int64Array
) -> FloatArray:
    """Return half the squared gap between a control and the nearest other control."""
    if rows.size == 0 or controls.size < 2:
        return np.zeros(rows.size)
    near = controls[_nearest(place[controls], place[rows], 2)[1]]
    other = np.where(near[:, 0] == rows, near[:, 1], near[:, 0])
    return np.square(change[rows] - change[other]) / 2


def _within(change: FloatArray, treated: BoolArray, stratum: Int64Array) -> Difference:
    """Return the mean over strata of treated less untreated, each weighing its treated."""
    _, cell = np.unique(stratum, return_inverse=True)
    size = {side: np.bincount(cell, weights=treated == side) for side in (True, False)}
    total = {
        side: np.bincount(cell, weights=np.where(treated == side, change, 0.0))
        for side in (True, False)
    }
    mean = {side: total[side] / size[side] for side in (True, False)}
    share = size[True] / size[True].sum()
    residual = change - np.where(treated, mean[True][cell], mean[False][cell])
    variance = sum(
        float(share**2 @ (_variances(residual, treated == side, cell, size[side]) / size[side]))
        for side in (True, False)
    )
    freedom = max(change.size - 2 * share.size, 1)
    estimate = float(share @ (mean[True] - mean[False]))
    return Difference(estimate, float(np.sqrt(variance)), float(freedom), ())


def _variances(
    residual: FloatArray, side: BoolArray, cell: Int64Array, size: FloatArray
) -> FloatArray:
    """Return the variance of one group in each stratum; of a single one that of all strata."""
    squares = np.bincount(cell, weights=np.where(side, np.square(residual), 0.0))
    spare = float((size - 1).sum())
    pooled = float(squares.sum()) / spare if spare else float(np.square(residual).mean())
    variances: FloatArray = np.divide(
        squares, size - 1, out=np.full(size.size, pooled), where=size > 1
    )
    return variances


def _strata(columns: Columns, rows: int) -> Int64Array:
    """Return one code for every combination of the columns that occurs."""
    codes = np.zeros(rows, np.int64)
    for name, values in columns.items():
        column = one_per_customer(Field(name, GROUP, "a stratum"), values, rows).astype(np.int64)
        _, next_code = np.unique(column, return_inverse=True)
        pair = codes * (int(next_code.max(initial=0)) + 1) + next_code
        codes = np.unique(pair, return_inverse=True)[1].astype(np.int64)
    return codes


def _columns(covariates: Columns, rows: int) -> dict[str, FloatArray]:
    return {
        name: one_per_customer(Field(name, NUMBER, "a covariate"), values, rows)
        for name, values in covariates.items()
    }


def _standardised(column: FloatArray) -> FloatArray:
    spread = float(column.std())
    standardised: FloatArray = (column - column.mean()) / (spread or 1.0)
    return standardised


def _nearest(among: FloatArray, of: FloatArray, neighbours: int) -> tuple[FloatArray, Int64Array]:
    """Return distances and positions of the nearest points, as columns."""
    distance, position = _tree_type()(among).query(of, k=neighbours)
    shape = (len(of), neighbours)
    return np.reshape(distance, shape), np.reshape(position, shape).astype(np.int64)


@cache
def _tree_type() -> Any:  # noqa: ANN401 (loaded on first use: it takes longer than all the rest)
    return import_module("scipy.spatial").KDTree


def _no_match(rows: int) -> ValuationError:
    rule = "an untreated customer to compare with for at least one treated"
    return ValuationError("no_comparison", column="treated", rows=rows, rule=rule)
