"""On a customer's page: who went into it, when, by whom and why, and the way to take that back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vitalfew.customers.api import Customer
from vitalfew.duplicates.models import Merge
from vitalfew.duplicates.policies import may_merge, merges_visible_to
from vitalfew.duplicates.queries import merged_into
from vitalfew.identity.api import Member


@dataclass(frozen=True)
class MergedHere:
    """A customer that went into this one; ``by_way_of`` names the one it went into first, if it did."""

    merge: Merge
    by_way_of: str
    may_undo: bool


def merged_here(actor: Member, customer: Customer) -> list[MergedHere]:
    """What went into this customer and was not taken back, the newest first, also by way of others.

    What came by way of another can be taken back only once that one is a customer of its own again.
    """
    ways = [customer.pk, *merged_into(customer.pk)]
    rows = merges_visible_to(actor).filter(survivor_id__in=ways, undone_at__isnull=True)
    may_undo = may_merge(actor, customer)
    return list(_told(rows.select_related("actor").order_by("-at", "-pk"), customer, may_undo))


def _told(rows: Iterable[Merge], customer: Customer, may_undo: bool) -> Iterator[MergedHere]:
    for merge in rows:
        is_direct = merge.survivor_id == customer.pk
        by_way_of = "" if is_direct else merge.survivor_name
        yield MergedHere(merge, by_way_of, is_direct and may_undo)
