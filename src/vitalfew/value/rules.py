"""What the components are and how their weights and tiers must add up. Pure; no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from valuation import Scheme, Tier

RUN_JOB = "value.run"
MONTHS_PER_YEAR = 12
DAYS_PER_YEAR = 365


@dataclass(frozen=True)
class Component:
    """One measured part of a customer's value."""

    name: str
    label: Promise
    meaning: Promise


COMPONENTS = (
    Component(
        "sales_contribution",
        _("Sales contribution"),
        _("Net sales of the last 12 months; returns lower it."),
    ),
    Component(
        "sales_expectation",
        _("Sales expectation"),
        _("Purchases expected in the months ahead, times the expected spend per purchase."),
    ),
    Component(
        "profit_contribution",
        _("Profit contribution"),
        _(
            "Net sales of the last 12 months less their cost; where no cost is known, the assumed margin."
        ),
    ),
)
NAMES = tuple(component.name for component in COMPONENTS)

# What holds in a database that nobody has set anything in.
FIRST_SETTINGS: dict[str, object] = {
    "weights": {"sales_contribution": 40, "sales_expectation": 30, "profit_contribution": 30},
    "margin_percent": Decimal(30),
    "horizon_months": 12,
    "discount_percent": Decimal(10),
    "scheme": {
        "name": "abcd",
        "tiers": [
            {"code": "A", "share": 20},
            {"code": "B", "share": 30},
            {"code": "C", "share": 30},
            {"code": "D", "share": 20},
        ],
    },
}


def totals_100(weights: Mapping[str, int]) -> bool:
    """Whether the weights are usable: one for each component, none negative, 100 in all."""
    known = set(weights) == set(NAMES)
    return known and min(weights.values()) >= 0 and sum(weights.values()) == 100


def horizon_days(months: int) -> float:
    """The days of so many months ahead."""
    return DAYS_PER_YEAR * months / MONTHS_PER_YEAR


def scheme_of(data: Mapping[str, Sequence[Mapping[str, object]]]) -> Scheme:
    """The engine's scheme from stored data."""
    return Scheme(tuple(Tier(str(t["code"]), float(str(t["share"]))) for t in data["tiers"]))


def tier_codes(data: Mapping[str, Sequence[Mapping[str, object]]]) -> list[str]:
    """The tiers' codes, the best first."""
    return [str(tier["code"]) for tier in data["tiers"]]
