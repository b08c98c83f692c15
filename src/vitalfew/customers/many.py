"""Many customers at once, as a file brings them: added, changed by their facts, taken back. Call inside a transaction.

What one customer's own verb asks is asked here of all of them: the right, the rules of fields, the rows in reach.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from vitalfew.access.api import Verb, insist_writes, require
from vitalfew.audit.api import record, taking_back
from vitalfew.channels.api import Channels, store_many
from vitalfew.customers.actions import limited_facts
from vitalfew.customers.models import Customer
from vitalfew.customers.owners import first_owner, home_of
from vitalfew.customers.policies import CUSTOMERS, customer_policy
from vitalfew.customers.rules import spelled
from vitalfew.identity.api import Member
from vitalfew.kernel.rewriting import add_told, among, remove_rows, update_rows

FACTS = ("name", "kind", "code", "country", "website", "industry", "source")
WRITTEN = [*FACTS, "folded", "pinyin", "initials", "sort_key", "version", "updated_at"]


@dataclass(frozen=True)
class NewCustomer:
    """The facts of a customer, by the names of the model's fields, and how to reach it.

    Without an owner it is the finder's, where the finder would not see it otherwise; nobody's where ``is_nobodys``.
    """

    facts: Mapping[str, Any]
    channels: Channels = field(default_factory=Channels)
    owner: Member | None = None
    is_nobodys: bool = False

    def whose(self, finder: Member | None) -> Member | None:
        """Its owner."""
        return None if self.is_nobodys else self.owner or finder


def add_many(*, actor: Member, origin: UUID, rows: Sequence[NewCustomer]) -> list[int]:
    """Add customers that the import ``origin`` brings; their keys, in the order of the rows."""
    require(actor, CUSTOMERS, Verb.CREATE)
    _insist_facts(actor, [row.facts for row in rows])
    otherwise = first_owner(actor)
    owners = {owner for row in rows if (owner := row.whose(otherwise)) is not None}
    homes = {owner.pk: home_of(owner) for owner in owners}
    added = add_told(Customer, (_new(row, row.whose(otherwise), homes, origin) for row in rows))
    wanted = zip(added, rows, strict=True)
    store_many(Customer, {pk: row.channels for pk, row in wanted}, are_new=True)
    return added


def _insist_facts(actor: Member, rows: Sequence[Mapping[str, Any]]) -> None:
    held = {name for facts in rows for name, value in facts.items() if value}
    insist_writes(actor, limited_facts(**dict.fromkeys(held, "")))


def _new(
    row: NewCustomer, owner: Member | None, homes: Mapping[int, int | None], origin: UUID
) -> dict[str, object]:
    whose = {"owner_id": owner.pk, "department_id": homes[owner.pk]} if owner else {}
    return {**row.facts, **spelled(row.facts["name"]), "origin": origin, **whose}


def _spell(customer: Customer) -> None:
    for column, text in spelled(customer.name).items():
        setattr(customer, column, text)


@dataclass(frozen=True)
class Changing:
    """What becomes of a customer: other facts; and, where told, all its numbers and addresses."""

    facts: Mapping[str, Any]
    channels: Channels | None = None


def facts_of_many(
    ids: Sequence[int], names: Sequence[str], *, lock: bool = False
) -> dict[int, dict[str, str]]:
    """These facts of the customers that are not in the bin; with ``lock`` they stay so in this transaction."""
    rows = _locked(ids) if lock else Customer.everything.filter(pk__in=among(ids)).order_by("pk")
    return {
        pk: dict(zip(names, (value or "" for value in values), strict=True))
        for pk, deleted_at, *values in rows.values_list("pk", "deleted_at", *names)
        if deleted_at is None
    }


def _locked(ids: Iterable[int]) -> QuerySet[Customer]:
    """In the order of their keys, also those in the bin."""
    rows = Customer.everything.filter(pk__in=among(ids)).order_by("pk")
    return rows.select_for_update(of=("self",))


def change_many(*, actor: Member, changes: Mapping[int, Changing]) -> set[int]:
    """Change the facts of many customers; those that were changed: only what ``actor`` may edit is."""
    _insist_facts(actor, [one.facts for one in changes.values()])
    allowed = set(
        customer_policy.rows(actor, Verb.EDIT)
        .filter(pk__in=among(changes))
        .values_list("pk", flat=True)
    )
    found = {one.pk: one for one in _locked(changes) if one.pk in allowed}
    for pk, customer in found.items():
        for name, value in changes[pk].facts.items():
            setattr(customer, name, value)
        _spell(customer)
        customer.version, customer.updated_at = customer.version + 1, timezone.now()
    update_rows(found.values(), WRITTEN)
    told = {pk: channels for pk in found if (channels := changes[pk].channels) is not None}
    store_many(Customer, told)
    return set(found)


def remove_many(*, actor: Member, origin: UUID, ids: Sequence[int]) -> int:
    """Take back customers that the import ``origin`` brought and nothing else needs; how many."""
    with taking_back(origin):
        rows = Customer.everything.filter(pk__in=among(ids), origin=origin)
        gone = remove_rows(rows)
    record(actor=actor, verb="customer.take_back", subject=f"import:{origin}", customers=gone)
    return gone
