"""What must be true of every forecast, whatever the parameters."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.special import gammaln, hyperu, roots_jacobi

from valuation import (
    BgNbd,
    CnbdK,
    GammaGamma,
    GgomNbd,
    History,
    MbgNbd,
    MeanSpend,
    Nbd,
    ParetoNbd,
    PurchaseModel,
    StatusQuo,
    ValuationError,
    history,
)

shape = st.floats(0.05, 30.0)
bg_nbd = st.builds(BgNbd, r=shape, alpha=st.floats(0.2, 60.0), a=shape, b=shape)
mbg_nbd = st.builds(MbgNbd, r=shape, alpha=st.floats(0.2, 60.0), a=shape, b=shape)
coins = st.one_of(bg_nbd, mbg_nbd)
scale = st.floats(0.2, 60.0)
pareto_nbd = st.builds(ParetoNbd, r=shape, alpha=scale, s=shape, beta=scale)
ggom_nbd = st.builds(
    GgomNbd, r=shape, alpha=scale, b=st.floats(1e-5, 1.0), s=shape, beta=st.floats(0.01, 60.0)
)
steps = st.integers(1, 6)
cnbd_k = st.builds(CnbdK, r=shape, alpha=scale, a=shape, b=shape, k=steps)
closed_forms = st.one_of(bg_nbd, mbg_nbd, pareto_nbd, ggom_nbd)
models = st.one_of(closed_forms, cnbd_k)


@st.composite
def histories(draw: st.DrawFn) -> History:
    age = draw(st.integers(1, 3000))
    repeats = draw(st.integers(0, 400))
    recency = draw(st.integers(1, age)) if repeats else 0
    return history([repeats], [recency], [age])


def by_quadrature(model: BgNbd | MbgNbd, rows: History, days: float) -> float:
    """E[(1 - (1 + p t / (alpha + T))**-(r + x)) / p] over p ~ beta(a, b + x), times P(alive)."""
    x = int(rows.repeats[0]) + isinstance(model, MbgNbd)  # chances to leave
    with np.errstate(invalid="ignore"):  # where a + b + x = 1, of no consequence
        node, weight = roots_jacobi(200, model.b + x - 1, model.a - 1)
    leave = (node + 1) / 2
    ratio = days / model.unit / (model.alpha + rows.age[0] / model.unit)
    bought = -np.expm1(-(model.r + rows.repeats[0]) * np.log1p(leave * ratio)) / leave
    return float(bought @ weight / weight.sum() * model.alive(rows)[0])


@settings(max_examples=300, deadline=None)
@given(model=models, rows=histories())
def test_the_probability_of_being_alive_is_a_probability(
    model: PurchaseModel, rows: History
) -> None:
    alive = model.alive(rows)[0]
    assert 0 <= alive <= 1
    assert rows.repeats[0] or alive == 1 or model.name != "bg_nbd"


@settings(max_examples=200, deadline=None)
@given(model=models, rows=histories(), silence=st.integers(1, 2000))
def test_silence_makes_it_less_likely_that_a_customer_is_alive(
    model: PurchaseModel, rows: History, silence: int
) -> None:
    later = History(rows.repeats, rows.recency, (rows.age + silence).astype(np.int32))
    assert model.alive(later)[0] <= model.alive(rows)[0]


@settings(max_examples=300, deadline=None)
@given(model=closed_forms, rows=histories(), days=st.floats(1, 2000), more=st.floats(1, 1000))
def test_a_longer_horizon_never_brings_fewer_purchases(
    model: PurchaseModel, rows: History, days: float, more: float
) -> None:
    near, far = model.expected(rows, days)[0], model.expected(rows, days + more)[0]
    assert 0 <= near <= far * (1 + 1e-9) + 1e-12


@settings(max_examples=200, deadline=None)
@given(model=coins, rows=histories(), days=st.floats(1, 1500))
def test_expected_purchases_equal_an_independent_quadrature(
    model: BgNbd | MbgNbd, rows: History, days: float
) -> None:
    assume(days / model.unit < 100 * (model.alpha + rows.age[0] / model.unit))
    expected = model.expected(rows, days)[0]
    assert expected == pytest.approx(by_quadrature(model, rows, days), rel=5e-5, abs=1e-9)


@pytest.mark.parametrize(("a", "b"), [(1.0, 2.0), (0.5, 0.5), (1.0, 1e-3), (0.3, 0.7)])
def test_the_gaps_of_the_formula_are_bridged(a: float, b: float) -> None:
    model = BgNbd(0.4, 4.0, a, b)
    for x, t_x, age in ((0, 0, 100), (1, 40, 100), (5, 200, 300)):
        rows = history([x], [t_x], [age])
        assert model.expected(rows, 365)[0] == pytest.approx(
            by_quadrature(model, rows, 365), rel=1e-5
        )


def test_without_dropout_bg_nbd_forecasts_like_nbd() -> None:
    rows = history([0, 3, 30], [0, 100, 350], [200, 300, 364])
    steady = BgNbd(0.7, 9.0, 1e-4, 1e5)
    assert steady.expected(rows, 365) == pytest.approx(Nbd(0.7, 9.0).expected(rows, 365), rel=1e-4)


def test_without_dropout_pareto_nbd_forecasts_like_nbd() -> None:
    rows = history([0, 3, 30], [0, 100, 350], [200, 300, 364])
    steady = ParetoNbd(0.7, 9.0, 1e-4, 1e3)
    assert steady.expected(rows, 365) == pytest.approx(Nbd(0.7, 9.0).expected(rows, 365), rel=1e-4)


@pytest.mark.parametrize(
    "model",
    [
        BgNbd(0.24, 4.4, 0.8, 2.4),
        MbgNbd(0.5, 6.2, 0.9, 1.6),
        CnbdK(0.5, 2.2, 0.9, 1.6, 3),
        ParetoNbd(0.55, 10.6, 0.6, 11.7),
        ParetoNbd(0.55, 10.6, 1.0, 11.7),
        GgomNbd(0.55, 10.6, 0.02, 0.6, 0.3),
        Nbd(0.38, 12.0),
        StatusQuo(),
    ],
)
def test_discounting_at_zero_changes_nothing_and_above_zero_lowers(model: PurchaseModel) -> None:
    rows = history([0, 4], [0, 200], [250, 250])
    plain = model.expected(rows, 1000)
    assert model.discounted(rows, 1000, 0.0) == pytest.approx(plain)
    discounted = model.discounted(rows, 1000, 0.1)
    assert np.all(discounted <= plain)
    assert np.all(discounted >= plain * 1.1 ** (-1000 / 365.25))


def test_discounting_agrees_with_a_daily_sum() -> None:
    model = BgNbd(0.24, 4.4, 0.8, 2.4)
    rows = history([6], [240], [260])
    until = np.array([model.expected(rows, float(day))[0] for day in range(731)])
    middle = np.arange(730) + 0.5
    daily = np.diff(until) @ 1.12 ** (-middle / 365.25)
    assert model.discounted(rows, 730, 0.12)[0] == pytest.approx(daily, rel=1e-7)


@pytest.mark.parametrize(
    "model",
    [
        BgNbd(0.24, 4.4, 0.8, 2.4),
        MbgNbd(0.5, 6.2, 0.9, 1.6),
        ParetoNbd(0.55, 10.6, 0.6, 11.7),
        GgomNbd(0.55, 10.6, 0.02, 0.6, 0.3),
        Nbd(1, 9),
    ],
    ids=lambda model: model.name,
)
def test_what_is_still_to_come_is_the_limit_of_long_horizons(model: PurchaseModel) -> None:
    rows = history([0, 2, 30], [0, 100, 400], [0, 150, 430])
    for_ever = model.discounted(rows, np.inf, 0.1)
    moment = np.concatenate([np.arange(0, 1000, 1.0), np.geomspace(1000, 120_000, 3000)])
    until = np.array([model.expected(rows, each) for each in moment])
    middle = (moment[1:] + moment[:-1]) / 2
    summed = 1.1 ** (-middle / 365.25) @ np.diff(until, axis=0)
    assert for_ever == pytest.approx(summed, rel=1e-4)


def test_dert_of_the_pareto_nbd_equals_its_closed_form() -> None:
    """Fader, Hardie and Lee (2005), RFM and CLV, Journal of Marketing Research 42(4), equation 4."""
    model = ParetoNbd(0.553, 10.578, 0.606, 11.669)
    force = np.log(1.1) / 365.25 * 7
    for x, t_x, age in ((0, 0, 0), (2, 100, 150), (30, 400, 430)):
        rows = history([x], [t_x], [age])
        r, alpha, s, beta = model.parameters
        logs = r * np.log(alpha) + s * np.log(beta) + (s - 1) * np.log(force)
        logs += gammaln(r + x + 1) - gammaln(r) - (r + x + 1) * np.log(alpha + age / 7)
        tricomi = hyperu(s, s, force * (beta + age / 7))
        published = np.exp(logs - model.log_likelihood(rows)) * tricomi
        assert model.discounted(rows, np.inf, 0.1)[0] == pytest.approx(published, rel=1e-7)


@pytest.mark.parametrize("model", [Nbd(1.0, 9.0), BgNbd(0.24, 4.4, 0.8, 2.4), StatusQuo()])
def test_an_endless_horizon_needs_a_discount(model: PurchaseModel) -> None:
    with pytest.raises(ValuationError, match="a finite horizon, or a discount above 0"):
        model.discounted(history([1], [5], [9]), np.inf, 0.0)


def test_a_discounted_nbd_is_a_plain_annuity() -> None:
    model = Nbd(1.0, 10.0)
    rows = history([3], [140], [210])  # (1 + 3) / (10 + 30) = 0.1 purchases a week
    force = np.log(1.1) / 365.25
    annuity = (1 - np.exp(-force * 730.5)) / force
    assert model.discounted(rows, 730.5, 0.1)[0] == pytest.approx(0.1 / 7 * annuity)


def test_one_customer_is_forecast_exactly_as_among_all() -> None:
    model = BgNbd(0.24, 4.4, 0.8, 2.4)
    rng = np.random.default_rng(2)
    repeats = rng.poisson(2, 500)
    recency = np.where(repeats > 0, rng.integers(1, 200, 500), 0)
    everybody = history(repeats, recency, np.full(500, 250))
    together = model.expected(everybody, 365)
    for at in (0, 17, 499):
        alone = model.expected(everybody.where(np.array([at])), 365)
        assert alone[0] == together[at]


@settings(max_examples=100, deadline=None)
@given(
    p=shape,
    q=st.floats(1.05, 30),
    v=st.floats(0.1, 1e5),
    x=st.integers(0, 500),
    m=st.floats(0.01, 1e6),
)
def test_expected_spend_lies_between_the_own_mean_and_everybodys(
    p: float, q: float, v: float, x: int, m: float
) -> None:
    model = GammaGamma(p, q, v)
    everybody = model.expected_spend(np.array([0], np.int32), np.zeros(1))[0]
    own = model.expected_spend(np.array([x], np.int32), np.array([m]))[0]
    low, high = sorted((everybody, m))
    assert low * (1 - 1e-9) <= own <= high * (1 + 1e-9) or x == 0


def test_an_infinite_mean_spend_is_no_number() -> None:
    assert np.isnan(
        GammaGamma(2.0, 0.5, 10.0).expected_spend(np.zeros(1, np.int32), np.zeros(1))[0]
    )


def test_mean_spend_takes_everybodys_where_there_is_no_own() -> None:
    spend = MeanSpend(7.0).expected_spend(np.array([0, 2], np.int32), np.array([0.0, 30.0]))
    assert spend.tolist() == [7.0, 30.0]


def test_status_quo_goes_on_at_the_past_rate() -> None:
    rows = history([0, 5], [0, 90], [0, 100])
    assert StatusQuo().expected(rows, 20).tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    ("repeats", "recency", "age"), [([1], [0], [5]), ([0], [3], [5]), ([2], [9], [5])]
)
def test_times_that_disagree_are_refused(
    repeats: list[int], recency: list[int], age: list[int]
) -> None:
    with pytest.raises(ValuationError) as refused:
        history(repeats, recency, age)
    assert refused.value.code == "times_disagree"


def test_where_all_customers_leave_alike_the_forecast_stays_a_number() -> None:
    rows = history([0, 3, 10, 30], [0, 100, 200, 300], [300, 300, 300, 301])
    extreme = BgNbd(1.5, 6.2, 22_750.0, 1_201_467.0).expected(rows, 121.0)
    same_chance_to_leave = BgNbd(1.5, 6.2, 100.0, 5_281.0).expected(rows, 121.0)
    assert np.all(np.isfinite(extreme))
    np.testing.assert_allclose(extreme, same_chance_to_leave, rtol=0.01)


def test_three_points_give_what_the_exact_formula_gives() -> None:
    model = BgNbd(1.5, 6.2, 100.0, 5_000.0)
    repeats, age = np.array([0.0, 3.0, 30.0]), np.array([300.0, 300.0, 301.0])
    exact = model._leavers.if_alive(repeats, age, days=121.0)
    scale = model.alpha + age / model.unit
    points = model._leavers.if_all_leave_alike(repeats, scale, 121.0 / model.unit)
    np.testing.assert_allclose(points, exact, rtol=1e-6)
