"""Everybody into classes: each kind of scheme, ties, caps, overrides, and one customer alone."""

import json
from collections.abc import Sequence
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from valuation import (
    Cap,
    ClassRule,
    ClassScheme,
    Condition,
    Edges,
    FirstMatch,
    Grid,
    Memory,
    NaturalBreaks,
    Override,
    Shares,
    Steadiness,
    ValuationError,
    assign,
    fit_ruler,
    ruler_from_data,
    ruler_to_data,
)
from valuation.arrays import FloatArray

CLASSES = ("A", "B", "C")
BAD_PAYER = Cap("C", (Condition("credit", "below", 40),))
BY_RULES = FirstMatch(
    (
        ClassRule("C", (Condition("orders", "at_most", 0),)),
        ClassRule("A", (Condition("sales", "above", 6), Condition("credit", "at_least", 40))),
        ClassRule("A", (Condition("sales", "above", 2, "orders"),)),
    ),
    otherwise="B",
)
BY_GRID = Grid(
    Shares("sales", (50, 50)), Edges("days_late", (5,), low_is_best=True), (("A", "B"), ("B", "C"))
)
SCHEMES = (
    ClassScheme("shares", CLASSES, Shares("sales", (20, 30, 50)), caps=(BAD_PAYER,)),
    ClassScheme("late", CLASSES, Shares("days_late", (20, 30, 50), low_is_best=True)),
    ClassScheme("edges", CLASSES, Edges("sales", (7, 3)), steady=Steadiness(1.5, 1, 2)),
    ClassScheme("breaks", CLASSES, NaturalBreaks("sales", 3), steady=Steadiness(0, 2, 1)),
    ClassScheme("rules", CLASSES, BY_RULES, steady=Steadiness(periods_down=3)),
    ClassScheme("grid", CLASSES, BY_GRID, caps=(BAD_PAYER,)),
)

customers = st.lists(
    st.tuples(st.integers(0, 10), st.integers(0, 100), st.integers(0, 3), st.integers(0, 9)),
    min_size=1,
    max_size=40,
)


def measures_of(rows: Sequence[tuple[int, ...]]) -> dict[str, FloatArray]:
    names = ("sales", "credit", "orders", "days_late")
    return dict(zip(names, np.array(rows, np.float64).T, strict=True))


def letters(tier: object, classes: tuple[str, ...] = CLASSES) -> str:
    return "".join(classes[place] for place in np.asarray(tier))


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
@settings(deadline=None)
@given(rows=customers, shuffle=st.randoms(use_true_random=False))
def test_one_customer_alone_gets_exactly_what_it_got_in_the_run(
    scheme: ClassScheme, rows: list[tuple[int, ...]], shuffle: Random
) -> None:
    measures, codes = measures_of(rows), list(range(100, 100 + len(rows)))
    shuffle.shuffle(codes)
    held = np.array([code % 4 - 1 for code in codes], np.int8)
    before = Memory(held, np.full(len(rows), -1, np.int8), np.zeros(len(rows), np.int16))
    ruler = fit_ruler(scheme, measures, codes=codes)
    given_by_hand = [Override(codes[0], "B", 50)]
    run = assign(ruler, measures, codes=codes, memory=before, overrides=given_by_hand, as_of=50)
    stored = ruler_from_data(json.loads(json.dumps(ruler_to_data(ruler))))
    assert stored == ruler
    for place, code in enumerate(codes):
        alone = assign(
            stored,
            {name: column[place] for name, column in measures.items()},
            codes=[code],
            memory=before.at(place),
            overrides=given_by_hand,
            as_of=50,
        )
        for field in ("tier", "earned", "kept", "cap", "overridden", "rule"):
            assert getattr(alone, field)[0] == getattr(run, field)[place]
        assert alone.memory.tier[0] == run.memory.tier[place]
        assert alone.memory.periods[0] == run.memory.periods[place]


@settings(deadline=None)
@given(rows=customers)
def test_shares_have_their_exact_sizes_and_equal_values_rank_by_code(
    rows: list[tuple[int, ...]],
) -> None:
    sales = measures_of(rows)["sales"]
    scheme = ClassScheme("s", CLASSES, Shares("sales", (20, 30, 50)))
    codes = np.random.default_rng(len(rows)).permutation(len(rows)) + 1000
    ruler = fit_ruler(scheme, {"sales": sales}, codes=codes)
    tier = assign(ruler, {"sales": sales}, codes=codes).earned
    ranking = np.lexsort((codes, -sales))
    assert np.all(np.diff(tier[ranking]) >= 0)
    assert tuple(np.bincount(tier, minlength=3)) == Shares("sales", (20, 30, 50)).scheme().sizes(
        len(rows)
    )


def test_low_is_best_turns_the_ranking_round() -> None:
    scheme = ClassScheme("late", ("A", "B"), Shares("days", (50, 50), low_is_best=True))
    measures = {"days": np.array([30.0, 2.0, 9.0, 2.0])}
    assert letters(assign(fit_ruler(scheme, measures), measures).tier, ("A", "B")) == "BABA"


def test_who_reaches_an_edge_is_in_the_better_class() -> None:
    scheme = ClassScheme("edges", CLASSES, Edges("sales", (100, 50)))
    measures = {"sales": np.array([100.0, 99.99, 50.0, 49.99, -5.0])}
    assert letters(assign(fit_ruler(scheme, measures), measures).tier) == "ABBCC"
    late = ClassScheme("late", CLASSES, Edges("days", (0, 30), low_is_best=True))
    measures = {"days": np.array([0.0, 1.0, 30.0, 31.0])}
    assert letters(assign(fit_ruler(late, measures), measures).tier) == "ABBC"


def test_the_first_rule_that_holds_decides_and_nobody_is_left_out() -> None:
    scheme = ClassScheme("rules", CLASSES, BY_RULES)
    rows = [(9, 90, 0, 0), (9, 90, 5, 0), (9, 10, 5, 0), (9, 10, 4, 0), (1, 10, 4, 0)]
    assigned = assign(fit_ruler(scheme, measures_of(rows)), measures_of(rows))
    assert letters(assigned.tier) == "CABAB"
    assert assigned.rule.tolist() == [0, 1, -1, 2, -1]


def test_a_grid_takes_the_cell_of_both_bands() -> None:
    measures = measures_of([(9, 0, 0, 5), (9, 0, 0, 6), (1, 0, 0, 0), (1, 0, 0, 9)])
    scheme = ClassScheme("grid", CLASSES, BY_GRID)
    assert letters(assign(fit_ruler(scheme, measures), measures).tier) == "ABBC"


def test_natural_breaks_leave_the_best_classes_empty_when_too_few_figures_differ() -> None:
    scheme = ClassScheme("breaks", CLASSES, NaturalBreaks("sales", 3))
    for sales, expected in (([5, 5, 5], "CCC"), ([5, 9, 5], "CBC"), ([5, 9, 1], "BAC"), ([], "")):
        measures = {"sales": np.array(sales, np.float64)}
        assert letters(assign(fit_ruler(scheme, measures), measures).tier) == expected


def test_a_cap_takes_better_classes_away_and_gives_nobody_the_place() -> None:
    measures = {"sales": np.arange(10.0), "credit": np.full(10, 80.0)}
    measures["credit"][9] = 39.0
    scheme = ClassScheme("s", CLASSES, Shares("sales", (20, 30, 50)), caps=(BAD_PAYER,))
    assigned = assign(fit_ruler(scheme, measures), measures)
    assert letters(assigned.tier) == "CCCCCBBBAC"
    assert letters(assigned.earned) == "CCCCCBBBAA"
    assert assigned.cap.tolist() == [-1] * 9 + [0]


def test_of_several_caps_the_strictest_counts_and_is_named() -> None:
    caps = (Cap("B", (Condition("credit", "below", 60),)), BAD_PAYER)
    scheme = ClassScheme("s", CLASSES, Edges("sales", (5, 1)), caps=caps)
    measures = {"sales": np.array([9.0, 9.0, 9.0, 0.0]), "credit": np.array([90.0, 50.0, 10.0, 10])}
    assigned = assign(fit_ruler(scheme, measures), measures)
    assert letters(assigned.tier) == "ABCC"
    assert assigned.cap.tolist() == [-1, 0, 1, -1]


def test_an_override_stands_up_to_and_with_its_last_day_and_leaves_no_trace() -> None:
    scheme = ClassScheme("s", CLASSES, Edges("sales", (5, 1)), steady=Steadiness(periods_down=2))
    measures = {"sales": np.array([9.0, 9.0])}
    ruler = fit_ruler(scheme, measures)
    by_hand = [Override(code=1, to="C", until=20)]
    last_day = assign(ruler, measures, overrides=by_hand, as_of=20)
    assert letters(last_day.tier) == "AC"
    assert last_day.overridden.tolist() == [False, True]
    next_day = assign(ruler, measures, memory=last_day.memory, overrides=by_hand, as_of=21)
    assert letters(next_day.tier) == "AA"


def test_what_decides_last_wins_override_over_cap_over_steadiness_over_figures() -> None:
    scheme = ClassScheme(
        "s",
        CLASSES,
        Edges("sales", (5, 1)),
        caps=(Cap("B", (Condition("credit", "below", 40),)),),
        steady=Steadiness(periods_down=2),
    )
    figures = {"sales": 0.0, "credit": 10.0}  # earns C
    ruler = fit_ruler(scheme, figures)
    was_a = Memory.of(0)
    plain = assign(ruler, {**figures, "credit": 90.0}, codes=[7], memory=was_a)
    assert (letters(plain.earned), letters(plain.tier)) == ("C", "A")  # steadiness keeps A
    capped = assign(ruler, figures, codes=[7], memory=was_a)
    assert letters(capped.tier) == "B"  # the cap takes A away at once
    by_hand = assign(
        ruler, figures, codes=[7], memory=was_a, overrides=[Override(7, "A", 5)], as_of=5
    )
    assert letters(by_hand.tier) == "A"  # a person's decision stands
    for each in (plain, capped, by_hand):
        assert letters(each.memory.tier) == "A"  # and only the figures are remembered
        assert letters(each.memory.pending) == "C"


def test_of_two_overrides_for_one_customer_the_last_counts() -> None:
    scheme = ClassScheme("s", CLASSES, Edges("sales", (5, 1)))
    ruler = fit_ruler(scheme, {"sales": 0.0})
    overrides = [Override(3, "A", 9), Override(3, "B", 9), Override(4, "A", 9)]
    assert letters(assign(ruler, {"sales": 0.0}, codes=[3], overrides=overrides).tier) == "B"


def test_doubling_all_sales_moves_nobody_in_shares_and_natural_breaks() -> None:
    sales = np.random.default_rng(1).lognormal(5, 1, 300)
    for by in (Shares("sales", (20, 30, 50)), NaturalBreaks("sales", 3)):
        scheme = ClassScheme("s", CLASSES, by)
        once, twice = (
            assign(fit_ruler(scheme, {"sales": each}), {"sales": each}).tier
            for each in (sales, sales * 2)
        )
        assert np.array_equal(once, twice)


def test_one_customer_and_equal_customers_have_classes_too() -> None:
    scheme = SCHEMES[0]
    for size, expected in ((1, "B"), (4, "ABCC")):
        measures = {"sales": np.ones(size), "credit": np.full(size, 50.0)}
        assert letters(assign(fit_ruler(scheme, measures), measures).tier) == expected


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_a_figure_that_is_no_number_is_refused_by_the_name_of_its_measure(
    scheme: ClassScheme,
) -> None:
    measures = measures_of([(1, 50, 1, 1), (2, 50, 1, 1)])
    ruler = fit_ruler(scheme, measures)
    for name in scheme.measures:
        broken = {**measures, name: np.array([1.0, np.nan])}
        with pytest.raises(ValuationError) as refused:
            assign(ruler, broken)
        assert (refused.value.column, refused.value.rows) == (name, 1)


def test_a_measure_nobody_gave_is_refused_by_name() -> None:
    with pytest.raises(ValuationError) as refused:
        fit_ruler(SCHEMES[0], {"credit": [1.0]})
    assert (refused.value.code, refused.value.column) == ("measure_missing", "sales")


def test_memory_and_codes_must_be_as_many_as_customers() -> None:
    measures = {"sales": np.ones(3), "credit": np.ones(3)}
    ruler = fit_ruler(SCHEMES[0], measures)
    with pytest.raises(ValuationError) as refused:
        assign(ruler, measures, memory=Memory.nothing(2))
    assert refused.value.column == "memory"
    with pytest.raises(ValuationError) as refused:
        assign(ruler, measures, codes=[1, 2])
    assert refused.value.column == "codes"


def test_an_override_to_a_class_nobody_knows_is_refused() -> None:
    ruler = fit_ruler(SCHEMES[0], {"sales": 1.0, "credit": 1.0})
    with pytest.raises(ValuationError, match="one of A, B, C"):
        assign(ruler, {"sales": 1.0, "credit": 1.0}, overrides=[Override(0, "Z", 9)])


@given(rows=customers)
def test_more_sales_never_earn_a_worse_class(rows: list[tuple[int, ...]]) -> None:
    for scheme in SCHEMES[2:4]:
        measures = measures_of(rows)
        tier = assign(fit_ruler(scheme, measures), measures).earned
        ranked = tier[np.argsort(-measures["sales"], kind="stable")]
        assert all(better <= worse for better, worse in pairwise(ranked.tolist()))
