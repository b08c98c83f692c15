"""Filters joined with AND, OR and NOT, as short text that people can read in the address.

``all(tier:A,B;!owner:3;any(country:China;score:80..);!industry:*)``: each filter of the list by its key, its values
with commas, a range with two dots, ``*`` for any value at all, ``!`` for not. Groups stand one level deep. What cannot
be read is refused with one sentence; what names a filter that the reader does not have narrows nothing, and is told.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.db.models import Case, Q, Value, When
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.kernel.errors import BadInput
from vitalfew.web.listing.filters import ChoiceFilter, Filter, RangeFilter

WHERE = "where"
BUILD = "build"
LONGEST = 2000  # characters
MOST = 20  # conditions
ANY_VALUE = "*"
_TOKEN = re.compile(r"(all|any)\(|[();]|[^();]+")
_SPECIAL = ",;()!:*~"
_ESCAPED = re.compile(r"~([0-9a-f]{2})")
_CONDITION = re.compile(r"(!?)([a-z][a-z0-9_.-]*):(.+)", re.DOTALL)


@dataclass(frozen=True)
class Condition:
    """One filter asked: its key, the values or the range, and whether it is turned round."""

    key: str
    values: tuple[str, ...]
    is_not: bool = False

    @property
    def is_of_emptiness(self) -> bool:
        """Whether it asks for any value at all."""
        return self.values == (ANY_VALUE,)

    def __str__(self) -> str:
        values = ",".join(one if self.is_of_emptiness else _escaped(one) for one in self.values)
        return f"{'!' * self.is_not}{self.key}:{values}"

    def asked_of(self, one: Filter) -> QueryDict:
        """The same as an address asks it of the filter alone."""
        asked = QueryDict(mutable=True)
        names = one.parameters()
        if len(names) == 1:
            asked.setlist(names[0], list(self.values))
        else:
            low, _dots, high = self.values[0].partition("..")
            asked[names[0]], asked[names[1]] = low, high
        return asked


@dataclass(frozen=True)
class Group:
    """All of some parts, or any of them."""

    word: str
    parts: "tuple[Condition | Group, ...]"

    def __str__(self) -> str:
        return f"{self.word}({';'.join(map(str, self.parts))})"

    def conditions(self) -> Iterator[Condition]:
        """Every condition in it."""
        for part in self.parts:
            if isinstance(part, Condition):
                yield part
            else:
                yield from part.conditions()


NOTHING = Group("all", ())


def read(asked: QueryDict) -> Group:
    """What an address asks; BadInput for what nobody can read."""
    text = asked.get(WHERE, "")
    if not text:
        return NOTHING
    if len(text) > LONGEST or "\x00" in text:
        raise _unreadable()
    tokens = [found.group() for found in _TOKEN.finditer(text)][::-1]
    found = _group(tokens, depth=0)
    if tokens or sum(1 for _one in found.conditions()) > MOST:
        raise _unreadable()
    return found


def _group(tokens: list[str], depth: int) -> Group:
    """The group that begins at the last token; takes away what it has read."""
    opening = tokens.pop() if tokens else ""
    if opening not in {"all(", "any("} or depth > 1:
        raise _unreadable()
    parts: list[Condition | Group] = []
    while tokens:
        is_group = tokens[-1] in {"all(", "any("}
        parts.append(_group(tokens, depth + 1) if is_group else _condition(tokens.pop()))
        ending = tokens.pop() if tokens else ""
        if ending == ")":
            return Group(opening[:-1], tuple(parts))
        if ending != ";":
            break
    raise _unreadable()


def _condition(text: str) -> Condition:
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise _unreadable()
    turned, key, values = found.groups()
    if values == ANY_VALUE:
        return Condition(key, (ANY_VALUE,), bool(turned))
    return Condition(key, tuple(map(_plain, values.split(","))), bool(turned))


def _escaped(text: str) -> str:
    return "".join(f"~{ord(one):02x}" if one in _SPECIAL else one for one in text)


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)


def _unreadable() -> BadInput:
    return BadInput(
        "unreadable_filters",
        gettext_lazy("These filters cannot be read: the address was cut off or changed. Build them anew in the list."),
    )  # fmt: skip


@dataclass(frozen=True)
class Joined:
    """What was asked, with the filters that this reader has."""

    group: Group
    filters: Mapping[str, Filter]

    def plain(self) -> list[tuple[Filter, QueryDict]]:
        """The conditions that hold of every row: joined with AND and not turned round, as the chips are."""
        if self.group.word != "all":
            return []
        return [
            (self.filters[part.key], part.asked_of(self.filters[part.key]))
            for part in self.group.parts
            if isinstance(part, Condition) and self._is_plain(part)
        ]

    def rest(self) -> Q:
        """Everything else."""
        if self.group.word == "any":
            return self._all_of(self.group)
        parts = [p for p in self.group.parts if isinstance(p, Group) or not self._is_plain(p)]
        return self._all_of(Group("all", tuple(parts)))

    def unanswered(self) -> list[Condition]:
        """The conditions that narrow nothing: their filter is not there, or not their value."""
        return [one for one in self.group.conditions() if not self._condition(one)]

    def in_words(self, part: Condition | Group) -> str:
        """A part as its chip says it."""
        if isinstance(part, Group):
            joint = _(" and ") if part.word == "all" else _(" or ")
            return joint.join(self.in_words(one) for one in part.parts)
        one = self.filters.get(part.key)
        if one is None:
            return part.key
        if part.is_of_emptiness:
            words = _("%(filter)s: empty") if part.is_not else _("%(filter)s: not empty")
            return words % {"filter": one.label}
        said = _(" or ").join(chip.label for chip in one.chips(part.asked_of(one))) or str(
            one.label
        )
        return _("not %(condition)s") % {"condition": said} if part.is_not else said

    def without(self, part: Condition | Group) -> str:
        """The text without one of the outermost parts; empty when nothing is left."""
        kept = tuple(one for one in self.group.parts if one is not part)
        return str(Group(self.group.word, kept)) if kept else ""

    def _is_plain(self, part: Condition) -> bool:
        return not part.is_not and not part.is_of_emptiness and part.key in self.filters

    def _all_of(self, group: Group) -> Q:
        parts = [
            self._all_of(part) if isinstance(part, Group) else self._condition(part)
            for part in group.parts
        ]
        asked = [part for part in parts if part]
        return reduce(and_ if group.word == "all" else or_, asked) if asked else Q()

    def _condition(self, part: Condition) -> Q:
        """One condition; an empty one narrows nothing."""
        one = self.filters.get(part.key)
        if one is None:
            return Q()
        if part.is_of_emptiness:
            empty = emptiness(one)
            return turned(empty) if empty is not None and not part.is_not else empty or Q()
        asked = one.condition(part.asked_of(one))
        return turned(asked) if asked and part.is_not else asked


def joined(filters: Sequence[Filter], asked: QueryDict) -> Joined:
    """What the address asks of these filters."""
    return Joined(read(asked), {one.key: one for one in filters})


def emptiness(one: Filter) -> Q | None:
    """The rows without a value; None where every row has one, or nobody said how to tell."""
    return one.empty if isinstance(one, ChoiceFilter | RangeFilter) else None


def turned(condition: Q) -> Q:
    """Every row that the condition does not hold of, those without a value too."""
    return Q(Case(When(condition, then=Value(False)), default=Value(True)))
