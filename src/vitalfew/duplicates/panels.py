"""On the page of a customer or a contact: who went into it, when, by whom and why, and the way to take that back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vitalfew.customers.api import Customer
from vitalfew.duplicates.models import Merge, PersonMerge
from vitalfew.duplicates.policies import (
    may_merge,
    may_merge_person,
    merges_visible_to,
    person_merges_into,
)
from vitalfew.duplicates.queries import merged_into
from vitalfew.identity.api import Member
from vitalfew.people.api import Contact, merged_people


@dataclass(frozen=True)
class MergedHere:
    """One that went into this one; ``by_way_of`` names the one it went into first, if it did."""

    merge: Merge | PersonMerge
    by_way_of: str
    may_undo: bool


def merged_here(actor: Member, customer: Customer) -> list[MergedHere]:
    """What went into this customer and was not taken back, the newest first, also by way of others.

    What came by way of another can be taken back only once that one is a customer of its own again.
    """
    ways = [customer.pk, *merged_into(customer.pk)]
    rows = merges_visible_to(actor).filter(survivor_id__in=ways, undone_at__isnull=True)
    may_undo = may_merge(actor, customer)
    return list(_told(rows.select_related("actor").order_by("-at", "-pk"), customer.pk, may_undo))


def people_merged_here(actor: Member, contact: Contact) -> list[MergedHere]:
    """Who went into this contact and was not taken back, the same way."""
    gone = merged_people(contact.pk)
    if not gone:
        return []
    rows = person_merges_into([contact.pk, *gone]).filter(undone_at__isnull=True)
    rows = rows.select_related("actor").order_by("-at", "-pk")
    return list(_told(rows, contact.pk, may_undo=may_merge_person(actor, contact)))


def _told(
    rows: Iterable[Merge] | Iterable[PersonMerge], key: int, may_undo: bool
) -> Iterator[MergedHere]:
    for merge in rows:
        is_direct = merge.survivor_id == key
        by_way_of = "" if is_direct else merge.survivor_name
        yield MergedHere(merge, by_way_of, is_direct and may_undo)
