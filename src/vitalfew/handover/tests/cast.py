"""Who hands over to whom, for the tests of this app and of the pages."""

from dataclasses import dataclass

from vitalfew.access.api import CUSTOMER_OFFICE, SALES_MANAGER, SALESPERSON, Department
from vitalfew.access.tests.cast import make_department, make_member, place
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.handover import actions
from vitalfew.handover.models import Handover, Item
from vitalfew.handover.rules import State
from vitalfew.identity.api import Member


@dataclass(frozen=True)
class Cast:
    """Lin leaves, Zhou and Wu may take over, Mona leads them; Far is in another department."""

    east: Department
    lin: Member
    zhou: Member
    wu: Member
    mona: Member
    far: Member
    office: Member
    adam: Member


def make_cast() -> Cast:
    """Everybody."""
    east, west = make_department("East"), make_department("West")
    sales = {
        name: place(make_member(name, SALESPERSON, name=name.title(), language="en"), east)
        for name in ("lin", "zhou", "wu")
    }
    return Cast(
        east, sales["lin"], sales["zhou"], sales["wu"],
        place(make_member("mona", SALES_MANAGER, name="Mona", language="en"), east),
        place(make_member("far", SALESPERSON, name="Far", language="en"), west),
        make_member("olive", CUSTOMER_OFFICE, name="Olive", language="en"),
        make_member("adam", name="Adam", language="en", is_administrator=True),
    )  # fmt: skip


def make_customers(cast: Cast, number: int) -> list[Customer]:
    """Customers of Lin."""
    return [
        make_customer(f"Nanshan {place}", f"N-{place}", owner=cast.lin, department=cast.east)
        for place in range(number)
    ]


def ask(
    cast: Cast,
    customers: list[Customer],
    *,
    by: Member | None = None,
    keep_days: int = 0,
    may_look: bool = True,
) -> Handover:
    """A hand-over of these customers from Lin to Zhou."""
    rows = Customer.objects.filter(pk__in=[one.pk for one in customers])
    told = actions.Terms("Lin moves to Chengdu", may_look, keep_days)
    made, _left = actions.ask(actor=by or cast.lin, rows=rows, successors=[cast.zhou], terms=told)
    return made[0]


def offer(
    cast: Cast, customers: list[Customer], keep_days: int = 0, may_look: bool = True
) -> Handover:
    """The same, already offered."""
    made = ask(cast, customers, keep_days=keep_days, may_look=may_look)
    return actions.offer(actor=cast.lin, handover_id=made.pk, version=made.version)


def handed(giver: Member, successor: Member, state: State) -> Item:
    """A customer of its own in a hand-over that stands so."""
    customer = make_customer("Handed over", owner=giver)
    made = Handover.objects.create(
        giver=giver, successor=successor, asked_by=giver, reason="Leaves", state=state
    )
    return Item.objects.create(handover=made, customer=customer)
