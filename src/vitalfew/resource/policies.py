"""Whose figures a member is told: those of the customers in reach, by the same rights as the customers themselves."""

from collections.abc import Callable
from functools import partial

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Module, Reach, RowPolicy, Verb, rights_of, with_right
from vitalfew.customers.api import CUSTOMERS, Columns, Customer, covered, where
from vitalfew.identity.api import Member
from vitalfew.resource.models import Count, State, Tally
from vitalfew.web.api import NavEntry, register

COLUMNS = Columns("owner_id", "department_id", "customer_id")
type Where = Callable[[Reach, Verb], Q]


def _of_groups(reach: Reach, verb: Verb) -> Q:
    """By owner and department alone: what a team helps with is no sum of an owner's."""
    condition = Q()
    for column, keys in covered(reach, verb, COLUMNS).items():
        if column != COLUMNS.customer:
            condition |= Q((f"{column}__in", keys))
    return condition


def _condition(actor: Member, modules: tuple[Module, ...], of: Where) -> Q | None:
    """Under the rights of all of these modules: None for every row, an empty condition for none."""
    found: Q | None = None
    for module in modules:
        here = RowPolicy(State, module, of).condition(actor)
        if here is None:
            continue
        if not here:
            return here
        found = here if found is None else found & here
    return found


def tallies_visible_to(
    actor: Member, modules: tuple[Module, ...] = (CUSTOMERS,)
) -> QuerySet[Tally]:
    """The sums of the owners and departments in reach."""
    condition = _condition(actor, modules, _of_groups)
    if condition is None:
        return Tally.objects.all()
    return Tally.objects.filter(condition) if condition else Tally.objects.none()


def states_visible_to(actor: Member, modules: tuple[Module, ...] = (CUSTOMERS,)) -> QuerySet[State]:
    """What was counted of the customers in reach."""
    condition = _condition(actor, modules, partial(where, columns=COLUMNS))
    if condition is None:
        return State.objects.all()
    return State.objects.filter(condition) if condition else State.objects.none()


def helped_with(
    actor: Member, modules: tuple[Module, ...] = (CUSTOMERS,)
) -> QuerySet[State] | None:
    """Those in reach only by an account team: no sum has them. None where there are none."""
    groups = _condition(actor, modules, _of_groups)
    if groups is None:
        return None
    reach = rights_of(actor).reach(CUSTOMERS.key, Verb.VIEW)
    helped = covered(reach, Verb.VIEW, COLUMNS).get(COLUMNS.customer, [])
    if not helped:
        return None
    rows = states_visible_to(actor, modules).filter(customer_id__in=helped)
    return rows.exclude(groups) if groups else rows


def within(
    rows: QuerySet[Customer], actor: Member, modules: tuple[Module, ...]
) -> QuerySet[Customer]:
    """Those of ``rows`` of whom ``actor`` may know what these modules tell."""
    for module in modules:
        condition = RowPolicy(Customer, module, where).condition(actor)
        if condition is not None:
            rows = rows.filter(condition) if condition else rows.none()
    return rows


def count_in_force() -> Count | None:
    """The newest count: what it says of whom is told by the policies above."""
    return Count.objects.select_related("run").order_by("-counted_at", "-pk").first()


register(
    NavEntry(
        "resource",
        _("Customer resource"),
        "resource:management",
        icon="insights",
        order=105,
        visible=with_right(CUSTOMERS, Verb.VIEW),
    )
)
