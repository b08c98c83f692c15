"""The CDNOW walkthrough of the R package BTYD, digit by digit, for both of its models.

The walkthrough prints its parameters with three digits. Four parameters are not free under its seven
figures for single customers: these are the only ones at which all of them come out to the last digit,
and both reach the highest likelihood to seven digits.
"""

from dataclasses import dataclass

import numpy as np
import pytest

from valuation import BgNbd, History, ParetoNbd, Split, history
from valuation.arrays import FloatArray, IntArray
from valuation.tests.conftest import Case, epoch_day

WEEKS_39, WEEKS_52 = 273, 364


@dataclass(frozen=True)
class Printed:
    """What the walkthrough prints for one model."""

    model: BgNbd | ParetoNbd
    log_likelihood: float
    new: float
    regular: float  # customer 1516
    regular_alive: float
    silent: list[float]
    by_frequency: list[float]
    weeks: list[float]
    cumulative: float
    digits: float  # by frequency, half a unit of the last one


BG = Printed(
    model=BgNbd(0.24259676, 4.41365803, 0.79298647, 2.42615838),
    log_likelihood=-9582.429,
    new=1.444004,
    regular=25.75659,
    regular_alive=0.9688523,
    silent=[0.3474606, 0.04283391, 0.004158973, 0.0003583685],
    by_frequency=[0.2251, 0.5231, 1.0441, 1.5203, 2.1638, 2.6538, 3.5040, 6.1570],
    weeks=[76.865, 74.888, 73.046, 71.322, 69.704, 68.182],
    cumulative=1669.6,
    digits=5e-5,
)
PARETO = Printed(
    model=ParetoNbd(0.55337084, 10.57951886, 0.60590725, 11.65811018),
    log_likelihood=-9594.976,
    new=1.473434,
    regular=25.45647,
    regular_alive=0.997874,
    silent=[0.7062289, 0.1442396, 0.02250658, 0.00309267],
    by_frequency=[0.138, 0.600, 1.196, 1.714, 2.399, 2.907, 3.819, 6.403],
    weeks=[78.308, 76.419, 74.648, 72.983, 71.414, 69.933],
    cumulative=1674.253,
    digits=5e-4,
)
both = pytest.mark.parametrize("printed", [BG, PARETO], ids=["bg_nbd", "pareto_nbd"])


@both
def test_the_parameters_are_at_the_top(printed: Printed, cdnow_rows: History) -> None:
    top = printed.model.log_likelihood(cdnow_rows)
    assert top == pytest.approx(printed.log_likelihood, abs=5e-4)


@both
def test_a_new_customer(printed: Printed) -> None:
    new = printed.model.expected(history([0], [0], [0]), WEEKS_52)
    assert new[0] == pytest.approx(printed.new, abs=5e-7)


@both
def test_customer_1516(printed: Printed) -> None:
    regular = history([26], [216], [217])
    assert printed.model.alive(regular)[0] == pytest.approx(printed.regular_alive, abs=5e-7)
    assert printed.model.expected(regular, WEEKS_52)[0] == pytest.approx(printed.regular, abs=5e-6)


@both
def test_frequent_buyers_long_silent(printed: Printed) -> None:
    silent = history([10, 15, 20, 25], [140] * 4, [273] * 4)
    assert printed.model.expected(silent, WEEKS_52) == pytest.approx(printed.silent, rel=5e-7)


@both
def test_expectations_by_past_frequency(printed: Printed, cdnow_rows: History) -> None:
    expected = printed.model.expected(cdnow_rows, WEEKS_39)
    assert _by_frequency(cdnow_rows, expected) == pytest.approx(
        printed.by_frequency, abs=printed.digits * 1.01
    )


def test_actual_purchases_by_past_frequency(cdnow_rows: History, cdnow_held: Split) -> None:
    printed = [0.237, 0.697, 1.393, 1.560, 2.532, 2.947, 3.862, 6.359]
    actual = _by_frequency(cdnow_rows, cdnow_held.purchases)
    assert np.bincount(np.minimum(cdnow_rows.repeats, 7)).tolist() == [
        1411, 439, 214, 100, 62, 38, 29, 64,
    ]  # fmt: skip
    assert actual == pytest.approx(printed, abs=5.1e-4)


@both
def test_expected_purchases_week_by_week(printed: Printed, cdnow_rows: History) -> None:
    birth = int(cdnow_rows.age.max()) - cdnow_rows.age
    cumulative = [_expected_until(printed.model, birth, week) for week in range(19, 26)]
    assert np.diff(cumulative) == pytest.approx(printed.weeks, abs=5.5e-4)
    assert cumulative[-1] == pytest.approx(printed.cumulative, abs=1.1e-3)


def test_actual_purchases_week_by_week(cdnow: Case) -> None:
    first = np.full(cdnow.log.customers, np.iinfo(np.int64).max)
    np.minimum.at(first, cdnow.log.customer, cdnow.log.day)
    customer_days = np.unique(np.stack([cdnow.log.customer, cdnow.log.day]), axis=1)
    again = customer_days[1] > first[customer_days[0]]
    week = (customer_days[1][again] - epoch_day("1997-01-01")) // 7
    per_week = np.bincount(week)
    assert per_week[19:25].tolist() == [73, 55, 70, 33, 56, 99]
    assert per_week[:25].sum() == 1672


def _by_frequency(rows: History, values: FloatArray) -> FloatArray:
    band = np.minimum(rows.repeats, 7)
    means: FloatArray = np.bincount(band, weights=values) / np.bincount(band)
    return means


def _expected_until(model: BgNbd | ParetoNbd, birth: IntArray, week: int) -> float:
    """Expected repeat purchases of the cohort by a calendar week, from each customer's first day."""
    since = np.maximum(week * 7 - birth, 0)
    days, customers = np.unique(since[since > 0], return_counts=True)
    new = history([0], [0], [0])
    return float(
        sum(n * model.expected(new, float(d))[0] for d, n in zip(days, customers, strict=True))
    )
