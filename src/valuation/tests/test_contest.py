"""Which candidate wins, and when a difference is only chance."""

from dataclasses import replace

import numpy as np
import pytest

from valuation import (
    EVERY_MODEL,
    QUICK_MODELS,
    Candidate,
    Fitted,
    Forecaster,
    History,
    Nbd,
    OrderLog,
    Roster,
    choose,
    fit_bg_nbd,
    order_log,
    roster_for,
)
from valuation.arrays import FloatArray
from valuation.choosing.candidates import Past
from valuation.choosing.contest import pooled_score, ranking, run_trials
from valuation.choosing.holdouts import every_so_many, rolling
from valuation.purchases.forecasting import StatusQuo
from valuation.tests.conftest import Case, epoch_day

END = epoch_day("1998-06-30")


class Shifted(StatusQuo):
    """What another model forecasts, times a factor."""

    def __init__(self, model: Forecaster, by: float) -> None:
        self.name = f"{model.name}_times_{by}"
        self._model, self._by = model, by

    def expected(self, rows: History, days: float) -> FloatArray:
        """Return the other's forecast, times the factor."""
        return self._model.expected(rows, days) * self._by

    @property
    def parameters(self) -> tuple[float, ...]:
        """Return the other's."""
        return self._model.parameters

    def with_parameters(self, parameters: FloatArray) -> "Shifted":
        """Return the same of the other at other parameters."""
        return Shifted(self._model.with_parameters(parameters), self._by)

    def reach(self, rows: History, days: float, purchases: int) -> FloatArray:
        """Return the other's chance."""
        return self._model.reach(rows, days, purchases)


def shifted(by: float, *, identified: bool = True) -> Candidate:
    def fit(past: Past, unit: float) -> Fitted[Forecaster]:
        rows = past.rows
        honest = fit_bg_nbd(rows, unit=unit)
        model = Shifted(honest.model, by)
        notes = () if identified else ("rates_alike",)
        return Fitted(
            model=model,
            log_likelihood=honest.log_likelihood,
            customers=rows.customers,
            repeaters=rows.repeaters,
            converged=True,
            identified=identified,
            notes=notes,
            standard_errors=honest.standard_errors,
            evaluations=honest.evaluations,
            covariance=honest.covariance,
        )

    return Candidate(f"bg_nbd_times_{by}", fit)


def compete(cdnow: Case, *candidates: Candidate) -> tuple[str, ...]:
    held = rolling(cdnow.log, END, count_free=True)
    trials = run_trials(cdnow.log, held, candidates, unit=7.0, count_free=True)
    return tuple(each.name for each in ranking(trials, candidates))


def test_a_clearly_closer_candidate_takes_the_place_of_the_preferred_one(cdnow: Case) -> None:
    first, second = shifted(2.0), shifted(1.0)
    assert compete(cdnow, first, second) == (second.name, first.name)


def test_a_difference_within_chance_leaves_the_preferred_one_in_place(cdnow: Case) -> None:
    # Both are as far from the best multiple of the forecast, on either side of it; one by a hair less.
    first, second = shifted(0.866), shifted(0.966)
    held = rolling(cdnow.log, END, count_free=True)
    trials = run_trials(cdnow.log, held, (first, second), unit=7.0, count_free=True)
    assert pooled_score(trials, second.name).rmse < pooled_score(trials, first.name).rmse
    assert ranking(trials, (first, second)) == (first, second)


def test_a_clear_difference_of_a_third_digit_leaves_the_preferred_one_in_place(cdnow: Case) -> None:
    first, second = shifted(1.0), shifted(0.99)
    assert compete(cdnow, first, second) == (first.name, second.name)


def test_without_holdouts_the_preference_decides() -> None:
    assert ranking((), QUICK_MODELS.candidates) == QUICK_MODELS.candidates


def test_a_candidate_the_data_do_not_identify_gives_way_to_the_next(cdnow: Case) -> None:
    roster = Roster("test", (shifted(1.0, identified=False), QUICK_MODELS.candidates[-1]))
    choice = choose(cdnow.log, END, count_free=True, roster=roster)
    assert isinstance(choice.model, Nbd)
    assert choice.roster == "test"
    assert "rates_alike" in choice.purchases.notes
    assert [score.method for score in choice.candidates] == ["bg_nbd_times_1.0", "nbd"]


def test_the_size_of_the_base_names_the_roster() -> None:
    assert roster_for(20_000) is EVERY_MODEL
    assert roster_for(20_001) is QUICK_MODELS
    assert EVERY_MODEL.candidates[0].name == QUICK_MODELS.candidates[0].name == "bg_nbd"


@pytest.mark.parametrize("candidate", EVERY_MODEL.candidates, ids=lambda each: each.name)
def test_every_candidate_fits_under_its_own_name(candidate: Candidate, cdnow: Case) -> None:
    known = cdnow.split().calibration
    fitted = candidate.fit(Past.of(cdnow.log, known, count_free=True), 7.0)
    assert fitted.model.name == candidate.name
    assert fitted.converged


def test_the_same_log_gives_the_same_choice_in_any_sequence_of_lines(cdnow: Case) -> None:
    shuffled = np.random.default_rng(3).permutation(cdnow.log.rows)
    log = order_log(
        cdnow.log.customer[shuffled],
        cdnow.log.day[shuffled],
        cdnow.log.amount[shuffled],
        customers=cdnow.log.customers,
    )
    one, other = (choose(each, END, count_free=True) for each in (cdnow.log, log))
    assert one.scores == other.scores
    assert one.factor == other.factor


def test_a_base_above_the_limit_is_graded_on_every_kth_customer(
    cdnow: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = choose(cdnow.log, END, count_free=True, roster=QUICK_MODELS)
    monkeypatch.setattr("valuation.choosing.choose.every_so_many", half)
    sampled = choose(cdnow.log, END, count_free=True, roster=QUICK_MODELS)
    assert [each.customers for each in sampled.holdouts] == [1179, 1179, 1179]
    assert sampled.model == whole.model  # fitted to everybody
    assert replace(sampled, state=whole.state).grade == whole.grade


def half(log: OrderLog) -> OrderLog:
    return every_so_many(log, -(-log.customers // 2))
