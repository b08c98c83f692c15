"""Why a customer has its score: it must agree with what is stored, to the digit."""

from datetime import date

import pytest

from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.value.explaining import Explanation, Part, explain, tier_changes
from vitalfew.value.models import CustomerScore, ValueRun
from vitalfew.value.standings import standing_of
from vitalfew.value.tests.books import place, run_value
from vitalfew.value.yardsticks import amounts_of, measure_of

pytestmark = pytest.mark.django_db


def test_every_stored_score_is_found_again_from_the_stored_amounts(run: ValueRun) -> None:
    yardstick = measure_of(run).yardstick
    codes = [tier["code"] for tier in run.tiers]
    for score in run.scores.all():
        standing = yardstick.place(amounts_of(score), score.customer_id)
        assert standing.score == score.score
        assert codes[standing.tier] == score.tier


def test_the_points_of_the_components_are_the_score(run: ValueRun, salesperson: Member) -> None:
    for score in run.scores.all()[:10]:
        found = explain(salesperson, score.customer_id)
        assert found is not None
        assert sum(part.points for part in found.parts) == pytest.approx(score.score, abs=1e-9)


def test_the_named_increase_lifts_one_tier_and_two_cents_less_do_not(
    run: ValueRun, salesperson: Member
) -> None:
    yardstick = measure_of(run).yardstick
    for score in run.scores.exclude(tier="A"):
        for part in lifts(salesperson, score):
            values, name = amounts_of(score), part.component.name
            now = yardstick.place(values, score.customer_id).tier
            raised = {**values, name: values[name] + float(part.lift or 0) + 0.01}
            short = {**values, name: values[name] + max(float(part.lift or 0) - 0.02, 0)}
            assert yardstick.place(raised, score.customer_id).tier == now - 1
            assert yardstick.place(short, score.customer_id).tier == now


def known(actor: Member, customer_id: int) -> Explanation:
    found = explain(actor, customer_id)
    assert found is not None
    return found


def lifts(actor: Member, score: CustomerScore) -> list[Part]:
    found = known(actor, score.customer_id)
    return [part for part in found.parts if part.lift is not None]


def test_the_named_decrease_loses_the_tier_and_less_of_it_does_not(
    run: ValueRun, salesperson: Member
) -> None:
    yardstick = measure_of(run).yardstick
    checked = 0
    for score in run.scores.filter(tier__in=["A", "B"]):
        found = known(salesperson, score.customer_id)
        for part in [part for part in found.parts if part.fall is not None]:
            values, name = amounts_of(score), part.component.name
            now = yardstick.place(values, score.customer_id).tier
            fallen = {**values, name: values[name] - float(part.fall or 0) - 0.01}
            held = {**values, name: values[name] - float(part.fall or 0) + 0.02}
            assert yardstick.place(fallen, score.customer_id).tier > now
            assert (
                yardstick.place(held, score.customer_id).tier == now
                or float(part.fall or 0) <= 0.02
            )
            checked += 1
    assert checked


def test_a_customer_outside_the_run_has_no_explanation(run: ValueRun, salesperson: Member) -> None:
    newcomer = Customer.objects.create(code="new", name="New", sort_key="new")
    assert explain(salesperson, newcomer.pk) is None
    assert standing_of(salesperson, newcomer.pk) is None


def test_the_history_names_when_a_tier_changed_and_from_which(
    run: ValueRun, salesperson: Member
) -> None:
    last = run.scores.order_by("-rank")[0]
    buyer = Customer.objects.get(pk=last.customer_id)
    for day in range(1, 20):
        place(buyer, date(2025, 12, day), "5000")
    second = run_value(reason="Christmas")
    found = known(salesperson, buyer.pk)
    assert [(change.before, change.tier) for change in found.changes] == [("D", "A"), ("", "D")]
    assert found.changes[0].point.reason == "Christmas"
    assert [point.run_id for point in found.series] == [run.pk, second.pk]
    standing = standing_of(salesperson, buyer.pk)
    assert standing is not None
    assert (standing.tier, standing.tier_before, standing.rose) == ("A", "D", True)


def test_a_tier_that_never_changed_has_one_entry(run: ValueRun) -> None:
    assert tier_changes([]) == []
