"""From facts to standings: the engine is asked, nothing is stored. Arrays: one entry per customer, by rising key."""

from __future__ import annotations  # the engine's classes are named here, not loaded

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

import valuation as engine
from vitalfew.value.facts import UNIT, Facts, Integers
from vitalfew.value.models import ValueSettings
from vitalfew.value.rules import NAMES, horizon_days, scheme_of

type Floats = npt.NDArray[np.float64]
type Step = Callable[[str], None]

TO_PLACES = 4  # what is stored is what was scored: money to four decimals


@dataclass(frozen=True, slots=True)
class Sales:
    """Exact sums per customer, in ten-thousandths."""

    net: Integers  # of all time
    recent: Integers  # of the last 12 months
    known_profit: Integers  # of the same months, where the cost is known
    uncosted: Integers  # sales of the same months whose cost is not known
    orders: Integers
    first_day: npt.NDArray[np.int32]
    last_day: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the purchase and spend models say of each customer."""

    choice: engine.Choice
    spend: engine.SpendChoice
    purchases: npt.NDArray[np.int32]  # days with a positive net amount
    expected_purchases: Floats
    expected_spend: Floats
    expected_sales: Floats
    lifetime_value: Floats
    p_alive: Floats  # NaN for who never bought


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Everything a run stores."""

    facts: Facts
    sales: Sales
    forecast: Forecast
    components: Mapping[str, Floats]
    standings: Standings


@dataclass(frozen=True, slots=True)
class Standings:
    """Scores, ranks and tiers under one set of weights."""

    scales: Mapping[str, engine.Scale]
    scaled: Mapping[str, Floats]
    score: Floats
    tier: npt.NDArray[np.int8]
    rank: Integers  # 1 is the best
    cuts: tuple[engine.Cut, ...]  # codes are positions


def silent(step: str) -> None:
    """Tell nobody."""


def reckon(facts: Facts, settings: ValueSettings, step: Step = silent) -> Reckoned:
    """Forecast, measure and rank every customer."""
    step("model")
    sales = sums(facts)
    forecast = foresee(facts, settings)
    step("scores")
    components = {
        "sales_contribution": in_money(sales.recent),
        "sales_expectation": np.round(forecast.expected_sales, TO_PLACES),
        "profit_contribution": profit(sales.known_profit, sales.uncosted, settings),
    }
    return Reckoned(facts, sales, forecast, components, stand(components, settings))


def sums(facts: Facts) -> Sales:
    """Add up each customer's orders, exactly."""
    size = facts.customers.size
    recent = facts.day > facts.as_of - 365
    counted = np.bincount(facts.customer, minlength=size)
    first = np.full(size, np.iinfo(np.int32).max, np.int32)
    last = np.full(size, np.iinfo(np.int32).min, np.int32)
    np.minimum.at(first, facts.customer, facts.day)
    np.maximum.at(last, facts.customer, facts.day)
    return Sales(
        net=_added(facts, facts.net),
        recent=_added(facts, np.where(recent, facts.net, 0)),
        known_profit=_added(facts, np.where(recent, facts.costed - facts.cost, 0)),
        uncosted=_added(facts, np.where(recent, facts.net - facts.costed, 0)),
        orders=counted.astype(np.int64),
        first_day=first,
        last_day=last,
    )


def _added(facts: Facts, amounts: Integers) -> Integers:
    total = np.zeros(facts.customers.size, np.int64)
    np.add.at(total, facts.customer, amounts)
    return total


def in_money(units: Integers) -> Floats:
    """Ten-thousandths as amounts."""
    return units / float(UNIT)


def profit(known: Integers, uncosted: Integers, settings: ValueSettings) -> Floats:
    """Profit where the cost is known, and the assumed margin of the rest."""
    margin = float(settings.margin_percent) / 100
    return np.round(in_money(known) + margin * in_money(uncosted), TO_PLACES)


def foresee(facts: Facts, settings: ValueSettings) -> Forecast:
    """Choose the models for this company's own orders and ask them about each customer.

    Where the holdouts agree that the model's totals are off, every forecast is multiplied by their factor.
    """
    log = engine.order_log(
        facts.customer, facts.day, in_money(facts.net), customers=facts.customers.size
    )
    choice = engine.choose(log, facts.as_of)
    state = choice.state
    spend = engine.choose_spend(state)
    days, factor = horizon_days(settings.horizon_months), choice.factor.used
    rows, buyers = state.history(), state.buyers
    expected_purchases = np.where(buyers, choice.model.expected(rows, days) * factor, 0.0)
    each = np.where(buyers, spend.model.expected_spend(state.repeats, state.mean_spend()), 0.0)
    return Forecast(
        choice=choice,
        spend=spend,
        purchases=np.where(buyers, state.repeats + 1, 0).astype(np.int32),
        expected_purchases=expected_purchases,
        expected_spend=each,
        expected_sales=engine.sales_expectation(
            choice.model, spend.model, state, days=days, factor=factor
        ),
        lifetime_value=engine.lifetime_value(
            choice.model,
            spend.model,
            state,
            days=days,
            yearly_rate=float(settings.discount_percent) / 100,
            margin=float(settings.margin_percent) / 100,
            factor=factor,
        ),
        p_alive=np.where(buyers, choice.model.alive(rows), np.nan),
    )


def stand(components: Mapping[str, Floats], settings: ValueSettings) -> Standings:
    """Scale, weigh, rank and cut. Components without weight are scaled too: the next version may give them one."""
    scales = {name: engine.percentile_scale(components[name]) for name in NAMES}
    scaled = {name: scales[name].score(components[name]) for name in NAMES}
    return rank(scales, scaled, settings)


def rank(
    scales: Mapping[str, engine.Scale], scaled: Mapping[str, Floats], settings: ValueSettings
) -> Standings:
    """Weigh the scaled components, rank and cut; equal scores rank by the customer's key, lower first."""
    total = engine.composite(dict(scaled), weights_of(settings)).score
    classes = engine.classify(total, scheme_of(settings.scheme))
    order = np.lexsort((np.arange(total.size), -total))
    places = np.empty(total.size, np.int64)
    places[order] = np.arange(1, total.size + 1)
    return Standings(scales, scaled, total, classes.tier, places, classes.cuts)


def weights_of(settings: ValueSettings) -> dict[str, float]:
    """The weights as the engine reads them."""
    return {name: float(settings.weights[name]) for name in NAMES}
