from decimal import Decimal

import pytest
from django.db import connection

from vitalfew.access.api import CUSTOMER_OFFICE
from vitalfew.access.tests.cast import make_member
from vitalfew.importing.fixing import fix_row
from vitalfew.importing.tests.ledgers import HEADING, added, apply, checked, lines
from vitalfew.kernel.errors import Conflict, NotFound

pytestmark = pytest.mark.django_db(transaction=True)

BROKEN = HEADING + "C1,联成,,A1,2026-02-30,轴承,ten,5\nC1,联成,,A1,2026-03-05,螺丝,1,5\n"


@pytest.fixture
def admin():
    return make_member("admin", CUSTOMER_OFFICE)


def test_a_row_put_right_joins_the_others(admin):
    ledger = checked(BROKEN)
    fixed = fix_row(
        actor=admin, ledger=ledger, row=2, cells={"placed_at": "2026-02-28", "quantity": "10"}
    )
    assert fixed.is_fixed
    ledger.refresh_from_db()
    assert (ledger.counts["lines"], ledger.counts["bad_rows"]) == (2, 0)
    apply(ledger)
    assert [(line.product, line.amount) for line in lines()] == [
        ("轴承", Decimal(50)),
        ("螺丝", Decimal(5)),
    ]


def test_a_row_still_wrong_keeps_what_was_typed_and_says_why(admin):
    ledger = checked(BROKEN)
    problem = fix_row(
        actor=admin, ledger=ledger, row=2, cells={"placed_at": "2026-02-28", "quantity": "十"}
    )
    assert (problem.is_fixed, problem.cells["placed_at"], problem.cells["quantity"]) == (
        False,
        "2026-02-28",
        "十",
    )
    assert problem.faults == [("quantity", "not_a_number")]


def test_a_row_emptied_by_hand_still_lacks_its_date(admin):
    ledger = checked("date,amount\n2026-02-30,1\n")
    problem = fix_row(actor=admin, ledger=ledger, row=2, cells={"placed_at": "", "amount": ""})
    assert problem.faults == [("placed_at", "date_missing")]


def test_a_row_put_right_twice_is_added_once(admin):
    ledger = checked(BROKEN)
    right = {"placed_at": "2026-02-28", "quantity": "10"}
    fix_row(actor=admin, ledger=ledger, row=2, cells=right)
    with pytest.raises(NotFound):
        fix_row(actor=admin, ledger=ledger, row=2, cells=right)


def test_rows_put_right_survive_a_lost_staging_table(admin):
    ledger = checked(BROKEN)
    fix_row(actor=admin, ledger=ledger, row=2, cells={"placed_at": "2026-02-28", "quantity": "10"})
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {ledger.stage}")
    ledger.refresh_from_db()
    assert apply(ledger).result["lines"] == 2


def test_nothing_can_be_put_right_after_it_was_added(admin):
    with pytest.raises(Conflict):
        fix_row(actor=admin, ledger=added(BROKEN), row=2, cells={})
