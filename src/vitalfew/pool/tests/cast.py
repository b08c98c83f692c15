"""Pools, and who sits at them, for the tests of this app."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from vitalfew.access.api import CUSTOMER_OFFICE, SALES_MANAGER, SALESPERSON, Department
from vitalfew.access.tests.cast import make_department, make_member, place
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.ownership.api import How
from vitalfew.pool.models import Pool, Pooled, Seat


@dataclass(frozen=True)
class Cast:
    """East has a seat at the pool, its manager gives from it; West has none."""

    pool: Pool
    east: Department
    lin: Member
    zhou: Member
    mona: Member
    far: Member
    office: Member


def make_cast(**facts: object) -> Cast:
    """Everybody, and a pool with these facts."""
    east, west = make_department("East"), make_department("West")
    pool = make_pool("East pool", east, **facts)
    mona = place(make_member("mona", SALES_MANAGER, name="Mona", language="en"), east)
    Seat.objects.create(pool=pool, member=mona, may_give=True)
    return Cast(
        pool, east,
        place(make_member("lin", SALESPERSON, name="Lin", language="en"), east),
        place(make_member("zhou", SALESPERSON, name="Zhou", language="en"), east),
        mona,
        place(make_member("far", SALESPERSON, name="Far", language="en"), west),
        make_member("olive", CUSTOMER_OFFICE, name="Olive", language="en"),
    )  # fmt: skip


def make_pool(name: str, *departments: Department, **facts: object) -> Pool:
    """A pool at which these departments have seats."""
    pool = Pool.objects.create(name=name, **facts)
    for department in departments:
        Seat.objects.create(pool=pool, department=department)
    return pool


def lay(pool: Pool, name: str = "Nanshan Steel", *, days: int = 30, **facts: str) -> Customer:
    """A customer that has lain in a pool for some days."""
    customer = make_customer(name, **facts)
    since = timezone.now() - timedelta(days=days)
    Pooled.objects.create(
        customer=customer, pool=pool, since=since, how=How.RELEASED, reason="No time"
    )
    return customer
