"""A scorecard as data: criteria with weights and scales, so that one customer is scored as all are."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from valuation.arrays import FloatArray, amount_column
from valuation.documents import FORMAT, Field, built_at
from valuation.errors import ValuationError
from valuation.judgement.composite import Composite, composite, require_weights
from valuation.judgement.scaling import Scale, breakpoint_scale, scale_at, target_scale


@dataclass(frozen=True, slots=True)
class Criterion:
    """What counts, how much, and how its figures become 0..100."""

    weight: float  # 0 keeps it at hand without counting it
    scale: Scale


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Criteria whose weights total 100."""

    name: str
    criteria: Mapping[str, Criterion]

    def __post_init__(self) -> None:
        require_weights(self.weights)

    @property
    def weights(self) -> dict[str, float]:
        """The weight of each criterion."""
        return {name: criterion.weight for name, criterion in self.criteria.items()}

    def score(self, figures: Mapping[str, npt.ArrayLike | None]) -> Composite:
        """Return the weighted sum of the scaled figures, for one customer or for all.

        None or absent: no facts, and the weight goes to the others, as in `composite`. A figure
        that is not finite is refused by the name of its criterion.
        """
        strangers = sorted(set(figures) - set(self.criteria))
        if strangers:
            rule = f"one of {', '.join(self.criteria)}"
            raise ValuationError("unknown_criterion", column=strangers[0], rows=1, rule=rule)
        scaled: dict[str, FloatArray | None] = dict.fromkeys(self.criteria)
        for name, given in figures.items():
            if given is not None:
                column = amount_column(name, np.atleast_1d(np.asarray(given)))
                scaled[name] = self.criteria[name].scale.score(column)
        return composite(scaled, self.weights)

    def to_data(self) -> dict[str, object]:
        """Return the scorecard as plain data; `scorecard_from_data` gives the very same one."""
        criteria = [
            {"name": name, "weight": criterion.weight, "scale": criterion.scale.to_data()}
            for name, criterion in self.criteria.items()
        ]
        return {"format": FORMAT, "name": self.name, "criteria": criteria}


def scorecard_from_data(data: object) -> Scorecard:
    """Return the scorecard that `Scorecard.to_data` described; ValuationError names the field."""
    top = Field("", data).fields("format", "name", "criteria")
    top["format"].whole(1, FORMAT)
    criteria: dict[str, Criterion] = {}
    for entry in top["criteria"].entries():
        parts = entry.fields("name", "weight", "scale")
        name = parts["name"].text()
        if name in criteria:
            raise parts["name"].refused("named_twice", "a name no other criterion has")
        criteria[name] = Criterion(parts["weight"].number(), scale_at(parts["scale"]))
    return built_at(top["criteria"], lambda: Scorecard(top["name"].text(), criteria))


# Figures judged 1 to 5 by people, and figures in percent.
_JUDGED = breakpoint_scale([1, 5], [0, 100])
_PERCENT = target_scale(100)


def _counted(weights: Mapping[str, float], scales: Mapping[str, Scale]) -> dict[str, Criterion]:
    return {name: Criterion(weight, scales.get(name, _JUDGED)) for name, weight in weights.items()}


# What the customer is worth to us: five criteria, and seven common ones ready to be weighted.
OUR_INTEREST = Scorecard(
    "our_interest",
    _counted(
        {
            "profitability": 30,
            "share_of_purchases": 20,
            "growth_percent": 20,
            "presence": 10,
            "market_potential": 20,
            "purchase_frequency": 0,
            "purchase_volume": 0,
            "market_share": 0,
            "revenue_growth": 0,
            "contribution": 0,
            "brand_awareness": 0,
            "profit": 0,
        },
        {
            "share_of_purchases": _PERCENT,
            "growth_percent": breakpoint_scale([-20, 0, 40], [0, 40, 100]),
            "market_share": _PERCENT,
        },
    ),
)

# What we are worth to the customer, and where the customer is going.
THEIR_INTEREST = Scorecard(
    "their_interest",
    _counted(
        {
            "technical_cooperation": 20,
            "share_of_supply": 20,
            "satisfaction": 20,
            "complaints": 15,
            "direction": 5,
            "operating_condition": 10,
            "growth_outlook": 10,
        },
        {
            "share_of_supply": _PERCENT,
            "satisfaction": _PERCENT,
            "complaints": breakpoint_scale([0, 5], [100, 0]),  # of the last twelve months
        },
    ),
)
