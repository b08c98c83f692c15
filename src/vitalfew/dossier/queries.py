"""Reading a customer's dossier for a member."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from vitalfew.customers.api import Customer
from vitalfew.dossier.models import BACKWARDS, Part, Tag, Tie, TieKind
from vitalfew.dossier.parts import PartKind
from vitalfew.dossier.policies import tagging_policy, tags_seen_by, tie_policy
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import NotFound


def part_for(actor: Member, kind: PartKind, pk: int) -> Part:
    """One part that ``actor`` may see; NotFound otherwise."""
    part: Part | None = kind.rows(actor).select_related("customer").filter(pk=pk).first()
    if part is None:
        raise NotFound(
            "part_not_found",
            _("There is no such entry, or it is not yours to see. Open the customer."),
        )
    return part


@dataclass(frozen=True)
class ShownTie:
    """A tie as one of its two customers tells it."""

    tie: Tie
    label: str | Promise
    other: Customer
    is_ours: bool


def ties_of(actor: Member, customer: Customer) -> list[ShownTie]:
    """The ties of a customer from both ends, the parent company first; those whose other end may be seen."""
    rows = tie_policy.rows(actor).filter(Q(customer=customer) | Q(other=customer))
    rows = rows.select_related("customer", "other").order_by("kind", "pk")
    shown = [_seen_from(customer, tie) for tie in rows]
    return sorted(shown, key=lambda one: (one.tie.kind != TieKind.PARENT, not one.is_ours))


def _seen_from(customer: Customer, tie: Tie) -> ShownTie:
    if tie.customer_id == customer.pk:
        return ShownTie(tie, tie.get_kind_display(), tie.other, True)
    return ShownTie(tie, BACKWARDS[TieKind(tie.kind)], tie.customer, False)


def tags_of(actor: Member, customer: Customer) -> list[Tag]:
    """The tags of a customer."""
    carried = tagging_policy.rows(actor).filter(customer=customer).values("tag_id")
    return list(tags_seen_by(actor).filter(pk__in=carried))


def tags_in_words(tags: Iterable[Tag]) -> str:
    """All tags in one line, as they are typed."""
    return ", ".join(tag.name for tag in tags)


def tag_names(actor: Member) -> Iterator[tuple[str, str]]:
    """The tags on offer in a filter: key and name."""
    for tag in tags_seen_by(actor):
        yield str(tag.pk), tag.name


def with_tags_shown(customers: QuerySet[Customer]) -> QuerySet[Customer]:
    """The customers with their tags, for ``tags_shown``: one query for all of them."""
    return customers.prefetch_related("taggings__tag")


def tags_shown(customer: Customer) -> str:
    """A customer's tags in one line; whoever sees the customer sees them."""
    return ", ".join(sorted(tagging.tag.name for tagging in customer.taggings.all()))
