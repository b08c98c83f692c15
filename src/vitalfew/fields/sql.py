"""Own fields in SQL: one expression for each, from the sheet alone and with no word that anybody typed in it.

The same expression stands in lists and in the index, or the database would not find the one by the other. Everything in
it is immutable, so that it can be indexed.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import DateField, DecimalField, Field, Func, JSONField, TextField
from django.db.models.expressions import Combinable, F

from vitalfew.fields.formulas import MOST_PARTS, Part, Type, read, wrong
from vitalfew.fields.models import Definition, FieldKind
from vitalfew.fields.values import LONGEST
from vitalfew.kernel.errors import BadInput
from vitalfew.kernel.tripling import tripled_sql

SHEET = "{sheet}"  # stands for the column with the sheet
_is_name = re.compile(r"f[0-9]{1,18}")
TYPES = {
    FieldKind.TEXT: Type.TEXT, FieldKind.LINK: Type.TEXT, FieldKind.NUMBER: Type.NUMBER,
    FieldKind.MONEY: Type.NUMBER, FieldKind.DATE: Type.DATE,
}  # fmt: skip
OUTPUTS: dict[Type, Callable[[], "Field[Any, Any]"]] = {
    Type.TEXT: TextField,
    Type.NUMBER: lambda: DecimalField(max_digits=60, decimal_places=6),
    Type.DATE: DateField,
}
FIRST_DAY, LAST_DAY = "date '0001-01-01'", "date '9999-12-31'"
MOST_DAYS = 1_500_000  # either way from any day, and still within what the database knows as days


def _text(name: str) -> str:
    if not _is_name.fullmatch(name):
        raise AssertionError(name)
    return f"({SHEET} ->> '{name}')"


def _day(name: str) -> str:
    text = _text(name)
    year, month, day = (
        f"substr({text}, {start}, {long})::int" for start, long in ((1, 4), (6, 2), (9, 2))
    )
    return f"make_date({year}, {month}, {day})"


def plain_sql(kind: str, name: str) -> str:
    """The value of a field that people fill in."""
    if kind in {FieldKind.NUMBER, FieldKind.MONEY}:
        return f"{_text(name)}::numeric"
    if kind == FieldKind.DATE:
        return _day(name)
    if kind == FieldKind.CHOICES:
        return f"({SHEET} -> '{name}')"
    return _text(name)


@dataclass(frozen=True)
class Reckoned:
    """A field in SQL, and what it is; ``kind`` of a formula follows from what it gives."""

    sql: str
    kind: str

    def for_column(self, column: str) -> str:
        """The expression over a column with the sheet."""
        return self.sql.replace(SHEET, column)

    @property
    def output(self) -> "Field[Any, Any]":
        """What Django makes of it."""
        if self.kind == FieldKind.CHOICES:
            return JSONField()
        return OUTPUTS[TYPES.get(FieldKind(self.kind), Type.TEXT)]()

    def beside(self, path: str) -> Combinable:
        """The expression in a query; ``path`` leads to the sheet's column."""
        return OwnValue(F(path), sql=self.sql, output_field=self.output)

    def tripled(self) -> "Reckoned":
        """The same as the search reads it."""
        return Reckoned(tripled_sql(self.sql), FieldKind.TEXT)


class OwnValue(Func):
    """A piece of our own SQL over one column."""

    def __init__(self, column: Any, *, sql: str, output_field: "Field[Any, Any]") -> None:  # noqa: ANN401
        super().__init__(column, output_field=output_field)
        self.sql = sql

    def as_sql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, list[Any]]:  # type: ignore[override] # noqa: ANN401
        """The column put into the SQL, as often as it is named."""
        column, parameters = compiler.compile(self.source_expressions[0])
        written = self.sql.replace("%", "%%").replace(SHEET, column)
        return f"({written})", list(parameters) * self.sql.count(SHEET)


def reckoned(definitions: Iterable[Definition]) -> dict[str, Reckoned]:
    """Every field in SQL, by name; a formula that cannot be reckoned any more is left out."""
    by_name = {one.name: one for one in definitions}
    found: dict[str, Reckoned] = {}
    for one in by_name.values():
        try:
            found[one.name] = reckon(one, by_name)
        except BadInput:
            continue
    return found


def reckon(definition: Definition, by_name: Mapping[str, Definition]) -> Reckoned:
    """One field in SQL; BadInput for a formula that is wrong."""
    if definition.is_typed:
        return Reckoned(plain_sql(definition.kind, definition.name), definition.kind)
    part = formula_of(definition, by_name)
    sql = written(part)
    if part.type == Type.NUMBER:
        return Reckoned(f"round({sql}, {int(definition.places)})", FieldKind.NUMBER)
    if part.type == Type.DATE:
        return Reckoned(sql, FieldKind.DATE)
    return Reckoned(f"left({sql}, {LONGEST})", FieldKind.TEXT)


def formula_of(definition: Definition, by_name: Mapping[str, Definition]) -> Part:
    """A formula with the formulas that it asks put in their places."""
    return _Whole(by_name, 30).of(definition)


@dataclass(frozen=True)
class _Whole:
    """Puts formulas into formulas, ``deep`` times at most."""

    by_name: Mapping[str, Definition]
    deep: int

    def of(self, definition: Definition) -> Part:
        if not self.deep:
            raise wrong("too deep")
        inner = _Whole(self.by_name, self.deep - 1)
        asked = {
            name: inner.of(self.by_name[name])
            for name in re.findall(r"\[(f[0-9]+)\]", definition.formula)
            if name in self.by_name and not self.by_name[name].is_typed
        }
        types = {
            name: TYPES[FieldKind(one.kind)]
            for name, one in self.by_name.items()
            if one.kind in TYPES
        }
        part = _with(
            read(definition.formula, types | {name: one.type for name, one in asked.items()}), asked
        )
        if part.size() > MOST_PARTS:
            raise wrong("too large")
        return part


def _with(part: Part, asked: Mapping[str, Part]) -> Part:
    if part.word == "field":
        return asked.get(part.said, part)
    return Part(part.word, part.type, part.said, tuple(_with(one, asked) for one in part.parts))


def quoted(text: str) -> str:
    """A text of a formula in SQL, by the numbers of its characters: nothing that anybody typed stands in SQL."""
    said = "".join(f"\\+{ord(one):06X}" for one in text if one != "\x00" and not _is_half(one))
    return f"U&'{said}'::text"


def _is_half(letter: str) -> bool:
    """Half of a character, which no database keeps."""
    return "\ud800" <= letter <= "\udfff"


def written(part: Part) -> str:
    """A formula in SQL."""
    if part.word == "field":
        kinds = {
            Type.NUMBER: FieldKind.NUMBER,
            Type.DATE: FieldKind.DATE,
            Type.TEXT: FieldKind.TEXT,
        }
        return plain_sql(kinds[part.type], part.said)
    if part.word == "value":
        return f"{part.said}::numeric" if part.type == Type.NUMBER else quoted(part.said)
    inner = [written(one) for one in part.parts]
    write = WRITERS.get(part.word)
    if write is not None:
        return write(*inner)
    return _operated(part, *inner)


def _operated(part: Part, left: str, right: str) -> str:
    types = (part.parts[0].type, part.parts[1].type)
    if part.word == "/":
        return f"({left} / nullif({right}, 0))"
    if types == (Type.TEXT, Type.TEXT) and part.word == "+":
        return f"(coalesce({left}, '') || coalesce({right}, ''))"
    if types == (Type.DATE, Type.DATE) and part.word == "-":
        return f"({left} - {right})::numeric"
    if types == (Type.DATE, Type.NUMBER):
        days = f"least(greatest({right}, {-MOST_DAYS}), {MOST_DAYS})::int"
        return f"least(greatest({left} {part.word} {days}, {FIRST_DAY}), {LAST_DAY})"
    return f"({left} {part.word} {right})"


def _made_day(year: str, month: str, day: str) -> str:
    """A day that there is: months and days out of bounds are taken to the nearest."""
    within = f"least(greatest({year}, 1), 9998)::int, least(greatest({month}, 1), 12)::int"
    return f"(make_date({within}, 1) + (least(greatest({day}, 1), 28) - 1)::int)"


WRITERS: dict[str, Callable[..., str]] = {
    "ROUND": lambda number, places="0": f"round({number}, least(greatest({places}, 0), 6)::int)",
    "ABS": lambda number: f"abs({number})",
    "MIN": lambda one, other: f"least({one}, {other})",
    "MAX": lambda one, other: f"greatest({one}, {other})",
    "YEAR": lambda day: f"extract(year FROM {day})",
    "MONTH": lambda day: f"extract(month FROM {day})",
    "DATE": _made_day,
    "LENGTH": lambda text: f"length({text})::numeric",
    "TEXT": lambda number: f"trim_scale({number})::text",
    "IF": lambda asked, one, other: f"CASE WHEN {asked} THEN {one} ELSE {other} END",
    "AND": lambda one, other: f"({one} AND {other})",
    "OR": lambda one, other: f"({one} OR {other})",
    "EMPTY": lambda value: f"({value} IS NULL)",
}
