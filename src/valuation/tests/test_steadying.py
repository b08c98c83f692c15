"""Steadiness: an edge must be passed clearly, and often enough."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuation import (
    ClassScheme,
    Edges,
    Memory,
    Steadiness,
    ValuationError,
    assign,
    fit_ruler,
)

CLASSES = ("A", "B", "C", "D")
EDGES = Edges("sales", (30, 20, 10))


def story(steady: Steadiness, sales: list[float]) -> str:
    """The classes of one customer, run after run."""
    ruler = fit_ruler(ClassScheme("s", CLASSES, EDGES, steady=steady), {"sales": 0.0})
    held, memory = [], None
    for figure in sales:
        assigned = assign(ruler, {"sales": figure}, memory=memory)
        memory = assigned.memory
        held.append(CLASSES[int(assigned.tier[0])])
    return "".join(held)


def test_without_steadiness_the_figures_decide_each_time() -> None:
    assert story(Steadiness(), [35, 5, 25, 35]) == "ADBA"


def test_a_dip_of_one_run_demotes_nobody_but_a_second_one_does() -> None:
    patient = Steadiness(periods_down=2)
    assert story(patient, [35, 5, 35, 35]) == "AAAA"
    assert story(patient, [35, 25, 25, 25]) == "AABB"


def test_a_rise_can_be_made_to_wait_too() -> None:
    assert story(Steadiness(periods_up=3), [15, 35, 35, 35]) == "CCCA"


def test_the_count_starts_anew_when_the_class_is_earned_again_in_between() -> None:
    assert story(Steadiness(periods_down=2), [35, 25, 35, 25, 35, 25, 25]) == "AAAAAAB"


def test_the_count_starts_anew_when_it_goes_the_other_way() -> None:
    slow = Steadiness(periods_up=2, periods_down=2)
    assert story(slow, [25, 15, 35, 15, 35, 35]) == "BBBBBA"


def test_a_customer_goes_only_as_far_as_all_its_runs_agree() -> None:
    patient = Steadiness(periods_down=2)
    assert story(patient, [35, 5, 25]) == "AAB"  # D, then B: at most B in both
    assert story(patient, [35, 25, 5, 5]) == "AABB"  # from B the count begins again
    assert story(patient, [35, 25, 5, 5, 5]) == "AABBD"


def test_an_edge_must_be_passed_by_the_margin_in_both_directions() -> None:
    clear = Steadiness(margin=2)
    assert story(clear, [25, 31, 31.9, 32]) == "BBBA"
    assert story(clear, [35, 29, 28.01, 27.99]) == "AAAB"


def test_beyond_the_margin_a_customer_moves_to_the_class_it_is_clearly_in() -> None:
    clear = Steadiness(margin=2)
    assert story(clear, [35, 19]) == "AB"  # earns C, but not clearly: B
    assert story(clear, [35, 17]) == "AC"
    assert story(clear, [5, 21]) == "DC"  # earns B, but not clearly


def test_margin_and_periods_work_together() -> None:
    both = Steadiness(margin=2, periods_down=2)
    assert story(both, [35, 27, 29, 27, 27]) == "AAAAB"  # 29 is within the margin: no count


def test_a_new_customer_gets_what_it_earns_at_once() -> None:
    slow = Steadiness(margin=50, periods_up=9, periods_down=9)
    assert story(slow, [35]) == "A"
    ruler = fit_ruler(ClassScheme("s", CLASSES, EDGES, steady=slow), {"sales": 0.0})
    assert assign(ruler, {"sales": [35.0, 35.0]}, memory=Memory(
        np.array([-1, 3], np.int8), np.array([-1, -1], np.int8), np.array([0, 0], np.int16)
    )).tier.tolist() == [0, 3]  # fmt: skip


def test_a_memory_kept_by_class_codes_is_the_one_that_was_kept() -> None:
    before = Memory(
        np.array([0, 2, -1, 3], np.int8),
        np.array([1, -1, -1, 2], np.int8),
        np.array([1, 0, 0, 4], np.int16),
    )
    names = np.array([*CLASSES, ""])
    again = Memory.named(CLASSES, names[before.tier], names[before.pending], before.periods)
    for field in ("tier", "pending", "periods"):
        assert np.array_equal(getattr(again, field), getattr(before, field))


def test_classes_a_scheme_no_longer_has_are_forgotten() -> None:
    memory = Memory.named(("A", "B"), ["Z", "A", "B"], ["A", "Z", "A"], [2, 2, 2])
    assert memory.tier.tolist() == [-1, 0, 1]
    assert memory.pending.tolist() == [-1, -1, 0]
    assert memory.periods.tolist() == [0, 0, 2]


def test_a_memory_of_other_classes_is_refused() -> None:
    ruler = fit_ruler(ClassScheme("s", CLASSES, EDGES), {"sales": 0.0})
    with pytest.raises(ValuationError) as refused:
        assign(ruler, {"sales": 5.0}, memory=Memory.of(4))
    assert (refused.value.column, refused.value.rows) == ("memory", 1)


steadinesses = st.builds(
    Steadiness, st.sampled_from([0.0, 3.0]), st.integers(1, 3), st.integers(1, 3)
)


@given(steady=steadinesses, sales=st.lists(st.floats(0, 40), min_size=1, max_size=12))
def test_the_class_held_lies_between_the_one_before_and_the_one_earned(
    steady: Steadiness, sales: list[float]
) -> None:
    plain = [CLASSES.index(code) for code in story(Steadiness(), sales)]
    held = [CLASSES.index(code) for code in story(steady, sales)]
    assert held[0] == plain[0]
    for before, now, earned in zip(held, held[1:], plain[1:], strict=False):
        assert min(before, earned) <= now <= max(before, earned)


@given(steady=steadinesses, figure=st.floats(0, 40), start=st.floats(0, 40))
def test_figures_that_stay_far_from_every_edge_win_in_the_end(
    steady: Steadiness, figure: float, start: float
) -> None:
    if min(abs(figure - edge) for edge in (10, 20, 30)) > 3.01:
        assert story(steady, [start, *[figure] * 4])[-1] == story(Steadiness(), [figure])
