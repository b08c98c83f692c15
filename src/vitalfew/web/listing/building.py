"""The page on which filters are joined: a plain form of lines, each with a filter, how it is meant, and its values.

Every button sends the whole form; the answer is the same page with what was typed, or the list with its new address.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from vitalfew.web.listing.conditions import (
    ANY_VALUE,
    BUILD,
    MOST,
    WHERE,
    Condition,
    Group,
    emptiness,
    joined,
)
from vitalfew.web.listing.filters import ChoiceFilter, Filter
from vitalfew.web.listing.keeping import PLAIN
from vitalfew.web.shortcuts import page

if TYPE_CHECKING:
    from vitalfew.web.listing.declaration import Listing

BRACKETS = 3
APPLY = "apply"
OF_THE_FORM = (
    BUILD,
    WHERE,
    "match",
    "lines",
    "do",
    "after",
    "before",
    "page",
    "count",
    "format",
    "choices",
)


@dataclass(frozen=True)
class Line:
    """One condition as the form shows it; ``bracket`` 0 is none."""

    number: int
    key: str
    meaning: str  # is, not, some, none
    asked: QueryDict
    bracket: int
    filter: Filter | None

    @property
    def fields(self) -> dict[str, Any]:
        """The boxes or inputs of its filter, with what was chosen."""
        one = self.filter
        if one is None or self.meaning in {"some", "none"}:
            return {}
        return (
            one.all_fields(self.asked) if isinstance(one, ChoiceFilter) else one.fields(self.asked)
        )

    @property
    def inputs(self) -> list[tuple[str, str, str]]:
        """The two bounds under the names of this form."""
        return [
            (f"{'lh'[at]}{self.number}", label, value)
            for at, (_name, label, value) in enumerate(self.fields.get("inputs", ()))
        ]

    @property
    def meanings(self) -> list[tuple[str, str]]:
        """How it can be meant; emptiness where the filter knows of it."""
        told = [("is", _("is")), ("not", _("is not"))]
        if self.filter is not None and emptiness(self.filter) is not None:
            told += [("some", _("is not empty")), ("none", _("is empty"))]
        return told

    def condition(self) -> Condition | None:
        """What it asks; None while nothing is chosen."""
        if self.filter is None:
            return None
        if self.meaning in {"some", "none"}:
            return Condition(self.key, (ANY_VALUE,), self.meaning == "none")
        names = self.filter.parameters()
        if len(names) == 1:
            values = tuple(self.asked.getlist(names[0]))
        else:
            bounds = [self.asked.get(name, "").strip() for name in names]
            values = ("..".join(bounds),) if any(bounds) else ()
        return Condition(self.key, values, self.meaning == "not") if values else None


def respond(listing: "Listing[Any]", request: HttpRequest) -> HttpResponse:
    """The form, or the list with what it says."""
    asked, filters = request.GET, {one.key: one for one in listing.filters}
    is_new = "lines" not in asked
    lines = _of_address(listing, asked, filters) if is_new else _of_form(asked, filters)
    match = joined(listing.filters, asked).group.word if is_new else asked.get("match", "all")
    if asked.get("do") == APPLY:
        return redirect(_address(request, match, lines))
    more = is_new or asked.get("do") == "more"
    if more and len(lines) < MOST:
        lines.append(Line(len(lines), "", "is", QueryDict(mutable=True), 0, None))
    context = {
        "lines": lines, "match": match, "filters": listing.filters, "path": request.path,
        "kept": _pairs(_kept(asked)), "brackets": range(1, BRACKETS + 1),
        "count": len(lines), "back": _back(request),
    }  # fmt: skip
    return page(request, "web/listing/builder.html", context)


def _pairs(query: QueryDict) -> list[tuple[str, str]]:
    """What goes along unseen."""
    return [(name, str(value)) for name, values in query.lists() for value in values if value]


def _of_address(
    listing: "Listing[Any]", asked: QueryDict, filters: dict[str, Filter]
) -> list[Line]:
    """The lines of what the address asks already; each group is a bracket."""
    found: list[tuple[Condition, int]] = []
    bracket = 0
    for part in joined(listing.filters, asked).group.parts:
        if isinstance(part, Condition):
            found.append((part, 0))
        else:
            bracket += 1
            found += [(one, bracket) for one in part.conditions()]
    return [
        Line(
            n,
            one.key,
            _meaning(one),
            one.asked_of(filters[one.key]),
            min(at, BRACKETS),
            filters[one.key],
        )
        for n, (one, at) in enumerate((o, a) for o, a in found if o.key in filters)
    ]


def _meaning(one: Condition) -> str:
    if one.is_of_emptiness:
        return "none" if one.is_not else "some"
    return "not" if one.is_not else "is"


def _of_form(asked: QueryDict, filters: dict[str, Filter]) -> list[Line]:
    """The lines as they were sent; those whose filter was taken away are gone."""
    count = asked.get("lines", "")
    many = min(int(count), MOST) if count.isdecimal() and len(count) < BRACKETS else 0
    numbers = [n for n in range(many) if asked.get(f"f{n}")]
    return [_line(at, n, asked, filters) for at, n in enumerate(numbers)]


def _line(at: int, n: int, asked: QueryDict, filters: dict[str, Filter]) -> Line:
    key = asked.get(f"f{n}", "")
    one, typed = filters.get(key), QueryDict(mutable=True)
    names = one.parameters() if one else ()
    # Values of a filter that was chosen before mean nothing to this one.
    if asked.get(f"k{n}") == key:
        if len(names) == 1:
            typed.setlist(names[0], asked.getlist(f"v{n}"))
        for name, short in zip(names if len(names) > 1 else (), "lh", strict=False):
            typed[name] = asked.get(f"{short}{n}", "")
    bracket = asked.get(f"b{n}", "0")
    place = int(bracket) if bracket in {str(b) for b in range(BRACKETS + 1)} else 0
    return Line(at, key, asked.get(f"m{n}", "is"), typed, place, one)


def _address(request: HttpRequest, match: str, lines: list[Line]) -> str:
    """The list with the finished conditions; lines in a bracket are joined the other way."""
    word, other = ("any", "all") if match == "any" else ("all", "any")
    parts: list[Condition | Group] = []
    for bracket in range(BRACKETS + 1):
        said = [c for line in lines if line.bracket == bracket and (c := line.condition())]
        if bracket and len(said) > 1:
            parts.append(Group(other, tuple(said)))
        else:
            parts += said
    query = _kept(request.GET)
    if parts:
        query[WHERE] = str(Group(word, tuple(parts)))
    text = query.urlencode(safe=PLAIN)
    return f"{request.path}?{text}" if text else request.path


def _kept(asked: QueryDict) -> QueryDict:
    """What the list was asked beside this."""
    query = asked.copy()
    for name in asked:
        if name in OF_THE_FORM or (name[:1] in "fmvlhbk" and name[1:].isdecimal()):
            del query[name]
    return query


def _back(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop(BUILD, None)
    is_form = "lines" in query
    text = (_kept(query) if is_form else query).urlencode(safe=PLAIN)
    return f"{request.path}?{text}" if text else request.path
