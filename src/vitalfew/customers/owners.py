"""Whose a customer is: who may become its owner, and the department that follows."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb, department_of, follow_moves, members_of, rights_of
from vitalfew.customers.models import Customer
from vitalfew.customers.policies import CUSTOMERS
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput


def first_owner(finder: Member) -> Member | None:
    """The company owns a customer, not whoever found it; but who sees only their own needs it to be theirs."""
    reach = rights_of(finder).reach(CUSTOMERS.key, Verb.VIEW)
    return None if reach.everything else finder


def home_of(owner: Member | None) -> int | None:
    """The department of an owner's customers."""
    return department_of(owner.pk) if owner else None


def possible_owners(actor: Member, verb: Verb = Verb.TRANSFER) -> QuerySet[Member]:
    """The members to whom ``actor`` may give customers, or whose customers are in reach of ``verb``."""
    people = Member.objects.filter(is_active=True).order_by("name", "username", "pk")
    reach = rights_of(actor).reach(CUSTOMERS.key, verb)
    if reach.everything:
        return people
    return people.filter(Q(pk__in=reach.owners | members_of(reach.departments)))


def no_such_owner() -> BadInput:
    """The same words whether there is no such member or the member is out of reach."""
    return BadInput(
        "no_such_owner",
        _("There is no such member to give customers to. Choose one from the list."),
        field="owner",
    )


def take_along(member_id: int, department_id: int | None) -> None:
    """A member's customers move to the new department with them, those in the bin too."""
    Customer.everything.filter(owner_id=member_id).update(department_id=department_id)


follow_moves(take_along)
