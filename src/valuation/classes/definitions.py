"""A scheme of classes as data: which figures earn which class, what caps it, what keeps it steady.

The order in which things decide, the last one winning:

1. the figures earn a class, by bands, a grid or first-match rules;
2. steadiness keeps the class held before until the edge is passed clearly enough and often enough;
3. a cap takes every class better than its own away, at once, and gives it back at once;
4. an override by hand stands until its last day.

Caps and overrides leave no trace in what steadiness remembers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

from valuation.classes.bands import Bands
from valuation.classes.conditions import Condition
from valuation.errors import ValuationError

MOST_CLASSES: Final = 100
MOST_PERIODS: Final = 1_000
MOST_RULES: Final = 1_000
MOST_CAPS: Final = 100


@dataclass(frozen=True, slots=True)
class ClassRule:
    """A class for who meets every condition."""

    to: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class FirstMatch:
    """Rules in their order of precedence: the first that holds decides; nobody is left out."""

    rules: tuple[ClassRule, ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Two measures in bands; cells[row][column] is the class, both counted from the best band."""

    rows: Bands
    columns: Bands
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Cap:
    """The best class open to who meets every condition."""

    best: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Steadiness:
    """How clearly and how often an edge must be passed before a class changes.

    `margin`, in the unit of the measure, is for classes cut along one measure; `periods_up` and
    `periods_down` are runs in a row, 1 meaning at once.
    """

    margin: float = 0.0
    periods_up: int = 1
    periods_down: int = 1

    def __post_init__(self) -> None:
        if not (isfinite(self.margin) and self.margin >= 0):
            raise _refused("margin_out_of_range", "steady.margin", "0 or more")
        for name in ("periods_up", "periods_down"):
            if not 1 <= getattr(self, name) <= MOST_PERIODS:
                rule = f"1 to {MOST_PERIODS} runs"
                raise _refused("periods_out_of_range", f"steady.{name}", rule)


@dataclass(frozen=True, slots=True)
class ClassScheme:
    """Classes from the best to the last, and everything that decides who is in which.

    Raises ValuationError, naming the field, for classes that are not known, not reachable in
    number, or a margin where there is no single edge to pass.
    """

    name: str
    classes: tuple[str, ...]
    by: Bands | FirstMatch | Grid
    caps: tuple[Cap, ...] = ()
    steady: Steadiness = Steadiness()

    def __post_init__(self) -> None:
        if not 1 <= len(self.classes) <= MOST_CLASSES or len(set(self.classes)) < len(self.classes):
            rule = f"1 to {MOST_CLASSES} different classes"
            raise _refused("classes_out_of_range", "classes", rule)
        self._require_shape()
        for field, code in (*self._named(), *_caps_named(self.caps)):
            if code not in self.classes:
                raise _refused("unknown_class", field, f"one of {', '.join(self.classes)}")
        if self.steady.margin and isinstance(self.by, FirstMatch | Grid):
            raise _refused("margin_without_edge", "steady.margin", "0 unless cut along one measure")

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure it needs, each once."""
        read = (
            *_measures_of(self.by),
            *(m for cap in self.caps for c in cap.when for m in c.measures),
        )
        return tuple(dict.fromkeys(read))

    @property
    def axes(self) -> tuple[Bands, ...]:
        """What is cut into bands: one measure, the two of a grid, none for rules."""
        if isinstance(self.by, FirstMatch):
            return ()
        return (self.by.rows, self.by.columns) if isinstance(self.by, Grid) else (self.by,)

    def tier(self, code: str) -> int:
        """Return the place of a class, 0 the best."""
        if code not in self.classes:
            raise _refused("unknown_class", code, f"one of {', '.join(self.classes)}")
        return self.classes.index(code)

    def _named(self) -> Iterator[tuple[str, str]]:
        """Yield every class named in `by`, with where."""
        if isinstance(self.by, FirstMatch):
            yield from ((f"by.rules[{n}].class", rule.to) for n, rule in enumerate(self.by.rules))
            yield "by.otherwise", self.by.otherwise
        elif isinstance(self.by, Grid):
            for row, cells in enumerate(self.by.cells):
                yield from ((f"by.cells[{row}][{n}]", cell) for n, cell in enumerate(cells))

    def _require_shape(self) -> None:
        """Refuse bands, cells and conditions that do not fit each other in number."""
        if isinstance(self.by, Grid):
            _require_cells(self.by)
        elif isinstance(self.by, FirstMatch):
            if not 1 <= len(self.by.rules) <= MOST_RULES:
                raise _refused("rules_out_of_range", "by.rules", f"1 to {MOST_RULES} rules")
            _require_conditions("by.rules", self.by.rules)
        elif self.by.count != len(self.classes):
            rule = f"a band for each of {len(self.classes)} classes"
            raise _refused("bands_differ", "by", rule)
        if len(self.caps) > MOST_CAPS:
            raise _refused("caps_out_of_range", "caps", f"at most {MOST_CAPS} caps")
        _require_conditions("caps", self.caps)


def _caps_named(caps: Sequence[Cap]) -> Iterator[tuple[str, str]]:
    yield from ((f"caps[{number}].best", cap.best) for number, cap in enumerate(caps))


def _measures_of(by: Bands | FirstMatch | Grid) -> tuple[str, ...]:
    if isinstance(by, FirstMatch):
        return tuple(name for rule in by.rules for c in rule.when for name in c.measures)
    return (by.rows.measure, by.columns.measure) if isinstance(by, Grid) else (by.measure,)


def _require_cells(grid: Grid) -> None:
    if len(grid.cells) != grid.rows.count:
        raise _refused("cells_differ", "by.cells", f"{grid.rows.count} rows, one for each band")
    for row, cells in enumerate(grid.cells):
        if len(cells) != grid.columns.count:
            rule = f"{grid.columns.count} cells, one for each band"
            raise _refused("cells_differ", f"by.cells[{row}]", rule)


def _require_conditions(field: str, entries: Sequence[ClassRule | Cap]) -> None:
    for number, entry in enumerate(entries):
        if not entry.when:
            raise _refused("no_conditions", f"{field}[{number}].when", "one condition or more")


def _refused(code: str, field: str, rule: str) -> ValuationError:
    return ValuationError(code, column=field, rows=1, rule=rule)
