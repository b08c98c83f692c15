"""What a run says about the whole base, as the plain data that is stored with it."""

from __future__ import annotations  # the engine's classes are named here, not loaded

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import pairwise
from math import ceil, isfinite

import numpy as np
import numpy.typing as npt

import valuation as engine
from vitalfew.value.facts import Integers, day_of, money
from vitalfew.value.reckoning import Forecast, Reckoned, Standings, in_money
from vitalfew.value.rules import tier_codes

BANDS = 20
TOP = 0.2
CURVE_STEPS = 20  # bars of five percent of the customers


def model_report(forecast: Forecast) -> dict[str, object]:
    """The purchase model in use, what was tried before it, and how its forecast of held-back purchases came out."""
    choice, spend = forecast.choice, forecast.spend
    used = next((fit for fit in choice.purchases.fits if fit.model == choice.model), None)
    fits = choice.purchases.fits
    return {
        "name": choice.model.name,
        "parameters": _parameters(choice.model),
        "log_likelihood": used.log_likelihood if used else None,
        # Of the full model, which lets customers leave: if it is not, ``name`` is what took its place.
        "identified": bool(fits) and fits[0].identified and used is fits[0],
        "grade": choice.grade,
        "notes": list(dict.fromkeys(choice.reasons)),
        "fits": [_fit(fit) for fit in fits],
        "spend": {
            "name": spend.model.name,
            "parameters": _parameters(spend.model),
            "log_likelihood": spend.fit.log_likelihood if spend.fit else None,
            "identified": bool(spend.fit and spend.fit.identified),
            "notes": list(spend.notes),
        },
        "holdout": _holdout(choice),
    }


def _fit(fit: engine.Fitted[engine.PurchaseModel]) -> dict[str, object]:
    return {
        "name": fit.model.name,
        "parameters": _parameters(fit.model),
        "log_likelihood": fit.log_likelihood,
        "identified": fit.identified,
        "notes": list(fit.notes),
    }


def _parameters(model: object) -> dict[str, float]:
    """The fields of a model; plain rates have none."""
    names = getattr(type(model), "__dataclass_fields__", {})
    return {name: float(getattr(model, name)) for name in names if name != "name"}


def _holdout(choice: engine.Choice) -> dict[str, object]:
    return {
        "days": choice.holdout_days,
        "scores": [_numbers(score) for score in choice.scores],
        "factor": asdict(choice.factor),
        "parts": [_part(part) for part in choice.holdouts],
        "season": _numbers(choice.season),
        "coverage": asdict(choice.coverage) if choice.coverage else None,
        "roster": choice.roster,
        "candidates": [_numbers(score) for score in choice.candidates],
    }


def _part(part: engine.Holdout) -> dict[str, object]:
    """One holdout: its days, what was bought, and how far off the model's total was."""
    return {
        "first_on": day_of(part.origin + 1).isoformat(),
        "last_on": day_of(part.origin + part.days).isoformat(),
        "customers": part.customers,
        "purchases": int(part.purchases),
        "bias": _finite(part.scores[0].bias),
        "factor": part.factor.value,
    }


def _numbers(score: engine.ForecastScore | engine.Season) -> dict[str, object]:
    return {name: _finite(value) for name, value in asdict(score).items()}


def _finite(value: object) -> object:
    """JSON has no NaN: what is not a number is not there."""
    return None if isinstance(value, float) and not isfinite(value) else value


def scaling_report(reckoned: Reckoned) -> dict[str, object]:
    """The breakpoints and cuts that measure one customer alone exactly as the run did."""
    standings, keys = reckoned.standings, reckoned.facts.customers
    return {
        "scales": {
            name: {"values": scale.values.tolist(), "scores": scale.scores.tolist()}
            for name, scale in standings.scales.items()
        },
        "cuts": [
            {
                "score": _finite(cut.score),
                "customer": int(keys[cut.code]) if cut.code >= 0 else None,
            }
            for cut in standings.cuts
        ],
    }


def tiers_report(
    reckoned: Reckoned, scheme: Mapping[str, Sequence[Mapping[str, object]]]
) -> list[dict[str, object]]:
    """Each tier's customers and money, the best first."""
    return [
        _tier(code, reckoned, reckoned.standings.tier == position)
        for position, code in enumerate(tier_codes(scheme))
    ]


def _tier(code: str, reckoned: Reckoned, inside: npt.NDArray[np.bool_]) -> dict[str, object]:
    rank = reckoned.standings.rank[inside]
    return {
        "code": code,
        "count": int(np.count_nonzero(inside)),
        "net_sales": str(money(reckoned.sales.net[inside].sum())),
        "expected_sales": str(
            round(float(reckoned.components["sales_expectation"][inside].sum()), 2)
        ),
        "min_rank": int(rank.min()) if rank.size else 0,
        "max_rank": int(rank.max()) if rank.size else 0,
    }


def distribution_report(standings: Standings) -> list[dict[str, object]]:
    """Customers by bands of score, each a band of ranks too."""
    edges = np.linspace(0, 100, BANDS + 1)
    band = np.clip(np.searchsorted(edges, standings.score, side="right") - 1, 0, BANDS - 1)
    counts = np.bincount(band, minlength=BANDS)
    above = counts[::-1].cumsum()[::-1]  # customers in this band or a better one
    return [
        {
            "low": float(edges[at]),
            "high": float(edges[at + 1]),
            "count": int(counts[at]),
            "min_rank": int(above[at] - counts[at] + 1),
            "max_rank": int(above[at]),
        }
        for at in range(BANDS)
    ]


def concentration_report(reckoned: Reckoned) -> dict[str, object]:
    """How much of the net sales the largest customers bring: the Pareto curve, in steps of five percent of them."""
    amounts = in_money(reckoned.sales.net)
    whole = engine.concentration(amounts)
    ranked = -np.sort(-reckoned.sales.net)
    ends = _ends(ranked)
    steps = [_step(ranked, start, end) for start, end in pairwise(ends) if end > start]
    return {
        "top_share": whole.top_share,
        "top_from": _least(ranked, ceil(round(ranked.size * TOP, 9))),
        "making_80": whole.making_80,
        "making_80_from": _least(ranked, whole.making_80 or 0),
        "gini": whole.gini,
        "peak": whole.peak,
        "negative": whole.negative,
        "curve": {
            "customers": whole.curve_customers.tolist(),
            "values": whole.curve_values.tolist(),
        },
        "steps": steps,
    }


def _ends(ranked: Integers) -> list[int]:
    """Where the steps end; customers with equal sales stay in one step, so that a step is a band of amounts."""
    even = [round(ranked.size * step / CURVE_STEPS) for step in range(1, CURVE_STEPS + 1)]
    ends = {int(np.searchsorted(-ranked, -ranked[end - 1], side="right")) for end in even if end}
    return sorted({0, *ends})


def _least(ranked: Integers, customers: int) -> str | None:
    """The smallest net sales among so many of the largest customers."""
    return str(money(ranked[customers - 1])) if customers else None


def _step(
    ranked: np.ndarray[tuple[int], np.dtype[np.int64]], start: int, end: int
) -> dict[str, object]:
    total = int(ranked.sum())
    return {
        "customers": end,
        "net_sales": str(money(ranked[start:end].sum())),
        "share": float(ranked[:end].sum() / total) if total > 0 else None,
        "max_sales": str(money(ranked[start])),
        "min_sales": str(money(ranked[end - 1])),
    }
