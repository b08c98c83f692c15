"""Who looks through pairs, and who may merge."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Verb, insist, with_right
from vitalfew.customers.api import CUSTOMERS, Customer, customer_policy, once_visible_to
from vitalfew.duplicates.models import Judgement, Merge, Pair
from vitalfew.identity.api import Member
from vitalfew.web.api import MemberLink, register

NEEDED = (Verb.EDIT, Verb.TRANSFER)


def pairs_visible_to(actor: Member, verb: Verb = Verb.EDIT) -> QuerySet[Pair]:
    """The pairs both of whose customers a member may see and change: only they can do something about it.

    With another ``verb``, those of them both of whose customers that may be done to as well.
    """
    mine = customer_policy.rows(actor, Verb.EDIT)
    if verb != Verb.EDIT:
        mine &= customer_policy.rows(actor, verb)
    keys = mine.order_by().values("pk")
    return Pair.objects.filter(first_id__in=keys, second_id__in=keys)


def open_pairs(actor: Member, answer: str = "", verb: Verb = Verb.EDIT) -> QuerySet[Pair]:
    """Those about which nobody has said anything; with ``answer``, those of which somebody said that."""
    said = Judgement.objects.filter(first=OuterRef("first"), second=OuterRef("second"))
    pairs = pairs_visible_to(actor, verb)
    return pairs.filter(Exists(said.filter(answer=answer)) if answer else ~Exists(said))


def merges_visible_to(actor: Member, verb: Verb = Verb.VIEW) -> QuerySet[Merge]:
    """The merges into customers that a member may see, or could see had they not been merged themselves."""
    keys = once_visible_to(actor, verb).order_by().values("pk")
    return Merge.objects.filter(survivor_id__in=keys)


def check_may_merge(actor: Member, customers: list[Customer]) -> None:
    """Refused unless ``actor`` may change and give away each of them."""
    for customer in customers:
        for verb in NEEDED:
            insist(customer_policy.may(actor, verb, customer))


register(
    MemberLink(
        "duplicates:list",
        _("Duplicates"),
        "customers",
        order=15,
        visible=with_right(CUSTOMERS, Verb.EDIT),
    ),
)
