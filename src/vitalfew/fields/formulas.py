"""The language of formulas: other fields by name, numbers, texts, + - * / and a few functions.

A formula is read by Python's own parser and then checked node by node: what is not named here is refused, and nothing
is ever run. It is reckoned by the database (``vitalfew.fields.sql``), so that lists filter and sort by it.
People write fields as ``[Annual budget]``; kept is ``[f12]``, so that a field can be renamed.
"""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from django.utils.translation import gettext as _

from vitalfew.kernel.errors import BadInput

LONGEST = 500
MOST_NODES = 400  # of Python's own tree: no formula is so deep that reading it ends in itself
MOST_PARTS = 200  # of a formula with all formulas that it names
_parts = re.compile(
    r"'[^']*'|\"[^\"]*\"|\[[^\[\]]*\]|\bif\s*(?=\()|(?<![=<>!])=(?!=)|<>", re.IGNORECASE
)
_whole = re.compile(r"('[^']*'|\"[^\"]*\"|\[[^\[\]]*\])")
_name = re.compile(r"f[0-9]{1,18}")
SIGNS_ABROAD = str.maketrans("（）＋－×＊÷／＝＜＞，．【】", "()+-**//=<>,.[]")


class Type(StrEnum):
    """What a part of a formula is."""

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    TRUTH = "truth"


@dataclass(frozen=True)
class Part:
    """A part of a formula that was read: ``word`` says which, ``parts`` are its own parts.

    ``word`` is "field" or "value" (then ``said`` holds which), an operator or a function's name.
    """

    word: str
    type: Type
    said: str = ""
    parts: tuple["Part", ...] = ()

    def size(self) -> int:
        """How many parts it has, itself included."""
        return 1 + sum(part.size() for part in self.parts)

    def fields(self) -> set[str]:
        """The names of the fields it asks."""
        own = {self.said} if self.word == "field" else set()
        return own.union(*(part.fields() for part in self.parts))


type Types = Mapping[str, Type]
N, T, D, B = Type.NUMBER, Type.TEXT, Type.DATE, Type.TRUTH
# What each operator makes of which two sides.
OPERATORS: dict[tuple[str, Type, Type], Type] = {
    ("+", N, N): N, ("-", N, N): N, ("*", N, N): N, ("/", N, N): N,
    ("+", T, T): T, ("-", D, D): N, ("+", D, N): D, ("-", D, N): D,
    **{(sign, side, side): B for sign in ("=", "<>", "<", "<=", ">", ">=") for side in (N, T, D)},
}  # fmt: skip
# What each function takes; the last is what it gives.
FUNCTIONS: dict[str, list[tuple[Type, ...]]] = {
    "ROUND": [(N, N), (N, N, N)],
    "ABS": [(N, N)],
    "MIN": [(N, N, N), (D, D, D)],
    "MAX": [(N, N, N), (D, D, D)],
    "YEAR": [(D, N)],
    "MONTH": [(D, N)],
    "DATE": [(N, N, N, D)],
    "LENGTH": [(T, N)],
    "TEXT": [(N, T)],
    "IF": [(B, N, N, N), (B, T, T, T), (B, D, D, D)],
    "AND": [(B, B, B)],
    "OR": [(B, B, B)],
    "EMPTY": [(N, B), (T, B), (D, B)],
}  # fmt: skip
SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Eq: "=", ast.NotEq: "<>", ast.Lt: "<",
    ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip


def wrong(sentence: str, **named: object) -> BadInput:
    """Something in a formula cannot be used."""
    return BadInput("formula_wrong", sentence % named, field="formula")


def kept(typed: str, names: Mapping[str, str]) -> str:
    """What people typed, with fields by their machine names. ``names``: what a field is called, and its name.

    >>> kept("[Budget] * 2", {"budget": "f1"})
    '[f1] * 2'
    """

    def by_name(called: str) -> str:
        name = names.get(called.casefold()) or (called if called in names.values() else "")
        if not name:
            raise wrong(_("There is no field “%(name)s”. Take one of those below."), name=called)
        return f"[{name}]"

    return _each_field(_as_typed_abroad(typed.strip()), by_name)


def _as_typed_abroad(text: str) -> str:
    """Signs of Chinese keyboards as plain ones, outside of texts and names."""
    pieces = _whole.split(text)
    return "".join(one if at % 2 else one.translate(SIGNS_ABROAD) for at, one in enumerate(pieces))


def shown(text: str, labels: Mapping[str, str]) -> str:
    """What is kept, with fields as people call them.

    >>> shown("[f1] * 2", {"f1": "Budget"})
    '[Budget] * 2'
    """
    return _each_field(text, lambda name: f"[{labels.get(name, name)}]")


def _each_field(text: str, put: Callable[[str], str]) -> str:
    def replaced(found: re.Match[str]) -> str:
        part = found.group()
        return put(part[1:-1].strip()) if part.startswith("[") else part

    return _parts.sub(replaced, text)


def read(text: str, types: Types) -> Part:
    """A kept formula as its parts; BadInput with a sentence where it is none. ``types``: what each field holds."""
    if len(text) > LONGEST:
        raise wrong(_("A formula has at most %(most)d characters."), most=LONGEST)
    try:
        tree = ast.parse(_as_python(text), mode="eval")
        if sum(1 for _node in ast.walk(tree)) > MOST_NODES:
            raise ValueError("too large")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise wrong(
            _(
                "This is no formula. Write for example [Budget] * 0.3 or IF([Budget] > 1000, 'large', 'small')."
            )
        ) from error
    part = _Reader(types).read(tree.body)
    if part.type == Type.TRUTH:
        raise wrong(_("A comparison alone gives no value. Put it into IF(…, …, …)."))
    return part


def _as_python(text: str) -> str:
    """Fields as names, ``=`` as a comparison, ``if(`` as a function: Python's parser knows them so."""

    def replaced(found: re.Match[str]) -> str:
        part = found.group()
        if part.startswith("["):
            return f" {part[1:-1].strip()} " if _name.fullmatch(part[1:-1].strip()) else part
        if part == "<>":
            return "!="
        if part == "=":
            return "=="
        # A backslash is a character like any other.
        return part.replace("\\", "\\\\") if part[0] in "'\"" else "IF"

    return " ".join(_parts.sub(replaced, text).split("\n")).strip()


@dataclass(frozen=True)
class _Reader:
    types: Types

    def read(self, node: ast.AST) -> Part:
        """One node and all below it."""
        match node:
            case ast.Constant(value=value):
                return self._value(value)
            case ast.Name(id=name):
                return self._field(name)
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return self._operated("-", Part("value", N, "0"), self.read(inner))
            case ast.BinOp(left=left, op=op, right=right):
                return self._operated(SIGNS.get(type(op), ""), self.read(left), self.read(right))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._operated(SIGNS.get(type(op), ""), self.read(left), self.read(right))
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self._called(name.upper(), tuple(self.read(one) for one in args))
        raise wrong(
            _(
                "A formula can hold fields, numbers, texts, + - * / and the functions below, nothing else."
            )
        )

    def _value(self, value: object) -> Part:
        if isinstance(value, str):
            return Part("value", T, value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return Part("value", N, _plain(value))
        raise wrong(
            _(
                "A formula can hold fields, numbers, texts, + - * / and the functions below, nothing else."
            )
        )

    def _field(self, name: str) -> Part:
        if name not in self.types:
            raise wrong(_("There is no field “%(name)s”. Take one of those below."), name=name)
        return Part("field", self.types[name], name)

    def _operated(self, sign: str, left: Part, right: Part) -> Part:
        made = OPERATORS.get((sign, left.type, right.type))
        if made is None:
            raise wrong(
                _(
                    "“%(sign)s” does not go with these two: numbers go with numbers, texts with texts, and days count."
                ),
                sign=sign or "?",
            )
        return Part(sign, made, parts=(left, right))

    def _called(self, name: str, parts: tuple[Part, ...]) -> Part:
        given = tuple(part.type for part in parts)
        for *takes, gives in FUNCTIONS.get(name, []):
            if given == tuple(takes):
                return Part(name, gives, parts=parts)
        if name in FUNCTIONS:
            raise wrong(_("%(name)s takes other things. Look at the examples below."), name=name)
        raise wrong(_("There is no function %(name)s. Take one of those below."), name=name)


def _plain(value: float) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise wrong(_("A number is too large for a formula.")) from error
    if not number.is_finite() or (number and abs(number.adjusted()) > 15):
        raise wrong(_("A number is too large for a formula."))
    return f"{number:f}"


def refuse_circle(name: str, asks: Mapping[str, set[str]]) -> None:
    """BadInput when a formula, by way of those it asks, asks itself. ``asks``: what each formula asks directly."""
    seen: set[str] = set()
    waiting = set(asks.get(name, ()))
    while waiting:
        one = waiting.pop()
        if one == name:
            raise wrong(
                _(
                    "That would be a circle: one of the fields in this formula is made from this one."
                )
            )
        if one not in seen:
            seen.add(one)
            waiting |= asks.get(one, set())
