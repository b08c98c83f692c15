"""Nobody leaves while somebody waits for their answer."""

import pytest

from vitalfew.access.api import CUSTOMER_OFFICE, SALESPERSON
from vitalfew.access.tests.cast import make_member
from vitalfew.identity.administering import deactivate
from vitalfew.inquiries.actions import assign
from vitalfew.inquiries.tests.records import make_inquiry
from vitalfew.kernel.errors import Conflict

pytestmark = pytest.mark.django_db


def test_a_member_with_open_inquiries_cannot_be_deactivated_until_others_have_them() -> None:
    ada = make_member("ada", is_administrator=True)
    office = make_member("olive", CUSTOMER_OFFICE)
    lin, wu = (make_member(name, SALESPERSON, name=name.title()) for name in ("lin", "wu"))
    inquiry = make_inquiry(owner=lin, state="assigned")
    make_inquiry(owner=lin, state="closed", closed_reason="spam")
    with pytest.raises(Conflict, match="Lin still has: Open inquiries 1"):
        deactivate(actor=ada, member=lin)
    assign(actor=office, inquiry_id=inquiry.pk, version=1, owner=wu)
    deactivate(actor=ada, member=lin)
    lin.refresh_from_db()
    assert not lin.is_active
