import pytest

from vitalfew.catalog.api import Product
from vitalfew.customers.api import Customer, Stage
from vitalfew.duplicates.tests.cast import scanned
from vitalfew.importing import actions
from vitalfew.importing.models import ImportState
from vitalfew.importing.tests.ledgers import (
    HEADING,
    added,
    checked,
    lines,
    orders_whose_sums_differ,
    undone,
)
from vitalfew.kernel.errors import Conflict
from vitalfew.people.tests.records import make_contact
from vitalfew.trade.api import Order, OrderLine

pytestmark = pytest.mark.django_db(transaction=True)

MARCH = (
    HEADING
    + "C1,联成,,A1,2026-03-05,轴承,1,5\nC1,联成,,A2,2026-03-15,轴承,1,5\nC2,龙骏,,A3,2026-03-05,螺丝,1,5\n"
)
APRIL = HEADING + "C1,联成,,A1,2026-03-05,垫片,1,7\nC3,新客,,A4,2026-04-05,轴承,1,5\n"


def everything():
    """All that is in the books, by what people know it as."""
    return (
        sorted(Customer.objects.values_list("code", "name", "stage")),
        sorted(Product.objects.values_list("name", flat=True)),
        sorted(Order.objects.values_list("number", "net_amount", "line_count", "customer__code")),
        sorted((line.order, line.product, line.amount) for line in lines()),
    )


NOTHING: tuple[list[object], ...] = ([], [], [], [])


def test_an_undone_import_leaves_nothing_behind():
    ledger = undone(added(MARCH))
    assert everything() == NOTHING
    assert (ledger.state, ledger.result) == (
        ImportState.UNDONE,
        {"orders": 3, "lines": 3, "customers": 2},
    )


def test_what_was_there_before_is_as_it_was():
    added(MARCH)
    before = everything()
    undone(added(APRIL))
    assert everything() == before
    assert orders_whose_sums_differ() == 0


def test_what_others_added_since_stays_with_what_it_needs():
    march = added(MARCH)
    added(APRIL)
    undone(march)
    assert sorted((line.order, line.product) for line in lines()) == [
        ("A1", "垫片"),
        ("A4", "轴承"),
    ]
    assert dict(Customer.objects.values_list("code", "stage")) == {
        "C1": Stage.ORDER,
        "C3": Stage.ORDER,
    }
    assert orders_whose_sums_differ() == 0


@pytest.mark.parametrize("first_undone", [0, 1])
def test_undoing_all_imports_in_any_order_leaves_nothing(first_undone):
    both = [added(MARCH), added(APRIL)]
    undone(both.pop(first_undone))
    undone(both.pop())
    assert everything() == NOTHING


def test_a_customer_entered_by_hand_is_not_taken_back():
    Customer.objects.create(code="C1", name="联成精机", sort_key="x")
    undone(added(MARCH))
    assert list(Customer.objects.values_list("code", "name", "stage")) == [
        ("C1", "联成精机", Stage.PROSPECT)
    ]


def test_lines_without_a_customer_are_taken_back_too():
    undone(added(HEADING + ",,,A1,2026-03-05,x,1,7\n"))
    assert not OrderLine.objects.exists()


def test_a_second_click_on_undo_starts_nothing():
    ledger = added(MARCH)
    actions.undo(actor=None, ledger=ledger)
    with pytest.raises(Conflict):
        actions.undo(actor=None, ledger=ledger)


def test_what_was_taken_back_can_be_brought_in_again():
    undone(added(MARCH))
    assert added(MARCH).result["lines"] == 3


def test_an_import_thrown_away_takes_its_file_along():
    ledger = checked(MARCH)
    actions.discard(actor=None, ledger=ledger)
    assert not ledger.folder.exists()


def test_an_import_that_added_something_cannot_be_thrown_away():
    ledger = added(MARCH)
    with pytest.raises(Conflict):
        actions.discard(actor=None, ledger=ledger)


def test_a_customer_about_whom_people_wrote_something_since_stays():
    march = added(MARCH)
    make_contact("Bo", Customer.objects.get(code="C1"))
    ledger = undone(march)
    assert everything() == ([("C1", "联成", Stage.PROSPECT)], [], [], [])
    assert ledger.result["customers"] == 1
    assert Customer.objects.get().origin is None


def test_what_the_system_noted_of_customers_itself_goes_with_them():
    march = added(
        f"{HEADING}C1,联成互动,,A1,2026-03-05,轴承,1,5\n"
        "C2,北京联成互动软件技术有限公司,,A3,2026-03-05,螺丝,1,5\n"
    )
    assert len(scanned()) == 1
    undone(march)
    assert everything() == NOTHING
