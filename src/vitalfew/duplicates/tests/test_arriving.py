"""Before a ledger is added: who of it is here already."""

import pytest

from vitalfew.access.api import SALESPERSON
from vitalfew.access.tests.cast import make_department, make_member, place
from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.arriving import alike_among, told_to
from vitalfew.duplicates.keeping import catch_up
from vitalfew.duplicates.tests.cast import office

pytestmark = pytest.mark.django_db


def test_new_names_that_look_like_a_customer_are_told_under_the_readers_rights() -> None:
    west = make_department("West")
    fang = place(make_member("fang", SALESPERSON, name="王芳"), west)
    known = make_customer("北京联成互动软件技术有限公司", owner=fang, department=west)
    catch_up()
    found = alike_among(["聯成互動", "鼎盛物流有限公司"])
    assert found == [("聯成互動", known.pk)]
    (seen,) = told_to(office(), found)
    assert (seen.customer, seen.told) == (known, "looks like 北京联成互动软件技术有限公司")
    stranger = place(make_member("sally", SALESPERSON), make_department("East"))
    (masked,) = told_to(stranger, found)
    assert (masked.customer, masked.told) == (None, "looks like a customer of 王芳")
