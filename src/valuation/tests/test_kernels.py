"""Compiled loops and NumPy say the same; slices lose nothing."""

import numpy as np
import pytest

from valuation import BgNbd, MbgNbd
from valuation.arrays import FloatArray
from valuation.orders import history as history_module
from valuation.orders import kernels_numba, kernels_numpy
from valuation.orders.history import by_repeats_and_age
from valuation.orders.kernels import Kernels
from valuation.purchases import leaving
from valuation.slices import FEWEST, SLICES, in_slices
from valuation.spend.nearby import NEAR, NearbySums
from valuation.tests.simulated import simulate_history

BASE = simulate_history(BgNbd(0.6, 6.0, 0.8, 2.4), customers=FEWEST + 7, oldest=400)
BOTH: tuple[Kernels, ...] = (kernels_numpy, kernels_numba)


@pytest.mark.parametrize("rows", [0, 1, FEWEST - 1, FEWEST, FEWEST + 7])
def test_slices_cover_every_row_once_and_in_order(rows: int) -> None:
    covered = in_slices(rows, lambda part: np.arange(part.start, part.stop))
    assert np.array_equal(np.concatenate(covered), np.arange(rows))
    assert len(covered) == (1 if rows < FEWEST else SLICES)


@pytest.mark.parametrize("model", [BgNbd(0.6, 6.0, 0.8, 2.4), MbgNbd(0.6, 6.0, 0.8, 2.4)])
def test_the_chance_of_being_alive_is_the_same_in_both(
    model: BgNbd | MbgNbd, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for kernels in BOTH:
        monkeypatch.setattr(leaving, "kernels_for", lambda _, one=kernels: one)
        found.append(model.alive(BASE))
    assert found[0] == pytest.approx(found[1], rel=1e-12)
    assert 0 < found[0].min() < found[0].max() <= 1


def test_a_formula_of_repeats_and_age_is_looked_up_alike_in_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def formula(repeats: FloatArray, age: FloatArray) -> FloatArray:
        return repeats * 1000 + age

    for kernels in BOTH:
        monkeypatch.setattr(history_module, "kernels_for", lambda _, one=kernels: one)
        assert np.array_equal(by_repeats_and_age(BASE, formula), BASE.repeats * 1000 + BASE.age)


def test_who_spent_is_found_in_the_same_order_by_both() -> None:
    rng = np.random.default_rng(3)
    repeats = rng.poisson(1.5, FEWEST + 7).astype(np.int32)
    mean = np.maximum(rng.normal(30, 30, FEWEST + 7), 0.0)
    slow, fast = (kernels.spenders(repeats, mean) for kernels in BOTH)
    assert np.array_equal(slow.repeats, fast.repeats)
    assert np.array_equal(slow.mean, fast.mean)
    assert slow.repeats.size == np.count_nonzero((repeats > 0) & (mean > 0))


@pytest.mark.parametrize("rows", [1, FEWEST + 7])
def test_powers_of_spend_are_the_same_in_both(rows: int) -> None:
    rng = np.random.default_rng(2)
    repeats = rng.integers(1, 9, rows).astype(np.int32)
    total = rng.gamma(2, 30, rows)
    slow, fast = (kernels.spend_powers(repeats, total, 15.4) for kernels in BOTH)
    for one, other in zip(slow, fast, strict=True):
        assert one == pytest.approx(other, rel=1e-12)


@pytest.mark.parametrize("unit", [1e-36, 1.0, 1e36])
@pytest.mark.parametrize("away", [0.0, 1e-9, -0.01, NEAR, -NEAR])
def test_sums_nearby_are_those_of_every_logarithm(unit: float, away: float) -> None:
    repeats = np.repeat(np.arange(1, 11, dtype=np.int32), 50)
    total = np.random.default_rng(4).gamma(2, 30, 500) * unit
    total[:3] = 0.01 * unit, 1e-9 * unit, 1e9 * unit
    v = 15.4 * unit * (1 + away)
    sums = NearbySums.around(repeats, total, 15.4 * unit).at(v)
    plain = (
        repeats @ np.log(total + v),
        np.log(total + v).sum(),
        repeats @ (1 / (total + v)),
        (1 / (total + v)).sum(),
    )
    assert sums == pytest.approx(plain, rel=1e-14)


def test_sums_are_taken_anew_where_v_has_gone_far() -> None:
    near = NearbySums.around(np.array([1], np.int32), np.array([30.0]), 16.0)
    assert near.reaches(17.0)
    assert not near.reaches(17.1)
    assert not near.reaches(14.9)
