"""The people of a company of 500 salespeople in 50 departments, through the product's own verbs."""

from dataclasses import dataclass

from vitalfew.access.actions import add_department, place_member
from vitalfew.access.api import (
    CUSTOMER_OFFICE,
    SALES_MANAGER,
    SALESPERSON,
    Department,
    RoleRef,
    give_role,
    withdraw_role,
)
from vitalfew.identity.api import Member, create_member

DEPARTMENTS = 50
SALESPEOPLE = 10


@dataclass(frozen=True)
class Staff:
    """One member of each reach, and who owns the customers: (member, department) pairs, in turn."""

    office: Member
    manager: Member
    salesperson: Member
    owners: list[tuple[int, int]]


def hire() -> Staff:
    """Everybody, in their departments, with their roles."""
    root = add_department(actor=None, name="Sales", parent=None)
    departments = [
        add_department(actor=None, name=f"Sales {number:02}", parent=root)
        for number in range(DEPARTMENTS)
    ]
    salespeople = [
        (_member(f"s{place:02}{number}", SALESPERSON, department), department)
        for number in range(SALESPEOPLE)
        for place, department in enumerate(departments)
    ]
    return Staff(
        office=_member("office", CUSTOMER_OFFICE, root),
        manager=_member("manager", SALES_MANAGER, departments[0]),
        salesperson=salespeople[0][0],
        owners=[(member.pk, department.pk) for member, department in salespeople],
    )


def _member(username: str, role: str, department: Department) -> Member:
    member = create_member(username=username, name=username)
    withdraw_role(
        actor=None, member=member, role=RoleRef(ready=SALESPERSON)
    )  # what everybody starts with
    give_role(actor=None, member=member, role=RoleRef(ready=role))
    place_member(actor=None, member=member, department=department, superior=None)
    return member
