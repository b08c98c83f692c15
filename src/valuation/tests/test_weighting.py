"""Weights out of the data: published tables, and what makes no weight."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from valuation import ValuationError, critic_weights, entropy_weights, merec_weights

type Table = dict[str, list[float]]
type Weigh = Callable[[Table], dict[str, float]]


def table(*rows: tuple[float, ...]) -> Table:
    return {f"c{n}": list(column) for n, column in enumerate(zip(*rows, strict=True))}


def digits(weights: dict[str, float], places: int) -> list[float]:
    return [round(weight, places) for weight in weights.values()]


def test_entropy_gives_the_weights_of_zavadskas_and_podvezko() -> None:
    rows = table((3, 100, 10, 7), (2.5, 80, 8, 5), (1.8, 50, 20, 11), (2.2, 70, 12, 9))
    assert digits(entropy_weights(rows), 4) == [0.1146, 0.1981, 0.4185, 0.2689]


def test_entropy_gives_the_weights_of_xu() -> None:
    rows = table((30, 30, 38, 29), (19, 54, 86, 29), (19, 15, 85, 28.9), (68, 70, 60, 29))
    assert digits(entropy_weights(rows), 4) == [0.4630, 0.3992, 0.1378, 0.0000]


def test_entropy_gives_the_weights_of_ersoy() -> None:
    rows = table(
        (256, 8, 41, 1.6, 1.77, 7347.16), (256, 8, 32, 1.0, 1.8, 6919.99),
        (256, 8, 53, 1.6, 1.9, 8400), (256, 8, 41, 1.0, 1.75, 6808.9),
        (512, 8, 35, 1.6, 1.7, 8479.99), (256, 4, 35, 1.6, 1.7, 7499.99),
    )  # fmt: skip
    assert digits(entropy_weights(rows), 3) == [0.405, 0.221, 0.134, 0.199, 0.007, 0.034]


def test_critic_gives_the_weights_of_tus_and_adali() -> None:
    rows = table(
        (5000, 3, 3, 4, 3, 2), (680, 5, 3, 2, 2, 1), (2000, 3, 2, 3, 4, 3), (600, 4, 3, 1, 2, 2),
        (800, 2, 4, 3, 3, 4),
    )  # fmt: skip
    assert digits(critic_weights(rows), 3) == [0.157, 0.249, 0.168, 0.121, 0.154, 0.151]


def test_merec_gives_the_weights_of_its_paper() -> None:
    rows = table(
        (450, 8000, 54, 145), (10, 9100, 2, 160), (100, 8200, 31, 153), (220, 9300, 1, 162),
        (5, 8400, 23, 158),
    )  # fmt: skip
    assert digits(merec_weights(rows, {"c2", "c3"}), 4) == [0.5752, 0.0141, 0.4016, 0.0091]


def test_critic_by_hand() -> None:
    """Two opposed criteria: both deviations equal, correlation -1, so half each."""
    assert critic_weights({"a": [1.0, 2.0], "b": [2.0, 1.0]}) == pytest.approx({"a": 0.5, "b": 0.5})
    # Turned round as a cost, b says the same as a: correlation 1, nothing left to weigh by.
    with pytest.raises(ValuationError, match="tells customers apart"):
        critic_weights({"a": [1.0, 2.0], "b": [2.0, 1.0]}, {"b"})


columns = st.lists(st.floats(0.1, 1000), min_size=4, max_size=4)


@pytest.mark.parametrize("weigh", [entropy_weights, critic_weights, merec_weights])
@given(one=columns, other=columns)
def test_weights_are_shares_of_one_and_follow_neither_unit_nor_order(
    weigh: Weigh, one: list[float], other: list[float]
) -> None:
    assume(min(np.ptp(one), np.ptp(other)) >= 1)
    weights = weigh({"a": one, "b": other, "same": [5.0] * 4})
    assert sum(weights.values()) == pytest.approx(1)
    assert min(weights.values()) >= 0
    assert weights["same"] == pytest.approx(0, abs=1e-9)
    scaled = weigh({"a": [value * 7 for value in one[::-1]], "b": other[::-1], "same": [5.0] * 4})
    assert scaled == pytest.approx(weights, abs=1e-6)


@pytest.mark.parametrize("weigh", [entropy_weights, critic_weights, merec_weights])
def test_customers_all_alike_make_no_weights(weigh: Weigh) -> None:
    with pytest.raises(ValuationError, match="tells customers apart"):
        weigh({"a": [3.0, 3.0], "b": [8.0, 8.0]})


@pytest.mark.parametrize("weigh", [entropy_weights, critic_weights, merec_weights])
def test_one_customer_cannot_be_compared(weigh: Weigh) -> None:
    with pytest.raises(ValuationError, match="at least 2 customers"):
        weigh({"a": [3.0]})


@pytest.mark.parametrize("weigh", [entropy_weights, critic_weights, merec_weights])
def test_a_figure_that_is_no_number_is_refused_by_the_name_of_its_criterion(weigh: Weigh) -> None:
    with pytest.raises(ValuationError) as refused:
        weigh({"a": [3.0, 4.0], "late": [8.0, float("nan")]})
    assert (refused.value.column, refused.value.rows) == ("late", 1)


@pytest.mark.parametrize(
    ("weigh", "values", "code"),
    [
        (entropy_weights, [1.0, -1.0], "below_zero"),
        (entropy_weights, [0.0, 0.0], "all_zero"),
        (merec_weights, [1.0, 0.0], "not_above_zero"),
    ],
)
def test_values_a_method_cannot_take_are_refused(
    weigh: Weigh, values: list[float], code: str
) -> None:
    with pytest.raises(ValuationError) as refused:
        weigh({"a": values})
    assert (refused.value.code, refused.value.column) == (code, "a")


def test_a_cost_must_be_a_criterion() -> None:
    with pytest.raises(ValuationError, match="lateness"):
        critic_weights({"a": [1.0, 2.0]}, {"lateness"})


def test_no_criteria_at_all_are_refused() -> None:
    with pytest.raises(ValuationError, match="one criterion"):
        entropy_weights({})
