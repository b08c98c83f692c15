"""Filters of a list: shown as chips, joined with AND; several values of one filter mean any of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import ClassVar, Protocol

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from vitalfew.web import numbers

type Text = str | Promise
LARGEST_POWER = 30  # of ten


@dataclass(frozen=True)
class Choice:
    """A value one can filter by."""

    value: str
    label: Text


@dataclass(frozen=True)
class Chip:
    """A filter in force: what it says, and which parameters its cross takes away."""

    label: str
    remove: tuple[tuple[str, str], ...]


class Filter(Protocol):
    """What a list asks of a filter."""

    @property
    def key(self) -> str:
        """Its name in the address."""

    @property
    def label(self) -> Text:
        """Its name for people."""

    @property
    def template(self) -> str:
        """What draws its little form."""

    @property
    def guard(self) -> str:
        """The field whose rules say who may ask it; empty for everybody."""

    def chips(self, asked: QueryDict) -> list[Chip]:
        """The chips of what was asked."""

    def condition(self, asked: QueryDict) -> Q:
        """What was asked, for the database."""

    def copied(self, asked: QueryDict) -> Q:
        """The same said of a joined table's copy of the field; nothing where there is none."""

    def fields(self, asked: QueryDict) -> dict[str, object]:
        """What the filter's own little form shows."""

    def parameters(self) -> tuple[str, ...]:
        """The names it uses in the address."""


@dataclass(frozen=True)
class ChoiceFilter:
    """Any of some values. ``lookup`` is a field, or a function that makes the condition for the chosen values.

    ``copy`` names a joined table's copy of the field: where a row of that table is sure to be there, asking it as well
    lets one index of that table serve filter and sort. Of a ``long`` list the page shows only what was chosen; the rest
    is fetched when the filter is opened. ``empty`` is the condition of the rows without a value, where there are any.
    ``group_by`` names the column whose values these are: the list can then be grouped by it, and ``none`` says what
    the rows without a value are called. ``former`` are values on offer no more, which kept views and old addresses
    may still name: they hold where they are asked for.
    """

    key: str
    label: Text
    choices: Callable[[], Iterable[Choice]] | Iterable[Choice]
    lookup: str | Callable[[list[str]], Q] = ""
    copy: str = ""
    template: str = "web/listing/choice_filter.html"
    long: bool = False
    guard: str = ""
    empty: Q | None = None
    group_by: str = ""
    none: Text = ""
    former: Callable[[], Iterable[Choice]] = tuple

    def offered(self) -> list[Choice]:
        """The values on offer now."""
        return list(self.choices() if callable(self.choices) else self.choices)

    def chosen(self, asked: QueryDict) -> list[Choice]:
        """Those that were asked for; unknown values are dropped."""
        wanted = asked.getlist(self.key)
        if not wanted:
            return []
        return [one for one in (*self.offered(), *self.former()) if one.value in wanted]

    def chips(self, asked: QueryDict) -> list[Chip]:
        """One chip per value."""
        return [
            Chip(f"{self.label}: {c.label}", ((self.key, c.value),)) for c in self.chosen(asked)
        ]

    def condition(self, asked: QueryDict) -> Q:
        """Any of the values."""
        values = [choice.value for choice in self.chosen(asked)]
        if not values:
            return Q()
        return (
            self.lookup(values)
            if callable(self.lookup)
            else Q((f"{self.lookup or self.key}__in", values))
        )

    def copied(self, asked: QueryDict) -> Q:
        """The same of the joined table's copy."""
        values = [choice.value for choice in self.chosen(asked)] if self.copy else []
        return Q((f"{self.copy}__in", values)) if values else Q()

    def fields(self, asked: QueryDict) -> dict[str, object]:
        """The values with a tick at the chosen ones."""
        if self.long:
            return {"options": [(choice, True) for choice in self.chosen(asked)], "is_late": True}
        return self.all_fields(asked)

    def all_fields(self, asked: QueryDict) -> dict[str, object]:
        """The same with every value on offer."""
        chosen = {choice.value: choice for choice in self.chosen(asked)}
        offered = {choice.value: choice for choice in self.offered()}
        return {"options": [(one, one.value in chosen) for one in (offered | chosen).values()]}

    def parameters(self) -> tuple[str, ...]:
        """One name, repeated."""
        return (self.key,)


@dataclass(frozen=True)
class RangeFilter[Bound]:
    """Between two bounds, either of which may be open. ``empty`` is the condition of the rows without a value."""

    key: str
    label: Text
    lookup: str = ""
    template: str = "web/listing/range_filter.html"
    guard: str = ""
    empty: Q | None = None
    input_type: ClassVar[str] = "text"

    def read(self, text: str) -> Bound | None:
        """A bound from its text; None when it is none."""
        raise NotImplementedError

    def write(self, bound: Bound) -> str:
        """A bound for people."""
        raise NotImplementedError

    def above(self, bound: Bound) -> Q:
        """The lower condition; includes the bound."""
        return Q((f"{self.lookup or self.key}__gte", bound))

    def below(self, bound: Bound) -> Q:
        """The upper condition; includes the bound."""
        return Q((f"{self.lookup or self.key}__lte", bound))

    def bounds(self, asked: QueryDict) -> tuple[Bound | None, Bound | None]:
        """Lower and upper."""
        low, high = (asked.get(name, "").strip() for name in self.parameters())
        return (self.read(low) if low else None), (self.read(high) if high else None)

    def chips(self, asked: QueryDict) -> list[Chip]:
        """One chip for both bounds."""
        low, high = self.bounds(asked)
        if low is None and high is None:
            return []
        first = "" if low is None else self.write(low)
        last = "" if high is None else self.write(high)
        text = f"{first} – {last}" if first and last else f"≥ {first}" if first else f"≤ {last}"
        return [
            Chip(
                f"{self.label}: {text}",
                tuple((name, asked.get(name, "")) for name in self.parameters()),
            )
        ]

    def condition(self, asked: QueryDict) -> Q:
        """Both bounds."""
        low, high = self.bounds(asked)
        above = Q() if low is None else self.above(low)
        return above if high is None else above & self.below(high)

    def copied(self, asked: QueryDict) -> Q:
        """Ranges have no copies."""
        return Q()

    def fields(self, asked: QueryDict) -> dict[str, object]:
        """The two inputs."""
        low, high = self.parameters()
        return {
            "type": self.input_type,
            "inputs": [(low, _("From"), asked.get(low, "")), (high, _("To"), asked.get(high, ""))],
        }

    def parameters(self) -> tuple[str, str]:
        """Two names."""
        return f"{self.key}_from", f"{self.key}_to"


class NumberFilter(RangeFilter[Decimal]):
    """Between two numbers."""

    def read(self, text: str) -> Decimal | None:
        """Digits, with or without commas; numbers beyond all measure are none."""
        try:
            number = Decimal(text.replace(",", "").replace("，", ""))
        except InvalidOperation:
            return None
        return number if number.is_finite() and abs(number.adjusted()) < LARGEST_POWER else None

    def write(self, bound: Decimal) -> str:
        """In groups of three."""
        return numbers.number(bound)


@dataclass(frozen=True)
class DateFilter(RangeFilter[date]):
    """Between two days, both included; ``moments`` says that the column holds times, not days."""

    moments: bool = False
    input_type: ClassVar[str] = "date"

    def read(self, text: str) -> date | None:
        """2026-03-05."""
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        return day if MINYEAR < day.year < MAXYEAR else None  # the calendar's last day has no next

    def write(self, bound: date) -> str:
        """As the language writes days."""
        return date_format(bound, "SHORT_DATE_FORMAT")

    def above(self, bound: date) -> Q:
        """From the beginning of the day."""
        return Q((f"{self.lookup or self.key}__gte", self.start_of(bound)))

    def below(self, bound: date) -> Q:
        """Until the end of the day."""
        return Q((f"{self.lookup or self.key}__lt", self.start_of(bound + timedelta(days=1))))

    def start_of(self, day: date) -> date:
        """The day, or its first moment in the company's time zone."""
        return timezone.make_aware(datetime.combine(day, time.min)) if self.moments else day
