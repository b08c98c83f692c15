"""Nobody leaves with customers in hand."""

import pytest

from vitalfew.access.api import CUSTOMER_OFFICE, SALESPERSON
from vitalfew.access.tests.cast import make_member
from vitalfew.customers.api import assign
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.administering import deactivate
from vitalfew.kernel.errors import Conflict

pytestmark = pytest.mark.django_db


def test_a_member_with_customers_cannot_be_deactivated_until_they_are_handed_over() -> None:
    ada = make_member("ada", is_administrator=True)
    office, lin = make_member("olive", CUSTOMER_OFFICE), make_member("lin", SALESPERSON, name="Lin")
    customer = make_customer("Nanshan", owner=lin)
    with pytest.raises(Conflict, match="Lin still has: Customers 1"):
        deactivate(actor=ada, member=lin)
    lin.refresh_from_db()
    assert lin.is_active
    assign(actor=office, customer_id=customer.pk, owner=None, reason="Lin leaves", version=1)
    deactivate(actor=ada, member=lin)
    lin.refresh_from_db()
    assert not lin.is_active
