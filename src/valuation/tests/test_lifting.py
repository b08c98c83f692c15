"""What would lift a customer: the smallest change that does, and nothing that does not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from valuation import (
    PRESETS,
    Cap,
    Change,
    ClassRule,
    ClassScheme,
    Condition,
    Edges,
    FirstMatch,
    Memory,
    Shares,
    Steadiness,
    WayUp,
    assign,
    fit_ruler,
    ways_up,
)

CLASSES = ("A", "B", "C")


def by_edges(**more: object) -> ClassScheme:
    return ClassScheme("s", CLASSES, Edges("sales", (50_000, 20_000)), **more)  # type: ignore[arg-type]


def only(ways: tuple[WayUp, ...]) -> WayUp:
    assert len(ways) == 1
    return ways[0]


def test_the_next_class_is_as_far_as_its_edge() -> None:
    ways = ways_up(fit_ruler(by_edges(), {"sales": 0.0}), {"sales": 8_000.0}, 0)
    assert ways[0] == WayUp(1, (Change("sales", 8_000.0, 20_000.0),), 1)
    assert ways[0].changes[0].increase == 12_000.0
    assert ways[1].tier == 0


def test_grow_by_12000_or_pay_on_time_twice() -> None:
    """Two ways up the ladder: sales from 88,000 to 100,000, or payments on time from 1 to 3."""
    scheme = ClassScheme(
        "ladder",
        ("gold", "silver"),
        FirstMatch(
            (
                ClassRule("gold", (Condition("sales", "at_least", 100_000),)),
                ClassRule("gold", (Condition("on_time", "at_least", 3),)),
            ),
            otherwise="silver",
        ),
    )
    figures = {"sales": 88_000.0, "on_time": 1.0}
    ways = ways_up(fit_ruler(scheme, figures), figures, 0, parts=1)
    assert [(c.measure, c.increase) for way in ways for c in way.changes] == [
        ("sales", 12_000.0),
        ("on_time", 2.0),
    ]


def test_a_capped_customer_must_mend_what_caps_it() -> None:
    cap = Cap("C", (Condition("credit", "below", 40),))
    figures = {"sales": 60_000.0, "credit": 25.0}
    way = ways_up(fit_ruler(by_edges(caps=(cap,)), figures), figures, 0)[0]
    assert way == WayUp(0, (Change("credit", 25.0, 40.0),), 1)


def test_a_capped_customer_short_of_the_edge_must_do_both() -> None:
    cap = Cap("C", (Condition("credit", "below", 40),))
    figures = {"sales": 10_000.0, "credit": 25.0}
    way = ways_up(fit_ruler(by_edges(caps=(cap,)), figures), figures, 0)[0]
    assert way.changes == (Change("sales", 10_000.0, 20_000.0), Change("credit", 25.0, 40.0))


def test_where_less_is_better_the_figure_has_to_fall() -> None:
    scheme = ClassScheme("late", ("A", "B"), Edges("days_late", (5,), low_is_best=True))
    way = only(ways_up(fit_ruler(scheme, {"days_late": 0.0}), {"days_late": 12.5}, 0))
    assert way.changes[0].increase == -7.5


def test_a_tie_is_won_by_code_and_otherwise_by_a_cent() -> None:
    scheme = ClassScheme("s", ("A", "B"), Shares("sales", (50, 50)))
    ruler = fit_ruler(scheme, {"sales": [100.0, 90.0, 80.0, 70.0]})  # the cut is customer 1 at 90
    assert only(ways_up(ruler, {"sales": 80.0}, 0)).changes[0].to == 90.0
    assert only(ways_up(ruler, {"sales": 80.0}, 2)).changes[0].to == 90.01


def test_the_margin_and_the_runs_it_takes_belong_to_the_way_up() -> None:
    scheme = by_edges(steady=Steadiness(margin=1_000, periods_up=3))
    ruler = fit_ruler(scheme, {"sales": 0.0})
    way = ways_up(ruler, {"sales": 8_000.0}, 0, memory=Memory.of(2))[0]
    assert way == WayUp(1, (Change("sales", 8_000.0, 21_000.0),), 3)


def test_who_already_earns_more_only_has_to_wait() -> None:
    ruler = fit_ruler(by_edges(steady=Steadiness(periods_up=3)), {"sales": 0.0})
    way = ways_up(ruler, {"sales": 30_000.0}, 0, memory=Memory.of(2, pending=1, periods=1))[0]
    assert way == WayUp(1, (), 1)


def test_the_way_out_of_an_earlier_rule_is_part_of_the_way_up() -> None:
    figures = {
        "orders": 4.0, "days_silent": 200.0, "growth_percent": 35.0, "loyalty": 0.0,
        "sales_score": 9.0, "satisfaction": 0.0, "fit": 0.0,
    }  # fmt: skip
    best = ways_up(fit_ruler(PRESETS["ibm_four"], figures), figures, 0, parts=1)[0]
    assert best == WayUp(0, (Change("days_silent", 200.0, 179.0),), 1)


def test_figures_nobody_can_move_are_left_as_they_are() -> None:
    figures = {"our_interest": 40.0, "their_interest": 10.0}
    ruler = fit_ruler(PRESETS["key_account"], figures)
    way = only(ways_up(ruler, figures, 0, fixed={"their_interest"}))
    assert [change.measure for change in way.changes] == ["our_interest"]


def test_who_serves_itself_leaves_the_over_served() -> None:
    figures = {
        "orders": 9.0, "fit": 0.0, "cost_share": 6.0, "profit_share": 2.0, "score": 90.0,
        "growth_score": 0.0,
    }  # fmt: skip
    best = ways_up(fit_ruler(PRESETS["value_groups"], figures), figures, 0)[0]
    assert best.changes == (Change("cost_share", 6.0, 3.0),)
    assert PRESETS["value_groups"].classes[best.tier] == "value"


def test_an_account_of_opportunity_may_become_any_of_the_better_ones() -> None:
    figures = {"our_interest": 40.0, "their_interest": 10.0}
    ways = ways_up(fit_ruler(PRESETS["key_account"], figures), figures, 0, parts=1)
    assert [(way.tier, [change.increase for change in way.changes]) for way in ways] == [
        (1, [10.0]),
        (2, [40.0]),
        (0, [10.0, 40.0]),
    ]


def test_the_best_have_no_way_up() -> None:
    assert ways_up(fit_ruler(by_edges(), {"sales": 0.0}), {"sales": 1e6}, 0) == ()


def test_a_class_nobody_can_reach_is_no_way_up() -> None:
    scheme = ClassScheme("s", ("A", "B"), Shares("sales", (0, 100)))
    ruler = fit_ruler(scheme, {"sales": [1.0, 2.0]})
    assert ways_up(ruler, {"sales": 1.0}, 0) == ()


@settings(deadline=None)
@given(
    sales=st.lists(st.integers(0, 5000).map(lambda cents: cents / 100), min_size=2, max_size=30),
    credit=st.integers(0, 100),
    held=st.integers(-1, 2),
    margin=st.sampled_from([0.0, 1.0, 2.5]),
)
def test_a_way_up_lifts_and_a_cent_less_does_not(
    sales: list[float], credit: int, held: int, margin: float
) -> None:
    scheme = ClassScheme(
        "s",
        CLASSES,
        Shares("sales", (20, 30, 50)),
        caps=(Cap("B", (Condition("credit", "below", 40),)),),
        steady=Steadiness(margin=margin),
    )
    ruler = fit_ruler(scheme, {"sales": sales})
    figures = {"sales": sales[0], "credit": float(credit)}
    now = assign(ruler, figures, memory=Memory.of(held))
    for way in ways_up(ruler, figures, 0, memory=Memory.of(held)):
        target = {**figures, **{change.measure: change.to for change in way.changes}}
        then = assign(ruler, target, memory=now.memory)
        assert then.tier[0] == way.tier < now.tier[0]
        for change in way.changes:
            short = change.to - np.sign(change.increase) * 0.02
            less = assign(ruler, {**target, change.measure: short}, memory=now.memory)
            assert less.tier[0] > way.tier


@pytest.mark.parametrize("preset", PRESETS)
def test_every_way_in_every_preset_does_lift(preset: str) -> None:
    scheme, rng = PRESETS[preset], np.random.default_rng(8)
    base = {name: rng.integers(0, 100, 40).astype(np.float64) for name in scheme.measures}
    ruler, found = fit_ruler(scheme, base), 0
    tier = assign(ruler, base).tier
    for code in range(40):
        figures = {name: float(column[code]) for name, column in base.items()}
        for way in ways_up(ruler, figures, code):
            changed = {**figures, **{change.measure: change.to for change in way.changes}}
            moved = assign(ruler, changed, codes=[code], memory=Memory.of(int(tier[code])))
            assert moved.earned[0] < tier[code]
            found += 1
    assert found > 0
