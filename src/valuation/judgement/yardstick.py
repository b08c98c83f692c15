"""The full run, and the yardstick it leaves: one customer alone measured exactly as in the run."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor, isfinite

from valuation.arrays import FloatArray
from valuation.classes.schemes import ABCD, Classes, Cut, Scheme, classify, tier_of
from valuation.codes import CLASS, COMPONENT, COMPONENT_EXCLUDED, LIFT
from valuation.errors import ValuationError
from valuation.judgement.composite import (
    Composite,
    composite,
    require_weights,
    usable_weights,
    weighted_sum,
)
from valuation.judgement.scaling import FULL, Scale
from valuation.reasons import Reason

CENTS = 100
MAX_NUDGES = 8  # parts by which rounding may miss a cut


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one customer stands."""

    score: float
    tier: int
    scores: Mapping[str, float]  # of the components, 0..100


@dataclass(frozen=True, slots=True)
class Lift:
    """The smallest increase of one component that reaches the next better class."""

    component: str
    increase: float  # in the unit of the component
    value: float  # the component's value then
    score: float  # the composite then
    tier: int  # the class then


@dataclass(frozen=True, slots=True)
class Yardstick:
    """Weights, breakpoints and cuts of a run; all it takes to measure one customer."""

    weights: Mapping[str, float]  # as used, total 100
    scales: Mapping[str, Scale]
    cuts: tuple[Cut, ...]
    excluded: tuple[str, ...]

    def place(self, values: Mapping[str, float], code: int) -> Standing:
        """Measure one customer by the raw values of the components."""
        missing = [name for name in self.weights if name not in values]
        if missing:
            rule = f"a value for {', '.join(missing)}"
            raise ValuationError("component_missing", column=missing[0], rows=1, rule=rule)
        scores = {name: self.scales[name].score(values[name]) for name in self.weights}
        score = float(weighted_sum(scores, self.weights)[0])
        return Standing(
            score,
            tier_of(score, code, self.cuts),
            {name: float(column[0]) for name, column in scores.items()},
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """A full run over all customers."""

    composite: Composite
    classes: Classes
    yardstick: Yardstick


def measure(
    values: Mapping[str, FloatArray | None],
    scales: Mapping[str, Scale],
    weights: Mapping[str, float],
    *,
    scheme: Scheme = ABCD,
) -> Measured:
    """Scale, weigh and classify all customers; position in the arrays is the customer code.

    `values` are raw components, None where there are no facts; `scales` one for each that has.
    """
    require_weights(weights)
    known = frozenset(name for name, column in values.items() if column is not None)
    scaled: dict[str, FloatArray | None] = dict.fromkeys(weights)
    for name in usable_weights(weights, known):
        column = values[name]
        if column is not None:
            scaled[name] = scales[name].score(column)
    total = composite(scaled, weights)
    classes = classify(total.score, scheme)
    used = {name: scales[name] for name in total.weights}
    return Measured(total, classes, Yardstick(total.weights, used, classes.cuts, total.excluded))


def lift(
    yardstick: Yardstick,
    values: Mapping[str, float],
    code: int,
    component: str,
    *,
    parts: int = CENTS,
) -> Lift | None:
    """Return the smallest increase of a component that lifts one class, to a whole 1 / `parts`.

    Everything else stays, and so do the stored cuts and breakpoints. None: the customer is in the
    best class already, the component has no weight, or even its highest score is not enough.
    """
    now = yardstick.place(values, code)
    about = _value_at_cut(yardstick, now, component)
    if about is None:
        return None
    least = max(floor(about * parts) - 1, floor(values[component] * parts) + 1)
    for part in range(least, least + MAX_NUDGES):
        value = part / parts
        then = yardstick.place({**values, component: value}, code)
        if then.tier < now.tier:
            return Lift(component, value - values[component], value, then.score, then.tier)
    return None


def value_reaching(
    yardstick: Yardstick,
    values: Mapping[str, float],
    component: str,
    score: float,
    *,
    parts: int = CENTS,
) -> float | None:
    """Return the value of a component nearest to its own at which the composite reaches a score.

    To a whole 1 / `parts`, everything else as it is; where less is better the value falls. It turns
    the score a scheme asks for into money or days. None: no value of this component is enough.
    """
    now, weight = yardstick.place(values, 0), yardstick.weights.get(component, 0.0)
    if now.score >= score:
        return values[component]
    if weight == 0:
        return None
    scale = yardstick.scales[component]
    needed = now.scores[component] + (score - now.score) * FULL / weight
    about = scale.value_for(min(needed, scale.reach))
    if about is None:
        return None
    way = -1 if scale.falling else 1
    start = floor(about * parts * way) * way - way
    for nudge in range(MAX_NUDGES):
        value = (start + way * nudge) / parts
        if yardstick.place({**values, component: value}, 0).score >= score:
            return value
    return None


def explain(yardstick: Yardstick, values: Mapping[str, float], code: int) -> tuple[Reason, ...]:
    """Return why a customer is in its class: points of each component, cuts around, ways up."""
    standing = yardstick.place(values, code)
    parts = (_part(yardstick, values, standing, name) for name in yardstick.weights)
    left_out = (Reason(COMPONENT_EXCLUDED, name, {}) for name in yardstick.excluded)
    lifts = (lift(yardstick, values, code, name) for name in yardstick.weights)
    ways_up = (
        Reason(
            LIFT, way.component, {"increase": way.increase, "value": way.value, "tier": way.tier}
        )
        for way in lifts
        if way is not None
    )
    return (_class_reason(yardstick, standing), *parts, *left_out, *ways_up)


def _value_at_cut(yardstick: Yardstick, now: Standing, component: str) -> float | None:
    """Return about which value of a component reaches the next better class, if any does."""
    weight = yardstick.weights.get(component, 0.0)
    if now.tier == 0 or weight == 0:
        return None
    missing = (yardstick.cuts[now.tier - 1].score - now.score) * FULL / weight
    needed = now.scores[component] + missing
    scale = yardstick.scales[component]
    return scale.value_for(min(needed, scale.reach)) if isfinite(needed) else None


def _part(
    yardstick: Yardstick, values: Mapping[str, float], standing: Standing, name: str
) -> Reason:
    weight, score = yardstick.weights[name], standing.scores[name]
    numbers = {"value": values[name], "score": score, "weight": weight}
    return Reason(COMPONENT, name, {**numbers, "points": weight / FULL * score})


def _class_reason(yardstick: Yardstick, standing: Standing) -> Reason:
    """Return the class with the cut it cleared and the cut it missed, where there are such."""
    data: dict[str, float] = {"tier": standing.tier, "score": standing.score}
    if standing.tier < len(yardstick.cuts):
        data["cleared"] = yardstick.cuts[standing.tier].score
    if standing.tier > 0 and isfinite(yardstick.cuts[standing.tier - 1].score):
        data["missed"] = yardstick.cuts[standing.tier - 1].score
    return Reason(CLASS, None, data)
