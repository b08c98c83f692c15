"""Who may claim what, member by member and case by case, beside what the rules say in so many words."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from vitalfew.access.api import AUDITOR
from vitalfew.access.tests.cast import make_member
from vitalfew.conftest import Cases
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import ProductError
from vitalfew.ownership.api import How
from vitalfew.pool.actions import claim, give
from vitalfew.pool.models import Cap, Pool, Taking
from vitalfew.pool.tests.cast import Cast, lay, make_cast, make_pool

pytestmark = [pytest.mark.django_db, pytest.mark.fault("A7")]

type Laid = Callable[[Cast, Member], Customer]


def set_to(cast: Cast, **facts: object) -> None:
    Pool.objects.filter(pk=cast.pool.pk).update(**facts)


def waiting(cast: Cast, member: Member) -> Customer:
    return lay(cast.pool)


def of_a_closed_pool(cast: Cast, member: Member) -> Customer:
    set_to(cast, is_open=False)
    return lay(cast.pool)


def resting(cast: Cast, member: Member) -> Customer:
    set_to(cast, rest_days=3)
    return lay(cast.pool, days=2)


def rested(cast: Cast, member: Member) -> Customer:
    set_to(cast, rest_days=3)
    return lay(cast.pool, days=4)


def after_the_days_quota(cast: Cast, member: Member) -> Customer:
    set_to(cast, claims_a_day=1)
    Taking.objects.create(
        pool=cast.pool, customer=make_customer("Had"), member=member, how=How.CLAIMED
    )
    return lay(cast.pool)


def after_yesterdays_quota(cast: Cast, member: Member) -> Customer:
    after_the_days_quota(cast, member)
    Taking.objects.update(at=timezone.now() - timedelta(days=1))
    return lay(cast.pool, "Second")


def at_the_cap(cast: Cast, member: Member) -> Customer:
    Cap.objects.create(most_each=1)
    make_customer("Had", owner=member)
    return lay(cast.pool)


def of_another_pool(cast: Cast, member: Member) -> Customer:
    return lay(make_pool("Elsewhere"))


def in_no_pool(cast: Cast, member: Member) -> Customer:
    return make_customer("Free")


def taken_by_another(cast: Cast, member: Member) -> Customer:
    return make_customer("Taken", owner=cast.zhou, department=cast.east)


def in_the_bin(cast: Cast, member: Member) -> Customer:
    customer = lay(cast.pool)
    Customer.objects.filter(pk=customer.pk).update(
        deleted_at=timezone.now(), deleted_by=cast.office
    )
    return customer


# What stands in the way of somebody with a seat; nothing: the claim goes through.
STANDS_AGAINST: dict[Laid, str] = {
    waiting: "", rested: "", after_yesterdays_quota: "", of_a_closed_pool: "pool_closed", resting: "newcomer_rests",
    after_the_days_quota: "quota_used_up", at_the_cap: "cap_reached", of_another_pool: "taken_meanwhile",
    in_no_pool: "taken_meanwhile", taken_by_another: "taken_meanwhile", in_the_bin: "taken_meanwhile",
}  # fmt: skip
# What is in the way of a member whatever lies there.
WITHOUT_A_SEAT = {
    "far": "no_such_pool",
    "office": "not_in_your_roles",
    "audrey": "not_in_your_roles",
}
EVERYBODY = ("lin", "mona", *WITHOUT_A_SEAT)


def member_of(cast: Cast, who: str) -> Member:
    return make_member("audrey", AUDITOR) if who == "audrey" else getattr(cast, who)


def refusal(work: Callable[[], object]) -> str:
    """The word for why not; empty when it went through."""
    try:
        work()
    except ProductError as error:
        return error.code
    return ""


@pytest.mark.parametrize("laid", STANDS_AGAINST, ids=lambda laid: laid.__name__)
@pytest.mark.parametrize("who", EVERYBODY)
def test_a_claim_goes_through_exactly_when_nothing_stands_against_it(
    who: str, laid: Laid, cases: Cases
) -> None:
    cast = make_cast()
    member = member_of(cast, who)
    customer = laid(cast, member)
    before = customer.owner
    code = refusal(lambda: claim(actor=member, pool_id=cast.pool.pk, customer_id=customer.pk))
    assert code == WITHOUT_A_SEAT.get(who, STANDS_AGAINST[laid])
    customer = Customer.everything.get(pk=customer.pk)
    assert customer.owner == (before if code else member)
    cases.add()


@pytest.mark.parametrize("who", ["lin", "far", "office", "audrey"])
@pytest.mark.parametrize(
    "laid", [waiting, at_the_cap, of_another_pool], ids=lambda laid: laid.__name__
)
def test_giving_takes_the_right_to_give(who: str, laid: Laid, cases: Cases) -> None:
    cast = make_cast()
    member = member_of(cast, who)
    customer = laid(cast, cast.zhou)
    code = refusal(
        lambda: give(
            actor=member,
            pool_id=cast.pool.pk,
            customer_id=customer.pk,
            member=cast.zhou,
            reason="x",
        )
    )
    may = who == "office" and laid is waiting
    assert (code == "") == may
    assert (Customer.objects.get(pk=customer.pk).owner == cast.zhou) == may
    cases.add()
