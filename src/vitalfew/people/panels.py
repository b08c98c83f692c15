"""The people tab of a customer's page."""

from dataclasses import dataclass

from vitalfew.access.api import Answer, Verb, may
from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.people.forms import ShortForm
from vitalfew.people.models import Position
from vitalfew.people.policies import CONTACTS, may_at
from vitalfew.people.queries import people_of
from vitalfew.people.rules import Branch, count_below, tree_of


@dataclass(frozen=True)
class PeopleTab:
    """Who works there, who did, and the reporting lines where there are any."""

    current: list[Position]
    former: list[Position]
    people_map: list[Branch]
    form: ShortForm
    may_edit: Answer
    may_create: Answer


def people_tab(actor: Member, customer: Customer) -> PeopleTab:
    """The people of one customer that ``actor`` may know of."""
    people = people_of(actor, customer)
    current = [one for one in people if one.left_on is None]
    tree = tree_of(current)
    may_edit = may_at(actor, Verb.EDIT, customer)
    return PeopleTab(
        current,
        [one for one in people if one.left_on is not None],
        tree if count_below(tree) else [],
        ShortForm(actor=actor, country=customer.country),
        may_edit,
        may(actor, CONTACTS, Verb.CREATE) if may_edit else may_edit,
    )
