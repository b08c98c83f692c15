"""Many contacts at once, as a file brings them: added at their customers, changed by their facts, taken back.

Call inside a transaction. What one contact's own verb asks is asked here of all of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from vitalfew.access.api import Verb, require
from vitalfew.audit.api import record
from vitalfew.channels.api import Channels, store_many, typed_channels
from vitalfew.identity.api import Member
from vitalfew.kernel.rewriting import add_rows, among, remove_rows, update_rows
from vitalfew.people.actions import spell
from vitalfew.people.models import Consent, Contact, Position
from vitalfew.people.policies import CONTACTS, contact_policy, position_policy

FACTS = (
    "name", "preferred_name", "gender", "note", "birth_calendar", "birth_year", "birth_month", "birth_day",
    "birth_leap",
)  # fmt: skip
WRITTEN = [*FACTS, "folded", "pinyin", "initials", "sort_key", "version", "updated_at"]
PLACE = ("title", "department", "role")


@dataclass(frozen=True)
class AtCustomer:
    """What somebody is at a customer; ``is_there`` is false where they are no more to be there at all."""

    customer_id: int
    facts: Mapping[str, str] = field(default_factory=dict)
    is_primary: bool = False
    is_there: bool = True


@dataclass(frozen=True)
class Told:
    """What is told of a person: facts; all their numbers and addresses; and what they are at a customer."""

    facts: Mapping[str, Any]
    channels: Channels | None = None
    at: AtCustomer | None = None


def customers_open(actor: Member, ids: Iterable[int]) -> set[int]:
    """Those of the customers whose people ``actor`` may write."""
    rows = position_policy.parents(actor, Verb.EDIT).filter(pk__in=among(ids))
    return set(rows.values_list("pk", flat=True))


def add_many(*, actor: Member, rows: Sequence[Told]) -> list[Contact]:
    """Add people, each at a customer; in the order of the rows."""
    require(actor, CONTACTS, Verb.CREATE)
    added = [Contact(**row.facts) for row in rows]
    for one in added:
        spell(one)
    add_rows(added)
    told = zip(added, rows, strict=True)
    wanted = {
        one.pk: typed_channels(actor, Contact, row.channels or Channels()) for one, row in told
    }
    store_many(Contact, wanted, are_new=True)
    _place({one.pk: row.at for one, row in zip(added, rows, strict=True) if row.at}, {})
    return added


def change_many(*, actor: Member, changes: Mapping[int, Told]) -> set[int]:
    """Change people and what they are at a customer; those that were changed: only whom ``actor`` may edit is."""
    allowed = contact_policy.rows(actor, Verb.EDIT).filter(pk__in=among(changes))
    rows = Contact.objects.filter(pk__in=allowed.values("pk")).order_by("pk")
    found = {one.pk: one for one in rows.select_for_update(of=("self",))}
    for pk, contact in found.items():
        for name, value in changes[pk].facts.items():
            setattr(contact, name, value)
        spell(contact)
        contact.version, contact.updated_at = contact.version + 1, timezone.now()
    update_rows(found.values(), WRITTEN)
    store_many(Contact, {pk: told for pk in found if (told := changes[pk].channels) is not None})
    places = {pk: at for pk in found if (at := changes[pk].at) is not None}
    standing = Position.objects.filter(
        contact_id__in=among(places),
        customer_id__in=among({p.customer_id for p in places.values()}),
    )
    _place(places, {(row.contact_id, row.customer_id): row for row in standing})
    return set(found)


def _place(places: Mapping[int, AtCustomer], standing: Mapping[tuple[int, int], Position]) -> None:
    """Make, change or take out what people are at customers. Who is the primary contact stays so."""
    taken = _with_primary([at.customer_id for at in places.values()])
    new: list[Position] = []
    changed: list[Position] = []
    gone: list[int] = []
    for contact, at in places.items():
        row = standing.get((contact, at.customer_id))
        if not at.is_there:
            gone += [row.pk] if row else []
            continue
        position = row or Position(contact_id=contact, customer_id=at.customer_id)
        for name, value in at.facts.items():
            setattr(position, name, value)
        if at.is_primary and at.customer_id not in taken and position.left_on is None:
            position.is_primary = True
            taken.add(at.customer_id)
        position.version += 1 if row else 0
        (changed if row else new).append(position)
    add_rows(new)
    update_rows(changed, [*PLACE, "is_primary", "version"])
    if gone:
        Position.objects.filter(pk__in=among(gone)).delete()


def _with_primary(customers: Sequence[int]) -> set[int]:
    rows = Position.objects.filter(customer_id__in=among(customers), is_primary=True)
    return set(rows.values_list("customer_id", flat=True))


def needed(ids: Sequence[int]) -> set[int]:
    """Those of the people whom something else names: a consent, a second customer, somebody below them."""
    agreed = Consent.objects.filter(contact_id__in=among(ids)).values_list("contact_id", flat=True)
    above = Position.objects.filter(contact_id__in=among(ids), reports__isnull=False)
    places = Position.objects.filter(contact_id__in=among(ids)).values("contact_id").order_by()
    several = places.annotate(places=Count("pk")).filter(places__gt=1)
    rows = (above, several)
    return {*agreed, *(pk for some in rows for pk in some.values_list("contact_id", flat=True))}


def remove_many(*, actor: Member, origin: UUID, ids: Sequence[int]) -> int:
    """Take back people that the import ``origin`` brought and nothing else needs; how many."""
    rows = Contact.everybody.filter(pk__in=among(ids))
    gone = remove_rows(rows)
    record(actor=actor, verb="contact.take_back", subject=f"import:{origin}", contacts=gone)
    return gone
