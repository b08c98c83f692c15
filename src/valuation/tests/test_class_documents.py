"""Schemes as stored data: there and back, and bad data refused by field and rule."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuation import (
    DETECTORS,
    PRESETS,
    Cap,
    ClassRule,
    ClassScheme,
    Condition,
    Edges,
    FirstMatch,
    Grid,
    NaturalBreaks,
    Shares,
    Steadiness,
    ValuationError,
    detector_from_data,
    detector_to_data,
    fit_ruler,
    ruler_from_data,
    ruler_to_data,
    scheme_from_data,
    scheme_to_data,
)

names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).filter(str.strip)
numbers = st.floats(-1e12, 1e12)
conditions = st.builds(
    Condition,
    names,
    st.sampled_from(["at_least", "above", "below", "at_most"]),
    numbers,
    st.none() | names,
)
whens = st.lists(conditions, min_size=1, max_size=3).map(tuple)


@st.composite
def bands(draw: st.DrawFn, count: int) -> Shares | Edges | NaturalBreaks:
    measure, low_is_best = draw(names), draw(st.booleans())
    kind = draw(st.sampled_from(["shares", "edges", "breaks"]))
    if kind == "shares":
        return Shares(measure, (100 - 1.5 * (count - 1), *[1.5] * (count - 1)), low_is_best)
    if kind == "breaks":
        return NaturalBreaks(measure, count, low_is_best)
    size = count - 1
    edges = sorted(draw(st.sets(numbers, min_size=size, max_size=size)), reverse=not low_is_best)
    return Edges(measure, tuple(edges), low_is_best)


@st.composite
def schemes(draw: st.DrawFn) -> ClassScheme:
    classes = tuple(draw(st.lists(names, min_size=1, max_size=5, unique=True)))
    kind = draw(st.sampled_from(["bands", "rules", "grid"]))
    some = st.sampled_from(classes)
    by: Any = draw(bands(len(classes)))
    if kind == "rules":
        rules = draw(st.lists(st.builds(ClassRule, some, whens), min_size=1, max_size=4))
        by = FirstMatch(tuple(rules), draw(some))
    elif kind == "grid":
        rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 3))
        cells = tuple(tuple(draw(some) for _ in range(columns)) for _ in range(rows))
        by = Grid(draw(bands(rows)), draw(bands(columns)), cells)
    margin = draw(st.floats(0, 100)) if kind == "bands" else 0.0
    steady = Steadiness(margin, draw(st.integers(1, 9)), draw(st.integers(1, 9)))
    caps = tuple(draw(st.lists(st.builds(Cap, some, whens), max_size=2)))
    return ClassScheme(draw(names), classes, by, caps, steady)


@given(scheme=schemes())
def test_a_scheme_comes_back_from_json_as_it_was(scheme: ClassScheme) -> None:
    assert scheme_from_data(json.loads(json.dumps(scheme_to_data(scheme)))) == scheme


@pytest.mark.parametrize("code", DETECTORS)
def test_a_detector_comes_back_from_json_as_it_was(code: str) -> None:
    detector = DETECTORS[code]
    assert detector_from_data(json.loads(json.dumps(detector_to_data(detector)))) == detector


def test_caps_and_steadiness_may_be_left_out() -> None:
    data = {
        "format": 1,
        "name": "sizes",
        "classes": ["big", "small"],
        "by": {"kind": "thresholds", "measure": "sales", "edges": [1000]},
    }
    scheme = scheme_from_data(data)
    assert scheme == ClassScheme("sizes", ("big", "small"), Edges("sales", (1000.0,)))


RULES = scheme_to_data(PRESETS["ibm_four"])
GRID = scheme_to_data(PRESETS["key_account"])
SHARES = scheme_to_data(PRESETS["abcd"])
EDGES = {**SHARES, "by": {"kind": "thresholds", "measure": "s", "edges": [3, 2, 1]}}


def broken(data: dict[str, Any], change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(data))
    change(copy)
    return copy


def put(path: str, value: object) -> Callable[[dict[str, Any]], object]:
    """Return a change that puts a value at a path such as `by.rules.0.class`."""

    def change(top: dict[str, Any]) -> None:
        data: Any = top
        *way, last = path.split(".")
        for step in way:
            data = data[int(step) if isinstance(data, list) else step]
        data[int(last) if isinstance(data, list) else last] = value

    return change


@pytest.mark.parametrize(
    ("data", "path", "value", "field"),
    [
        (SHARES, "format", 2, "format"),
        (SHARES, "format", "1", "format"),
        (SHARES, "name", "  ", "name"),
        (SHARES, "classes", "ABCD", "classes"),
        (SHARES, "classes", ["A", "B", "B", "D"], "classes"),
        (SHARES, "classes", ["A", "B", "C"], "by"),
        (SHARES, "classes.1", 7, "classes[1]"),
        (SHARES, "colour", "red", "colour"),
        (SHARES, "by", None, "by"),
        (SHARES, "by.kind", "deciles", "by.kind"),
        (SHARES, "by.measure", "", "by.measure"),
        (SHARES, "by.shares", [20, 30, 30, 30], "by.share"),
        (SHARES, "by.shares.2", "30", "by.shares[2]"),
        (SHARES, "by.shares.2", True, "by.shares[2]"),
        (SHARES, "by.shares.2", float("nan"), "by.shares[2]"),
        (SHARES, "by.low_is_best", "no", "by.low_is_best"),
        (SHARES, "caps.0.best", "E", "caps[0].best"),
        (SHARES, "caps.0.when", [], "caps[0].when"),
        (SHARES, "caps.0.when.0.below", 10**400, "caps[0].when[0].below"),
        (SHARES, "caps.0.when.0.at_least", 10, "caps[0].when[0]"),
        (SHARES, "caps.0.when.0", {"measure": "credit"}, "caps[0].when[0]"),
        (SHARES, "steady.margin", -1, "steady.margin"),
        (SHARES, "steady.periods_down", 0, "steady.periods_down"),
        (SHARES, "steady.periods_down", 1.5, "steady.periods_down"),
        (EDGES, "by.edges", [1, 2, 3], "by.edges"),
        (EDGES, "by.edges", [3, 2], "by"),
        (RULES, "by.rules", [], "by.rules"),
        (RULES, "by.rules.1.class", "lazy", "by.rules[1].class"),
        (RULES, "by.rules.1.when", [], "by.rules[1].when"),
        (RULES, "by.rules.0.when.1.times", 3, "by.rules[0].when[1].times"),
        (RULES, "by.otherwise", "nobody", "by.otherwise"),
        (RULES, "steady.margin", 2, "steady.margin"),
        (GRID, "by.cells.0.1", "king", "by.cells[0][1]"),
        (GRID, "by.cells.0", ["key"], "by.cells[0]"),
        (GRID, "by.cells", [["key", "key"]], "by.cells"),
        (GRID, "by.rows.kind", "grid", "by.rows.kind"),
        (GRID, "by.rows.edges", "50", "by.rows.edges"),
        (GRID, "steady.margin", 2, "steady.margin"),
    ],
)
def test_bad_data_is_refused_naming_the_field(
    data: dict[str, Any], path: str, value: object, field: str
) -> None:
    with pytest.raises(ValuationError) as refused:
        scheme_from_data(broken(data, put(path, value)))
    assert refused.value.column == field
    assert refused.value.rule


@pytest.mark.parametrize("field", ["format", "name", "classes", "by"])
def test_what_is_missing_is_named(field: str) -> None:
    with pytest.raises(ValuationError) as refused:
        scheme_from_data(broken(SHARES, lambda data: data.pop(field)))
    assert (refused.value.column, refused.value.code) == (field, "field_missing")


@pytest.mark.parametrize("data", [None, 3, "abcd", ["abcd"]])
def test_what_is_no_object_is_refused(data: object) -> None:
    with pytest.raises(ValuationError, match="document"):
        scheme_from_data(data)


junk = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(
    path=st.sampled_from(["by", "classes", "by.rules", "by.rules.0.when.0", "caps.0"]),
    value=junk,
)
def test_junk_is_refused_and_never_breaks_anything_else(path: str, value: object) -> None:
    data = {**RULES, "caps": SHARES["caps"]}
    with pytest.raises(ValuationError):
        scheme_from_data(broken(data, put(path, value)))


def test_a_ruler_needs_a_cut_between_each_class_and_the_next() -> None:
    ruler = ruler_to_data(fit_ruler(PRESETS["key_major_regular_maintain"], {"score": [1.0, 2.0]}))
    with pytest.raises(ValuationError, match="cuts"):
        ruler_from_data(broken(ruler, lambda data: data["cuts"][0].pop()))
    with pytest.raises(ValuationError) as refused:
        ruler_from_data(broken(ruler, put("cuts.0.1.score", "high")))
    assert refused.value.column == "cuts[0][1].score"
