"""Reading customers for a member."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from vitalfew.customers.models import Customer
from vitalfew.customers.policies import visible_to
from vitalfew.customers.rules import is_short_latin, search_pattern
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import NotFound

SEARCH_CAP = 2000


def customer_for(actor: Member, pk: int) -> Customer:
    """One customer that ``actor`` may see; NotFound otherwise."""
    customer = visible_to(actor).filter(pk=pk).first()
    if customer is None:
        raise NotFound(
            "customer_not_found",
            _("There is no such customer, or it is not yours to see. Search for it by name."),
        )
    return customer


def matching(text: str) -> Q:
    """The condition under which a customer's name, number, pinyin or initials contain ``text``."""
    if is_short_latin(text.strip()):
        start = text.strip().lower()
        return Q(sort_key__startswith=start) | Q(initials__startswith=start) | Q(code=text.strip())
    condition = Q()
    for word in text.split():
        condition &= Q(search_text__like=search_pattern(word))
    return condition


def search(actor: Member, text: str, limit: int = 20) -> QuerySet[Customer]:
    """The first customers whose name, number, pinyin or initials contain every word of ``text``."""
    # Found first, sorted after: sorting while searching lets the planner walk the whole name index instead.
    found = visible_to(actor).filter(matching(text)).order_by().values("pk")[:SEARCH_CAP]
    return visible_to(actor).filter(pk__in=found).order_by("sort_key", "pk")[:limit]
