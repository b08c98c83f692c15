"""Rules: what they would recycle, what they leave, and that nothing goes before somebody has looked."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vitalfew.access.api import SALES_MANAGER
from vitalfew.access.models import FieldLimit
from vitalfew.access.tests.cast import make_member
from vitalfew.activity.tests.records import make_follow_up
from vitalfew.customers.api import Customer, Stage
from vitalfew.customers.tests.records import make_customer
from vitalfew.jobs.api import JobState, finish
from vitalfew.jobs.planning import confirm, take_back
from vitalfew.kernel.errors import NotAllowed
from vitalfew.ownership.api import How, Period
from vitalfew.pool.models import Pooled, Rule, Watched
from vitalfew.pool.recycling import due, plan_recycling
from vitalfew.pool.tests.cast import Cast, make_cast
from vitalfew.trade.api import Order
from vitalfew.value.api import start_run
from vitalfew.value.models import CustomerScore

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def owned(cast: Cast, name: str, *, days: int = 100, **facts: str) -> Customer:
    """A customer that Lin has had for some days."""
    customer = make_customer(name, owner=cast.lin, department=cast.east, **facts)
    since = timezone.now() - timedelta(days=days)
    Period.objects.filter(customer=customer).update(since=since)
    return customer


def test_what_a_rule_watches_keeps_a_customer(cast: Cast) -> None:
    called, bought, silent = (owned(cast, name) for name in ("Called", "Bought", "Silent"))
    make_follow_up(called, happened_at=timezone.now() - timedelta(days=5))
    make_follow_up(silent, happened_at=timezone.now() - timedelta(days=95))
    sold(bought, 5)
    due_of = {
        Watched.ORDERS: {called, silent},
        Watched.CONTACTS: {bought, silent},
        Watched.BOTH: {silent},
    }
    for watches, expected in due_of.items():
        rule = rule_of(cast, watches=watches, spares_buyers=False)
        assert set(due(rule, Customer.objects.all())) == expected, watches
        rule.delete()


def sold(customer: Customer, days_ago: int, amount: int = 100) -> Order:
    moment = timezone.now() - timedelta(days=days_ago)
    return Order.objects.create(
        customer=customer, source_key=f"{customer.pk}-{days_ago}", placed_at=moment, placed_on=moment.date(),
        currency="CNY", net_amount=amount, line_count=0,
    )  # fmt: skip


def rule_of(cast: Cast, **facts: object) -> Rule:
    told: dict[str, object] = {"days": 90, "spares_buyers": False, **facts}
    return Rule.objects.create(pool=cast.pool, name="Silent", **told)


def recycled(rule: Rule) -> set[str]:
    return set(due(rule, Customer.objects.all()).values_list("name", flat=True))


def test_the_days_count_from_the_last_order_or_from_getting_the_customer(cast: Cast) -> None:
    owned(cast, "Silent")
    owned(cast, "Just got", days=89)
    sold(owned(cast, "Buys"), 10)
    sold(owned(cast, "Bought once"), 95)
    sold(owned(cast, "Only sent back"), 5, amount=-10)
    make_customer("Nobody's")
    assert recycled(rule_of(cast)) == {"Silent", "Bought once", "Only sent back"}


def test_a_rule_may_leave_whoever_has_bought(cast: Cast) -> None:
    owned(cast, "Silent")
    owned(cast, "Bought once", stage=Stage.ORDER)
    assert recycled(rule_of(cast, spares_buyers=True)) == {"Silent"}


def test_a_rule_may_hold_for_some_tiers_and_for_little_expected_sales_alone(cast: Cast) -> None:
    for number in range(6):
        customer = owned(cast, f"Buyer {number}", days=400)
        for day in (390, 300, 200):
            sold(customer, day - number, amount=10 ** (number + 1))
    owned(cast, "Unvalued")
    assert finish(start_run(actor=None)).state == JobState.DONE
    scores = {one.customer.name: one for one in CustomerScore.objects.select_related("customer")}
    tiers = {name: score.tier for name, score in scores.items()}
    best = tiers["Buyer 5"]
    assert recycled(rule_of(cast, tiers=[best])) == {name for name in tiers if tiers[name] == best}
    worth = {name: score.sales_expectation for name, score in scores.items()}
    bound = sorted(worth.values())[2]
    few = recycled(rule_of(cast, most_expected=Decimal(bound)))
    assert few == {name for name, amount in worth.items() if amount <= bound} | {"Unvalued"}


def test_nothing_goes_before_somebody_has_looked_and_who_bought_meanwhile_stays(cast: Cast) -> None:
    silent, lucky = owned(cast, "Silent"), owned(cast, "Lucky")
    plan = plan_recycling(actor=cast.office, rule_id=rule_of(cast).pk)
    assert plan.rows.count() == 2
    assert not Pooled.objects.exists()
    sold(lucky, 0)
    finish(confirm(actor=cast.office, plan_id=plan.pk))
    entry = Pooled.objects.get()
    assert (entry.customer, entry.how, entry.reason) == (silent, How.RECYCLED, "Silent")
    assert entry.former_owner == cast.lin
    finish(take_back(actor=cast.office, plan_id=plan.pk))
    silent.refresh_from_db()
    assert silent.owner == cast.lin
    assert not Pooled.objects.exists()


def test_rules_are_for_who_sets_pools_up(cast: Cast) -> None:
    rule = rule_of(cast)
    for member in (cast.lin, make_member("max", SALES_MANAGER)):
        with pytest.raises(NotAllowed):
            plan_recycling(actor=member, rule_id=rule.pk)


def test_a_rule_by_expected_sales_is_for_who_sees_them(cast: Cast) -> None:
    owned(cast, "Silent")
    FieldLimit.objects.create(ready="customer_office", field="value.expected", rule="hidden")
    with pytest.raises(NotAllowed, match="Expected sales"):
        plan_recycling(actor=cast.office, rule_id=rule_of(cast, most_expected=Decimal(5)).pk)
    assert plan_recycling(actor=cast.office, rule_id=rule_of(cast).pk)


def test_the_office_writes_a_rule_and_sees_what_would_go(client: Client, cast: Cast) -> None:
    owned(cast, "Silent One")
    client.force_login(cast.office)
    typed = {"name": "Quiet", "pool": cast.pool.pk, "days": 90, "watches": "orders", "version": 0}
    assert client.post(reverse("pool:rule_add"), typed | {"days": 0}).status_code == 422
    client.post(reverse("pool:rule_add"), typed)
    rule = Rule.objects.get()
    assert "Quiet" in client.get(reverse("pool:rules")).text
    preview = client.post(reverse("pool:rule_run", args=[rule.pk]), follow=True).text
    assert "Silent One" in preview
    assert "Quiet" in preview
    late = client.post(reverse("pool:rule", args=[rule.pk]), typed | {"version": 7})
    assert "Somebody changed this" in late.text
    client.post(reverse("pool:rule_remove", args=[rule.pk]))
    assert not Rule.objects.exists()
