"""Schemes to plain data and back, so that a product can keep them in versions.

What comes back is checked as strictly as what is built in code: ValuationError names the field, such
as `by.rules[1].when[0].measure`, and the rule it breaks. Unknown fields are refused, not ignored.
"""

from collections.abc import Callable, Mapping
from typing import Final

from valuation.classes.assigning import Ruler
from valuation.classes.bands import EVERYBODY, Bands, Edges, NaturalBreaks, Shares
from valuation.classes.conditions import COMPARISONS, Condition
from valuation.classes.definitions import Cap, ClassRule, ClassScheme, FirstMatch, Grid, Steadiness
from valuation.classes.detectors import Detector
from valuation.classes.schemes import NOBODY, Cut
from valuation.documents import FORMAT, Field, built_at


def scheme_to_data(scheme: ClassScheme) -> dict[str, object]:
    """Return the scheme as dicts, lists, texts, numbers and booleans alone."""
    steady = scheme.steady
    return {
        "format": FORMAT,
        "name": scheme.name,
        "classes": list(scheme.classes),
        "by": _by_to_data(scheme.by),
        "caps": [{"best": cap.best, "when": _when_to_data(cap.when)} for cap in scheme.caps],
        "steady": {
            "margin": steady.margin,
            "periods_up": steady.periods_up,
            "periods_down": steady.periods_down,
        },
    }


def scheme_from_data(data: object) -> ClassScheme:
    """Return the scheme that `scheme_to_data` described; equal to the one it was made of."""
    top = Field("", data).fields("format", "name", "classes", "by", caps=[], steady={})
    top["format"].whole(1, FORMAT)
    steady = top["steady"].fields(margin=0.0, periods_up=1, periods_down=1)
    return ClassScheme(
        name=top["name"].text(),
        classes=tuple(entry.text() for entry in top["classes"].entries()),
        by=_by_from_data(top["by"]),
        caps=tuple(_cap(entry) for entry in top["caps"].entries()),
        steady=Steadiness(
            steady["margin"].number(),
            steady["periods_up"].whole(),
            steady["periods_down"].whole(),
        ),
    )


def ruler_to_data(ruler: Ruler) -> dict[str, object]:
    """Return the ruler of a run as plain data: the scheme, and the cuts exactly."""
    return {
        "scheme": scheme_to_data(ruler.scheme),
        "cuts": [[_cut_to_data(cut) for cut in cuts] for cuts in ruler.cuts],
    }


def ruler_from_data(data: object) -> Ruler:
    """Return the ruler that `ruler_to_data` described; it classes every customer as that one did."""
    top = Field("", data).fields("scheme", "cuts")
    scheme = scheme_from_data(top["scheme"].value)
    rows = top["cuts"].entries()
    if [len(row.entries()) for row in rows] != [axis.count - 1 for axis in scheme.axes]:
        raise top["cuts"].refused("cuts_differ", "a cut between each class and the next")
    return Ruler(scheme, tuple(tuple(_cut(entry) for entry in row.entries()) for row in rows))


def detector_to_data(detector: Detector) -> dict[str, object]:
    """Return the detector as plain data."""
    return {
        "format": FORMAT,
        "code": detector.code,
        "when": _when_to_data(detector.when),
        "causes": _when_to_data(detector.causes),
    }


def detector_from_data(data: object) -> Detector:
    """Return the detector that `detector_to_data` described."""
    top = Field("", data).fields("format", "code", "when", causes=[])
    top["format"].whole(1, FORMAT)
    return Detector(top["code"].text(), _when(top["when"]), _when(top["causes"]))


def _by_to_data(by: Bands | FirstMatch | Grid) -> dict[str, object]:
    if isinstance(by, FirstMatch):
        rules = [{"class": rule.to, "when": _when_to_data(rule.when)} for rule in by.rules]
        return {"kind": "rules", "rules": rules, "otherwise": by.otherwise}
    if isinstance(by, Grid):
        axes = {"rows": _by_to_data(by.rows), "columns": _by_to_data(by.columns)}
        return {"kind": "grid", **axes, "cells": [list(row) for row in by.cells]}
    common = {"measure": by.measure, "low_is_best": by.low_is_best}
    if isinstance(by, Shares):
        return {"kind": "shares", **common, "shares": list(by.shares)}
    if isinstance(by, Edges):
        return {"kind": "thresholds", **common, "edges": list(by.edges)}
    return {"kind": "natural_breaks", **common, "count": by.count}


def _by_from_data(field: Field) -> Bands | FirstMatch | Grid:
    kind = _kind(field, (*_BANDS, "rules", "grid"))
    if kind == "rules":
        parts = field.fields("kind", "rules", "otherwise")
        rules = tuple(_rule(entry) for entry in parts["rules"].entries())
        return FirstMatch(rules, parts["otherwise"].text())
    if kind == "grid":
        parts = field.fields("kind", "rows", "columns", "cells")
        cells = tuple(
            tuple(cell.text() for cell in row.entries()) for row in parts["cells"].entries()
        )
        return Grid(_bands(parts["rows"]), _bands(parts["columns"]), cells)
    return _bands(field)


def _bands(field: Field) -> Bands:
    return _BANDS[_kind(field, tuple(_BANDS))](field)


def _kind(field: Field, known: tuple[str, ...]) -> str:
    if not isinstance(field.value, Mapping):
        raise field.refused("not_an_object", "an object with named fields")
    kind = Field(f"{field.path}.kind", field.value.get("kind"))
    if kind.value not in known:
        raise kind.refused("unknown_kind", f"one of {', '.join(known)}")
    return kind.text()


def _shares(field: Field) -> Shares:
    parts = field.fields("kind", "measure", "shares", low_is_best=False)
    shares = tuple(entry.number() for entry in parts["shares"].entries())
    return built_at(
        field, lambda: Shares(parts["measure"].text(), shares, parts["low_is_best"].truth())
    )


def _edges(field: Field) -> Edges:
    parts = field.fields("kind", "measure", "edges", low_is_best=False)
    edges = tuple(entry.number() for entry in parts["edges"].entries())
    return built_at(
        field, lambda: Edges(parts["measure"].text(), edges, parts["low_is_best"].truth())
    )


def _breaks(field: Field) -> NaturalBreaks:
    parts = field.fields("kind", "measure", "count", low_is_best=False)
    measure, low = parts["measure"].text(), parts["low_is_best"].truth()
    return built_at(field, lambda: NaturalBreaks(measure, parts["count"].whole(), low))


_BANDS: Final[Mapping[str, Callable[[Field], Bands]]] = {
    "shares": _shares,
    "thresholds": _edges,
    "natural_breaks": _breaks,
}


def _rule(field: Field) -> ClassRule:
    parts = field.fields("class", "when")
    return ClassRule(parts["class"].text(), _when(parts["when"]))


def _cap(field: Field) -> Cap:
    parts = field.fields("best", "when")
    return Cap(parts["best"].text(), _when(parts["when"]))


def _when(field: Field) -> tuple[Condition, ...]:
    return tuple(_condition(entry) for entry in field.entries())


def _when_to_data(when: tuple[Condition, ...]) -> list[dict[str, object]]:
    return [
        {"measure": c.measure, c.comparison: c.number}
        | ({} if c.times is None else {"times": c.times})
        for c in when
    ]


def _condition(field: Field) -> Condition:
    """Read {"measure": ..., "at_least": number} with an optional "times": another measure."""
    parts = field.fields("measure", times=None, **dict.fromkeys(COMPARISONS))
    compared = [name for name in COMPARISONS if parts[name].value is not None]
    if len(compared) != 1:
        raise field.refused("no_single_comparison", f"exactly one of {', '.join(COMPARISONS)}")
    times = parts["times"].text() if parts["times"].value is not None else None
    return Condition(parts["measure"].text(), compared[0], parts[compared[0]].number(), times)


def _cut_to_data(cut: Cut) -> dict[str, object]:
    """Nobody is above a cut without a score; a cut without a code parts no equal values."""
    if cut == NOBODY:
        return {"score": None, "code": None}
    return {"score": cut.score, "code": None if cut.code == EVERYBODY else cut.code}


def _cut(field: Field) -> Cut:
    parts = field.fields("score", "code")
    if parts["score"].value is None:
        return NOBODY
    code = EVERYBODY if parts["code"].value is None else parts["code"].whole()
    return Cut(parts["score"].number(), code)
