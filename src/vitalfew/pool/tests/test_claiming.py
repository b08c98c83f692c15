"""Claiming, giving and returning: who may, and what limits it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from vitalfew.access.api import SALESPERSON
from vitalfew.access.tests.cast import make_department, make_member, place
from vitalfew.audit.models import Event
from vitalfew.customers.api import Customer, Stage, assign, customer_policy, plan_assign
from vitalfew.customers.tests.records import make_customer
from vitalfew.jobs.api import finish
from vitalfew.jobs.planning import confirm, take_back
from vitalfew.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from vitalfew.ownership.api import How, Period
from vitalfew.pool.actions import claim, give, release
from vitalfew.pool.bulk import plan_release
from vitalfew.pool.models import Cap, Pool, Pooled, Taking
from vitalfew.pool.policies import entries_visible_to, pools_visible_to
from vitalfew.pool.tests.cast import Cast, lay, make_cast, make_pool

pytestmark = [pytest.mark.django_db, pytest.mark.fault("A7")]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def set_to(pool: Pool, **facts: object) -> None:
    Pool.objects.filter(pk=pool.pk).update(**facts)


def test_who_has_a_seat_claims_and_is_the_owner_from_then_on(cast: Cast) -> None:
    customer = lay(cast.pool)
    claim(actor=cast.lin, pool_id=cast.pool.pk, customer_id=customer.pk)
    customer.refresh_from_db()
    assert (customer.owner, customer.department) == (cast.lin, cast.east)
    assert not Pooled.objects.exists()
    assert Period.objects.get(customer=customer).began_how == How.CLAIMED
    assert Event.objects.filter(verb="pool.claimed", subject=f"customer:{customer.pk}").count() == 1


def test_who_has_no_seat_neither_sees_nor_claims(cast: Cast) -> None:
    customer = lay(cast.pool)
    assert not pools_visible_to(cast.far).exists()
    assert not entries_visible_to(cast.far).exists()
    with pytest.raises(NotFound):
        claim(actor=cast.far, pool_id=cast.pool.pk, customer_id=customer.pk)


def test_a_seat_of_a_department_is_one_of_those_below_it_too(cast: Cast) -> None:
    below = place(make_member("kid", SALESPERSON), make_department("Northeast", cast.east))
    customer = lay(cast.pool)
    assert claim(actor=below, pool_id=cast.pool.pk, customer_id=customer.pk).owner == below


def test_who_sees_every_customer_sees_the_pool_and_cannot_claim_without_a_seat(cast: Cast) -> None:
    customer = lay(cast.pool)
    assert entries_visible_to(cast.office).exists()
    with pytest.raises(NotAllowed, match="no seat"):
        claim(actor=cast.office, pool_id=cast.pool.pk, customer_id=customer.pk)


def test_a_customer_that_never_lay_there_is_refused_like_one_that_is_taken(cast: Cast) -> None:
    elsewhere = make_customer("Elsewhere")
    other = lay(make_pool("West pool"), "Other pool")
    taken = lay(cast.pool)
    claim(actor=cast.zhou, pool_id=cast.pool.pk, customer_id=taken.pk)
    said = set()
    for key in (elsewhere.pk, other.pk, taken.pk, 10**12):
        with pytest.raises(Conflict) as refused:
            claim(actor=cast.lin, pool_id=cast.pool.pk, customer_id=key)
        said.add(refused.value.sentence)
    assert len(said) == 1
    assert not Customer.objects.filter(owner=cast.lin).exists()


def test_the_quota_counts_claims_not_what_is_left_of_them(cast: Cast) -> None:
    set_to(cast.pool, claims_a_day=2)
    customer = lay(cast.pool)
    for _ in range(2):
        claim(actor=cast.lin, pool_id=cast.pool.pk, customer_id=customer.pk)
        release(actor=cast.lin, customer_id=customer.pk, pool_id=cast.pool.pk, reason="Not mine")
    with pytest.raises(Conflict, match="claimed 2"):
        claim(actor=cast.lin, pool_id=cast.pool.pk, customer_id=customer.pk)
    assert claim(actor=cast.zhou, pool_id=cast.pool.pk, customer_id=customer.pk)


def test_the_quota_begins_anew_at_midnight(cast: Cast) -> None:
    set_to(cast.pool, claims_a_day=1)
    claim(actor=cast.lin, pool_id=cast.pool.pk, customer_id=lay(cast.pool).pk)
    Taking.objects.update(at=timezone.now() - timedelta(days=1))
    assert claim(actor=cast.lin, pool_id=cast.pool.pk, customer_id=lay(cast.pool, "Next").pk)


def test_a_former_owner_waits_while_others_claim(cast: Cast) -> None:
    set_to(cast.pool, wait_days=7)
    first, second = make_customer("First", owner=cast.lin), make_customer("Second", owner=cast.lin)
    for customer in (first, second):
        release(actor=cast.lin, customer_id=customer.pk, pool_id=cast.pool.pk, reason="No time")
        with pytest.raises(Conflict, match="lately"):
            claim(actor=cast.lin, pool_id=cast.pool.pk, customer_id=customer.pk)
    assert claim(actor=cast.zhou, pool_id=cast.pool.pk, customer_id=first.pk)
    Period.objects.filter(owner=cast.lin).update(until=timezone.now() - timedelta(days=7, minutes=1),
                                                 since=timezone.now() - timedelta(days=9))  # fmt: skip
    assert claim(actor=cast.lin, pool_id=cast.pool.pk, customer_id=second.pk)


def test_a_newcomer_rests_before_it_can_be_claimed(cast: Cast) -> None:
    set_to(cast.pool, rest_days=3)
    with pytest.raises(Conflict, match="can be claimed from"):
        claim(actor=cast.lin, pool_id=cast.pool.pk, customer_id=lay(cast.pool, days=2).pk)
    assert claim(actor=cast.lin, pool_id=cast.pool.pk, customer_id=lay(cast.pool, days=4).pk)


def test_a_cap_stops_claims_and_what_is_given_and_buyers_may_not_count(cast: Cast) -> None:
    cap = Cap.objects.create(most_each=1)
    make_customer("Bought", owner=cast.lin, stage=Stage.ORDER)
    customer = lay(cast.pool)
    with pytest.raises(Conflict, match="1 is the most"):
        claim(actor=cast.lin, pool_id=cast.pool.pk, customer_id=customer.pk)
    with pytest.raises(Conflict):
        give(
            actor=cast.mona,
            pool_id=cast.pool.pk,
            customer_id=customer.pk,
            member=cast.lin,
            reason="His",
        )
    cap.spares_buyers = True
    cap.save()
    assert claim(actor=cast.lin, pool_id=cast.pool.pk, customer_id=customer.pk)


def test_a_department_has_a_cap_of_its_own_for_all_together(cast: Cast) -> None:
    Cap.objects.create(department=cast.east, most_together=1)
    make_customer("Theirs", owner=cast.zhou, department=cast.east)
    with pytest.raises(Conflict, match="East"):
        claim(actor=cast.lin, pool_id=cast.pool.pk, customer_id=lay(cast.pool).pk)


def test_who_looks_after_a_pool_gives_with_a_reason_to_who_has_a_seat(cast: Cast) -> None:
    customer = lay(cast.pool)
    with pytest.raises(BadInput):
        give(
            actor=cast.mona,
            pool_id=cast.pool.pk,
            customer_id=customer.pk,
            member=cast.lin,
            reason=" ",
        )
    with pytest.raises(BadInput, match="no seat"):
        give(
            actor=cast.mona,
            pool_id=cast.pool.pk,
            customer_id=customer.pk,
            member=cast.far,
            reason="Near",
        )
    with pytest.raises(NotAllowed):
        give(
            actor=cast.lin,
            pool_id=cast.pool.pk,
            customer_id=customer.pk,
            member=cast.zhou,
            reason="Near",
        )
    give(
        actor=cast.mona,
        pool_id=cast.pool.pk,
        customer_id=customer.pk,
        member=cast.lin,
        reason="Near",
    )
    period = Period.objects.get(customer=customer)
    assert (period.owner, period.began_how, period.began_because) == (cast.lin, How.POOLED, "Near")


def test_returning_takes_a_reason_and_the_own_customer(cast: Cast) -> None:
    own = make_customer("Own", owner=cast.lin, department=cast.east)
    with pytest.raises(BadInput):
        release(actor=cast.lin, customer_id=own.pk, pool_id=cast.pool.pk, reason="")
    with pytest.raises(NotFound):
        release(actor=cast.zhou, customer_id=own.pk, pool_id=cast.pool.pk, reason="Not theirs")
    release(actor=cast.lin, customer_id=own.pk, pool_id=cast.pool.pk, reason="No time")
    entry = Pooled.objects.get(customer=own)
    assert (entry.former_owner, entry.put_by, entry.reason) == (cast.lin, cast.lin, "No time")
    period = Period.objects.get(customer=own)
    assert (period.ended_how, period.ended_because) == (How.RELEASED, "No time")
    with pytest.raises(Conflict, match="already"):
        release(actor=cast.mona, customer_id=own.pk, pool_id=cast.pool.pk, reason="Again")


def test_a_closed_pool_neither_takes_nor_gives(cast: Cast) -> None:
    customer, own = lay(cast.pool), make_customer("Own", owner=cast.lin)
    set_to(cast.pool, is_open=False)
    with pytest.raises(Conflict, match="closed"):
        claim(actor=cast.lin, pool_id=cast.pool.pk, customer_id=customer.pk)
    with pytest.raises(Conflict, match="closed"):
        release(actor=cast.lin, customer_id=own.pk, pool_id=cast.pool.pk, reason="No time")


def test_a_customer_that_gets_an_owner_by_any_way_leaves_the_pool(cast: Cast) -> None:
    one, two = lay(cast.pool), lay(cast.pool, "Two")
    assign(actor=cast.office, customer_id=one.pk, owner=cast.far, reason="Moved", version=1)
    rows = Customer.objects.filter(pk=two.pk)
    plan = plan_assign(actor=cast.office, rows=rows, owner=cast.far, reason="Moved")
    finish(confirm(actor=cast.office, plan_id=plan.pk))
    assert not Pooled.objects.exists()
    one.delete()
    assert not Pooled.objects.exists()


def test_a_claim_shows_the_customer_and_returning_hides_it_again(cast: Cast) -> None:
    customer = lay(cast.pool)
    rows = customer_policy.rows(cast.lin).filter(pk=customer.pk)
    assert not rows.exists()
    claim(actor=cast.lin, pool_id=cast.pool.pk, customer_id=customer.pk)
    assert rows.all().exists()
    release(actor=cast.lin, customer_id=customer.pk, pool_id=cast.pool.pk, reason="No time")
    assert not rows.all().exists()


def test_many_are_put_into_a_pool_as_planned_and_taken_back(cast: Cast) -> None:
    mine = [make_customer(f"Own {n}", owner=cast.lin, department=cast.east) for n in range(3)]
    rows = Customer.objects.filter(pk__in=[one.pk for one in mine])
    plan = plan_release(actor=cast.mona, rows=rows, pool=cast.pool, reason="Cleaning up")
    finish(confirm(actor=cast.mona, plan_id=plan.pk))
    assert set(Pooled.objects.values_list("customer_id", flat=True)) == {one.pk for one in mine}
    claim(actor=cast.zhou, pool_id=cast.pool.pk, customer_id=mine[0].pk)
    finish(take_back(actor=cast.mona, plan_id=plan.pk))
    owners = dict(rows.values_list("pk", "owner_id"))
    assert owners == {mine[0].pk: cast.zhou.pk, mine[1].pk: cast.lin.pk, mine[2].pk: cast.lin.pk}
    assert not Pooled.objects.exists()
