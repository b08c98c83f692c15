"""The engine's yardstick of a stored run: it measures one customer alone exactly as the run did."""

from __future__ import annotations  # the engine's classes are named here, not loaded

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any

import numpy as np

import valuation as engine
from vitalfew.value.models import CustomerScore, ValueRun
from vitalfew.value.rules import NAMES

CENT = 0.01
KEPT = 4  # runs


@dataclass(frozen=True)
class Measure:
    """A run's yardstick, and the score at each of its cuts as it is told."""

    yardstick: engine.Yardstick
    cuts: tuple[float | None, ...]


# A run is never changed, and its breakpoints are large: reading them anew would cost each page some milliseconds.
_kept: dict[tuple[int, datetime], Measure] = {}


def measure_of(run: ValueRun) -> Measure:
    """What the run measured with."""
    key = (run.pk, run.finished_at)
    found = _kept.get(key)
    if found is None:
        found = Measure(_yardstick(run), tuple(cut["score"] for cut in run.scaling["cuts"]))
        if len(_kept) >= KEPT:
            _kept.clear()
        _kept[key] = found
    return found


def _yardstick(run: ValueRun) -> engine.Yardstick:
    """Weights, breakpoints and cuts as stored; a cut's code is the key of its last customer."""
    weights = {name: float(run.settings.weights[name]) for name in sorted(NAMES)}
    return engine.Yardstick(
        weights={name: weight for name, weight in weights.items() if weight > 0},
        scales={name: _scale(run.scaling["scales"][name]) for name in NAMES},
        cuts=tuple(_cut(cut) for cut in run.scaling["cuts"]),
        excluded=(),
    )


def _scale(stored: Mapping[str, Any]) -> engine.Scale:
    return engine.Scale(np.array(stored["values"], float), np.array(stored["scores"], float))


def _cut(stored: Mapping[str, Any]) -> engine.Cut:
    if stored["customer"] is None:
        return engine.Cut(inf, -1)  # nobody is in the tiers above
    return engine.Cut(float(stored["score"]), int(stored["customer"]))


def amounts_of(score: CustomerScore) -> dict[str, float]:
    """The raw components of one customer."""
    return {name: float(getattr(score, name)) for name in NAMES}


def fall(
    yardstick: engine.Yardstick, values: Mapping[str, float], code: int, component: str
) -> float | None:
    """By how much a component must shrink, all else the same, for the customer to leave its tier downwards.

    None: the last tier, a component without weight, or one that may vanish without changing the tier.
    """
    now = yardstick.place(values, code)
    weight = yardstick.weights.get(component, 0.0)
    if now.tier >= len(yardstick.cuts) or weight == 0 or values[component] <= 0:
        return None
    if yardstick.place({**values, component: 0.0}, code).tier == now.tier:
        return None
    kept, lost = values[component], 0.0
    while kept - lost > CENT:
        middle = (kept + lost) / 2
        stays = yardstick.place({**values, component: middle}, code).tier == now.tier
        kept, lost = (middle, lost) if stays else (kept, middle)
    return values[component] - lost
