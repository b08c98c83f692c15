"""Customers as records to compare. What later apps know of a customer joins here."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from vitalfew.customers.api import Customer
from vitalfew.duplicates.matching import Record

type Facts = dict[int, dict[str, object]]
_givers: list[Callable[[Sequence[int]], Facts]] = []


def describe_with(giver: Callable[[Sequence[int]], Facts]) -> None:
    """Let an app add facts (fields of ``Record``) of these customers: phones, mails, registration, address."""
    _givers.append(giver)


def records_of(ids: Sequence[int]) -> dict[int, Record]:
    """The records of those among these customers who are not put away."""
    rows = Customer.objects.filter(pk__in=ids).values_list("pk", "name", "kind")
    records = {pk: record(name, kind) for pk, name, kind in rows.iterator()}
    for giver in _givers:
        for pk, facts in giver(ids).items():
            if pk in records:
                records[pk] = replace(records[pk], **facts)  # type: ignore[arg-type]
    return records


def record(name: str, kind: str) -> Record:
    """What a name and a kind alone say."""
    return Record(name=name, is_person=kind == Customer.Kind.INDIVIDUAL)
