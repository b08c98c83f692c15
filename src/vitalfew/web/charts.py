"""Charts declared as plain data; frontend/src/drawing.js draws them, a table says the same to everyone else."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from vitalfew.web import numbers, preferences

type Kind = Literal["line", "area", "bar", "hbar", "pareto", "donut"]
type Amount = Literal["number", "money", "percent"]
type Role = Literal["act", "good", "bad", "quiet", "tier1", "tier2", "tier3", "tier4"]
LOCALES = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant-TW", "en": "en"}


@dataclass(frozen=True)
class Series:
    """Values along the categories; each may have an address to its rows and a role that colours it.

    ``low`` and ``high`` draw a band of uncertainty around a line.
    """

    name: object
    values: Sequence[numbers.Numeric | None]
    urls: Sequence[str | None] = ()
    roles: Sequence[Role | None] = ()
    low: Sequence[numbers.Numeric | None] = ()
    high: Sequence[numbers.Numeric | None] = ()
    dashed: bool = False
    role: Role | None = None  # the colour of the whole series


@dataclass(frozen=True)
class Chart:
    """A picture of numbers. ``pareto`` takes two series: the amounts, and their cumulative share from 0 to 1."""

    kind: Kind
    title: object
    categories: Sequence[object]
    series: Sequence[Series]
    unit: Amount = "number"
    currency: str = ""
    stacked: bool = False
    limit: numbers.Numeric | None = None
    limit_name: object = ""
    first_column: object = ""
    size: Literal["", "short", "tall"] = ""
    key: str = field(default="chart")

    def data(self) -> dict[str, object]:
        """What the browser draws from."""
        return {
            "kind": self.kind,
            "categories": [str(name) for name in self.categories],
            "series": [_series(series) for series in self.series],
            "unit": self.unit,
            "symbol": numbers.symbol(self.currency or numbers.base_currency()),
            "compact": preferences.current().amount_unit == "compact",
            "locale": LOCALES[numbers.language()],
            "stacked": self.stacked,
            "limit": _plain(self.limit),
            "limit_name": str(self.limit_name),
        }

    def rows(self) -> list[tuple[str, list[tuple[str, str | None]]]]:
        """The same as a table: for each category the written values, each with its address."""
        return [
            (
                str(name),
                [self._cell(position, series, at) for position, series in enumerate(self.series)],
            )
            for at, name in enumerate(self.categories)
        ]

    def _cell(self, position: int, series: Series, at: int) -> tuple[str, str | None]:
        value = series.values[at] if at < len(series.values) else None
        return self._written(value, position), series.urls[at] if at < len(series.urls) else None

    def _written(self, value: numbers.Numeric | None, position: int) -> str:
        if self.unit == "percent" or (self.kind == "pareto" and position == 1):
            return numbers.percent(value, 1)
        if self.unit == "money":
            return numbers.money(value, self.currency, unit=preferences.current().amount_unit)
        return numbers.number(value)


def _series(series: Series) -> dict[str, object]:
    """One series as JSON can hold it."""
    return {
        "name": str(series.name),
        "values": [_plain(value) for value in series.values],
        "urls": list(series.urls),
        "roles": list(series.roles),
        "low": [_plain(value) for value in series.low] or None,
        "high": [_plain(value) for value in series.high] or None,
        "dashed": series.dashed,
        "role": series.role,
    }


def _plain(value: numbers.Numeric | None) -> float | int | None:
    """Decimals as floats: a picture needs no more."""
    return value if value is None or isinstance(value, int) else float(value)
