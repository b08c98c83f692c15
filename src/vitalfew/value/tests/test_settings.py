"""Another way to reckon: previewed, saved as a version, never rewriting what was."""

from decimal import Decimal
from typing import Any

import pytest

from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict, NotAllowed
from vitalfew.value.actions import Proposal, save_currency, save_settings, start_run
from vitalfew.value.models import CustomerScore, ValueRun, ValueSettings
from vitalfew.value.previewing import preview
from vitalfew.value.queries import settings_in_force
from vitalfew.value.tests.books import done

pytestmark = pytest.mark.django_db

PROPOSALS = {
    "weights": {"weights": (10, 80, 10)},
    "a component without weight": {"weights": (0, 100, 0)},
    "margin": {"weights": (20, 20, 60), "margin": 55},
    "horizon": {"weights": (10, 80, 10), "months": 24},
}


def proposal(weights: tuple[int, int, int], margin: int = 30, months: int = 12) -> Proposal:
    names = ("sales_contribution", "sales_expectation", "profit_contribution")
    return Proposal(dict(zip(names, weights, strict=True)), Decimal(margin), months, Decimal(10))


@pytest.mark.parametrize("asked", PROPOSALS.values(), ids=PROPOSALS.keys())
def test_the_preview_is_what_the_saved_run_then_does(
    run: ValueRun, administrator: Member, asked: dict[str, Any]
) -> None:
    wanted = proposal(**asked)
    seen = preview(administrator, run, wanted.upon(settings_in_force()))
    _version, job = save_settings(actor=administrator, proposal=wanted, reason="Try", based_on=1)
    after = tiers(ValueRun.objects.get(job=done(job)))
    before = tiers(run)
    moved = {key for key in before if before[key] != after[key]}
    assert seen.moved == len(moved)
    assert {mover.customer_id for mover in seen.top} <= moved
    for mover in seen.top:
        assert (mover.before, mover.after) == (before[mover.customer_id], after[mover.customer_id])
        assert (
            mover.score_after
            == CustomerScore.objects.get(run__job=job, customer_id=mover.customer_id).score
        )
    for code, flows in seen.matrix:
        for flow in flows:
            assert flow.count == sum((before[k], after[k]) == (code, flow.after) for k in before)


def tiers(run: ValueRun) -> dict[int, str]:
    return dict(run.scores.values_list("customer_id", "tier"))


def test_unchanged_weights_move_nobody(run: ValueRun, administrator: Member) -> None:
    seen = preview(administrator, run, proposal((40, 30, 30)).upon(run.settings))
    assert (seen.moved, seen.top) == (0, [])


def test_a_saved_version_leaves_earlier_ones_and_their_runs_alone(
    run: ValueRun, administrator: Member
) -> None:
    version, _job = save_settings(
        actor=administrator, proposal=proposal((60, 20, 20)), reason="Sales first", based_on=1
    )
    assert (version.version, version.reason, version.actor) == (2, "Sales first", administrator)
    assert ValueSettings.objects.get(version=1).weights["sales_contribution"] == 40
    assert ValueRun.objects.get(pk=run.pk).settings.version == 1


def test_weights_that_do_not_total_100_are_refused(administrator: Member) -> None:
    with pytest.raises(BadInput, match="weights_do_not_total_100"):
        save_settings(actor=administrator, proposal=proposal((60, 20, 30)), reason="x", based_on=1)


def test_a_version_needs_a_reason(administrator: Member) -> None:
    with pytest.raises(BadInput, match="reason_missing"):
        save_settings(actor=administrator, proposal=proposal((60, 20, 20)), reason=" ", based_on=1)


def test_two_who_start_from_the_same_version_do_not_overwrite_each_other(
    administrator: Member,
) -> None:
    save_settings(actor=administrator, proposal=proposal((60, 20, 20)), reason="first", based_on=1)
    with pytest.raises(Conflict):
        save_settings(
            actor=administrator, proposal=proposal((50, 25, 25)), reason="second", based_on=1
        )


def test_only_administrators_change_how_value_is_reckoned(salesperson: Member) -> None:
    with pytest.raises(NotAllowed):
        save_settings(actor=salesperson, proposal=proposal((60, 20, 20)), reason="x", based_on=1)
    with pytest.raises(NotAllowed):
        save_currency(actor=salesperson, currency="CNY", rates={}, reason="x", based_on=1)
    with pytest.raises(NotAllowed):
        start_run(salesperson)


def test_exchange_rates_make_a_version_too(administrator: Member) -> None:
    version, _job = save_currency(
        actor=administrator, currency="CNY", rates={"USD": "7.1"}, reason="Export", based_on=1
    )
    assert (version.version, version.exchange_rates) == (2, {"USD": "7.1"})
    assert version.weights == ValueSettings.objects.get(version=1).weights
