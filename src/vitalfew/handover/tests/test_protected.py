"""What waits for a successor is recycled by no rule, and what is merged or erased waits no longer."""

import pytest

from vitalfew.customers.api import Customer
from vitalfew.handover import actions, answering
from vitalfew.handover.models import Item
from vitalfew.handover.tests.cast import Cast, ask, make_cast, make_customers, offer
from vitalfew.pool.api import Pool
from vitalfew.pool.models import Rule
from vitalfew.pool.recycling import due


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def test_no_rule_takes_what_waits_for_a_successor(cast: Cast) -> None:
    customers = make_customers(cast, 2)
    rule = Rule.objects.create(pool=Pool.objects.create(name="Pool"), name="Silent", days=1)
    everybody = Customer.objects.all()
    assert due(rule, everybody, ahead=1).count() == 2
    handover = ask(cast, customers[:1])
    assert list(due(rule, everybody, ahead=1)) == customers[1:]
    actions.withdraw(actor=cast.lin, handover_id=handover.pk, version=handover.version)
    assert due(rule, everybody, ahead=1).count() == 2


def test_what_lies_in_the_bin_is_not_taken_over(cast: Cast) -> None:
    customers = make_customers(cast, 2)
    handover = offer(cast, customers)
    Customer.objects.filter(pk=customers[0].pk).update(deleted_at=handover.offered_at)
    done = answering.accept(actor=cast.zhou, handover_id=handover.pk, version=handover.version)
    assert done.state == "done"
    binned = Customer.everything.get(pk=customers[0].pk)
    assert binned.owner == cast.lin


def test_a_customer_gone_for_good_leaves_nothing_behind(cast: Cast) -> None:
    customer = make_customers(cast, 1)[0]
    offer(cast, [customer])
    Customer.everything.filter(pk=customer.pk).delete()
    assert not Item.objects.exists()
