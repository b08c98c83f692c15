"""Why a customer is in its class: codes and figures, what decided first."""

import pytest

from valuation import (
    CLASS_REASONS,
    PRESETS,
    Cap,
    ClassScheme,
    Condition,
    Edges,
    Memory,
    Override,
    Reason,
    Shares,
    Steadiness,
    fit_ruler,
    reasons_for,
)

CLASSES = ("A", "B", "C")
STEADY = ClassScheme(
    "s",
    CLASSES,
    Edges("sales", (50, 20)),
    caps=(Cap("B", (Condition("credit", "below", 40),)),),
    steady=Steadiness(margin=5, periods_down=2),
)


def told(reasons: tuple[Reason, ...]) -> list[tuple[str, str | None, dict[str, float]]]:
    return [(reason.code, reason.component, dict(reason.data)) for reason in reasons]


def test_a_class_by_figures_names_the_edge_cleared_and_the_edge_missed() -> None:
    figures = {"sales": 30.0, "credit": 80.0}
    assert told(reasons_for(fit_ruler(STEADY, figures), figures, 0)) == [
        ("class", None, {"tier": 1}),
        ("earned", None, {"tier": 1}),
        ("edge_cleared", "sales", {"value": 30.0, "edge": 20.0, "band": 1}),
        ("edge_missed", "sales", {"value": 30.0, "edge": 50.0, "band": 1}),
    ]


def test_the_best_has_nothing_missed_and_the_last_nothing_cleared() -> None:
    ruler = fit_ruler(STEADY, {"sales": 0.0})
    best = reasons_for(ruler, {"sales": 60.0, "credit": 80.0}, 0)
    last = reasons_for(ruler, {"sales": 10.0, "credit": 80.0}, 0)
    assert [reason.code for reason in best] == ["class", "earned", "edge_cleared"]
    assert [reason.code for reason in last] == ["class", "earned", "edge_missed"]


def test_every_step_on_the_way_is_told_the_last_to_decide_first() -> None:
    figures = {"sales": 10.0, "credit": 30.0}
    reasons = reasons_for(
        fit_ruler(STEADY, figures),
        figures,
        7,
        memory=Memory.of(0),
        overrides=[Override(7, "A", 90)],
        as_of=88,
    )
    assert told(reasons)[:6] == [
        ("class", None, {"tier": 0}),
        ("overridden", None, {"tier": 0, "until": 90, "otherwise": 1}),
        ("capped", None, {"tier": 1, "kept": 0}),
        ("below", "credit", {"value": 30.0, "edge": 40.0}),
        ("kept_by_periods", None, {"tier": 0, "earned": 2, "periods": 1, "needed": 2}),
        ("earned", None, {"tier": 2}),
    ]


def test_a_class_kept_by_the_margin_says_by_how_much() -> None:
    figures = {"sales": 47.0, "credit": 80.0}
    reasons = reasons_for(fit_ruler(STEADY, figures), figures, 0, memory=Memory.of(0))
    assert told(reasons)[1] == ("kept_by_margin", None, {"tier": 0, "earned": 1, "margin": 5})


def test_an_override_past_its_last_day_is_not_told() -> None:
    figures = {"sales": 60.0, "credit": 80.0}
    ruler = fit_ruler(STEADY, figures)
    reasons = reasons_for(ruler, figures, 7, overrides=[Override(7, "C", 90)], as_of=91)
    assert "overridden" not in {reason.code for reason in reasons}


IBM = {
    "orders": 4.0, "days_silent": 200.0, "growth_percent": 0.0, "loyalty": 0.0, "sales_score": 9.0,
    "satisfaction": 0.0, "fit": 0.0,
}  # fmt: skip


def test_a_class_by_rule_names_the_rule_and_every_condition_met() -> None:
    ruler = fit_ruler(PRESETS["ibm_four"], IBM)
    assert told(reasons_for(ruler, IBM, 0))[2:] == [
        ("rule", None, {"rule": 0}),
        ("at_least", "orders", {"value": 4.0, "edge": 1.0}),
        ("at_least", "days_silent", {"value": 200.0, "edge": 180.0}),
    ]


def test_who_meets_no_rule_is_told_so() -> None:
    figures = {**IBM, "days_silent": 3.0}
    reasons = reasons_for(fit_ruler(PRESETS["ibm_four"], figures), figures, 0)
    assert told(reasons)[-1] == ("no_rule", None, {"rules": 5})


def test_an_edge_that_is_another_measure_is_told_as_a_figure() -> None:
    figures = {
        "orders": 9.0, "fit": 0.0, "cost_share": 6.0, "profit_share": 2.0, "score": 90.0,
        "growth_score": 0.0,
    }  # fmt: skip
    reasons = reasons_for(fit_ruler(PRESETS["value_groups"], figures), figures, 0)
    assert told(reasons)[-1] == ("above", "cost_share", {"value": 6.0, "edge": 3.0})


def test_a_grid_tells_the_edges_of_both_axes() -> None:
    figures = {"our_interest": 70.0, "their_interest": 20.0}
    reasons = reasons_for(fit_ruler(PRESETS["key_account"], figures), figures, 0)
    assert told(reasons)[2:] == [
        ("edge_cleared", "our_interest", {"value": 70.0, "edge": 50.0, "band": 0}),
        ("edge_missed", "their_interest", {"value": 20.0, "edge": 50.0, "band": 1}),
    ]


def test_where_less_is_better_the_edge_is_told_in_the_unit_of_the_measure() -> None:
    scheme = ClassScheme("late", ("A", "B"), Shares("days", (50, 50), low_is_best=True))
    ruler = fit_ruler(scheme, {"days": [2.0, 40.0]})
    assert told(reasons_for(ruler, {"days": 40.0}, 1))[2] == (
        "edge_missed", "days", {"value": 40.0, "edge": 2.0, "band": 1},
    )  # fmt: skip


@pytest.mark.parametrize("preset", PRESETS)
def test_every_reason_is_one_the_product_has_words_for(preset: str) -> None:
    scheme = PRESETS[preset]
    figures = dict.fromkeys(scheme.measures, 30.0)
    ruler = fit_ruler(scheme, figures)
    reasons = reasons_for(
        ruler, figures, 0, memory=Memory.of(0), overrides=[Override(0, scheme.classes[-1], 1)]
    )
    assert {reason.code for reason in reasons} <= CLASS_REASONS
