"""BG/BB on eleven thousand donors, against Fader, Hardie and Shang (2010) and the BTYD walkthrough."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from valuation import BgBb, Fitted, History, ValuationError, compress, fit_bg_bb, history
from valuation.purchases.bg_bb import Cells, likelihood
from valuation.tests.test_likelihoods import central_differences, positive

# Years given after the first, the last such year, and how many of the 11,104 donors did so in six years.
DONORS = [
    (0, 0, 3464),
    (1, 1, 1091), (1, 2, 277), (1, 3, 129), (1, 4, 78), (1, 5, 119), (1, 6, 129),
    (2, 2, 613), (2, 3, 255), (2, 4, 155), (2, 5, 173), (2, 6, 234),
    (3, 3, 322), (3, 4, 181), (3, 5, 225), (3, 6, 357),
    (4, 4, 240), (4, 5, 284), (4, 6, 512),
    (5, 5, 335), (5, 6, 728),
    (6, 6, 1203),
]  # fmt: skip


# Where the walkthrough's search ended: the place nearest to the top at which its three figures for single
# donors come out to the last digit; the seven by frequency then do too.
WALKTHROUGH = BgBb(1.2034964248, 0.7497061266, 0.6567792214, 2.7837836626, unit=1)


@pytest.fixture(scope="module")
def donors() -> History:
    repeats, last, count = np.array(DONORS).T
    return history(*(np.repeat(each, count) for each in (repeats, last, np.full(22, 6))))


@pytest.fixture(scope="module")
def fit(donors: History) -> Fitted[BgBb]:
    return fit_bg_bb(donors, unit=1)


def test_it_reaches_the_published_optimum_from_22_rows(fit: Fitted[BgBb], donors: History) -> None:
    assert donors.customers == 11_104
    assert compress(donors).size == 22
    assert fit.model.parameters == pytest.approx((1.2035, 0.7497, 0.6567, 2.7834), abs=5e-5)
    assert fit.log_likelihood == pytest.approx(-33225.58, abs=5e-3)
    assert fit.identified


def test_the_walkthrough_stands_next_to_the_top(fit: Fitted[BgBb], donors: History) -> None:
    assert WALKTHROUGH.log_likelihood(donors) == pytest.approx(-33225.58, abs=5e-3)
    off = np.abs(np.log(WALKTHROUGH.parameters) - np.log(fit.model.parameters))
    assert np.all(off < 0.01 * np.sqrt(np.diag(fit.covariance)))


def test_expectations_of_the_walkthrough() -> None:
    new = WALKTHROUGH.expected(history([0], [0], [0]), 10)
    assert new[0] == pytest.approx(3.179805, abs=5e-7)
    silent, faithful = WALKTHROUGH.expected(history([0, 4], [0, 5], [6, 6]), 10)
    assert silent == pytest.approx(0.1302169, abs=5e-8)
    assert faithful == pytest.approx(3.627858, abs=5e-7)


def test_expectations_by_past_frequency(donors: History) -> None:
    customers = np.bincount(donors.repeats)
    assert customers.tolist() == [3464, 1823, 1430, 1085, 1036, 1063, 1203]
    expected = np.bincount(donors.repeats, weights=WALKTHROUGH.expected(donors, 5)) / customers
    printed = [0.0729, 0.3249, 0.7089, 1.3337, 2.0312, 2.7845, 3.7525]
    assert expected == pytest.approx(printed, abs=5e-5)


@settings(max_examples=60, deadline=None)
@given(alpha=positive, beta=positive, gamma=positive, delta=positive)
def test_the_gradient_equals_finite_differences(
    alpha: float, beta: float, gamma: float, delta: float
) -> None:
    repeats, last, _ = np.array(DONORS).T
    cells = Cells.from_rows(compress(history(repeats, last, np.full(22, 6))), 1)
    at = np.array([alpha, beta, gamma, delta])
    exact = likelihood(cells, at)[1]
    assert_allclose(
        exact, central_differences(lambda near: likelihood(cells, near), at), 1e-5, 1e-4
    )


def simulate(truth: BgBb, customers: int, occasions: int) -> History:
    rng = np.random.default_rng(2)
    buys, stops = (
        rng.beta(truth.alpha, truth.beta, customers),
        rng.beta(truth.gamma, truth.delta, customers),
    )
    lived = np.minimum(rng.geometric(np.maximum(stops, 1e-9)) - 1, occasions)
    moment = np.arange(1, occasions + 1)
    bought = (rng.random((customers, occasions)) < buys[:, None]) & (moment <= lived[:, None])
    last = np.max(np.where(bought, moment, 0), axis=1)
    return history(bought.sum(axis=1), last * 30, np.full(customers, occasions * 30 + 5))


def test_a_simulated_truth_is_recovered() -> None:
    truth = BgBb(1.5, 2.0, 0.8, 3.0, unit=30)
    fit = fit_bg_bb(simulate(truth, 30_000, 10), unit=30)
    off = np.abs(np.array(fit.model.parameters) - truth.parameters)
    assert np.all(off < 4 * np.array(fit.standard_errors))
    assert fit.identified


def test_who_never_stops_leaves_dropout_unidentified() -> None:
    fit = fit_bg_bb(simulate(BgBb(1.5, 2.0, 1e-6, 1.0, unit=30), 3000, 8), unit=30)
    assert "dropout_not_identified" in fit.notes


@settings(max_examples=100, deadline=None)
@given(
    place=st.tuples(*[st.floats(0.05, 20)] * 4),
    occasions=st.integers(1, 30),
    ahead=st.integers(1, 30),
    data=st.data(),
)
def test_chances_are_chances_and_silence_lowers_them(
    place: tuple[float, float, float, float], occasions: int, ahead: int, data: st.DataObject
) -> None:
    model = BgBb(*place, unit=1)
    last = data.draw(st.integers(0, occasions))
    repeats = data.draw(st.integers(1, last)) if last else 0
    rows = history([repeats] * 2, [last] * 2, [occasions, occasions + 3])
    now, later = model.alive(rows)
    assert 0 <= later <= now <= 1
    near, far = (model.expected(rows, days)[0] for days in (ahead, ahead + 4))
    assert 0 <= near <= far <= ahead + 4
    chances = [model.reach(rows, ahead, count)[0] for count in range(1, ahead + 1)]
    assert sum(chances) * now == pytest.approx(near, rel=1e-9)


def test_discounting_counts_from_each_occasion() -> None:
    model = BgBb(1.2, 0.75, 0.66, 2.8, unit=365)
    rows = history([2], [730], [1200])
    first = model.expected(rows, 300)[0]
    second = model.expected(rows, 700)[0] - first
    by_hand = first * 1.1 ** (-260 / 365.25) + second * 1.1 ** (-625 / 365.25)
    assert model.discounted(rows, 700, 0.1)[0] == pytest.approx(by_hand)


def test_more_purchases_than_occasions_are_refused() -> None:
    with pytest.raises(ValuationError, match="no more repeat purchases than occasions"):
        fit_bg_bb(history([3], [800], [900]))
