"""Customers as records to compare: name and kind, how they are reached, registered, and where they are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from vitalfew.customers.api import Customer, CustomerHandle, CustomerPhone
from vitalfew.dossier.api import Address, Registration
from vitalfew.duplicates.matching import Address as Place
from vitalfew.duplicates.matching import Record
from vitalfew.kernel.rewriting import among

# What the keys are made of beside the customer itself: a change of their rows is noted too.
SOURCES = (CustomerPhone, CustomerHandle, Registration)
REGISTERS = ("uscc", "ubn", "vat")  # numbers that one company alone has, the strongest first
type Texts = dict[int, tuple[str, ...]]


def records_of(ids: Sequence[int]) -> dict[int, Record]:
    """The records of those among these customers who are not put away."""
    rows = Customer.objects.filter(pk__in=among(ids)).values_list("pk", "name", "kind")
    records = {pk: record(name, kind) for pk, name, kind in rows.iterator()}
    phones, mails, numbers, places = _phones(ids), _mails(ids), _numbers(ids), _places(ids)
    for pk in {*phones, *mails, *numbers, *places} & records.keys():
        records[pk] = replace(
            records[pk], phones=phones.get(pk, ()), mails=mails.get(pk, ()),
            registration=numbers.get(pk, ""), address=places.get(pk, Place()),
        )  # fmt: skip
    return records


def record(
    name: str,
    kind: str,
    phones: Iterable[str] = (),
    mails: Iterable[str] = (),
    registration: str = "",
) -> Record:
    """What somebody typed about a customer."""
    return Record(
        name=name, is_person=kind == Customer.Kind.INDIVIDUAL, phones=tuple(phones), mails=tuple(mails),
        registration=registration,
    )  # fmt: skip


def _phones(ids: Sequence[int]) -> Texts:
    rows = CustomerPhone.objects.filter(customer_id__in=among(ids)).values_list(
        "customer_id", "e164", "raw"
    )
    return _grouped((pk, e164 or raw) for pk, e164, raw in rows.order_by("pk"))


def _mails(ids: Sequence[int]) -> Texts:
    rows = CustomerHandle.objects.filter(customer_id__in=among(ids), kind="mail").order_by("pk")
    return _grouped(rows.values_list("customer_id", "value"))


def _grouped(pairs: Iterable[tuple[int, str]]) -> Texts:
    found: dict[int, list[str]] = defaultdict(list)
    for pk, text in pairs:
        found[pk].append(text)
    return {pk: tuple(texts) for pk, texts in found.items()}


def _numbers(ids: Sequence[int]) -> dict[int, str]:
    rows = Registration.objects.filter(customer_id__in=among(ids), kind__in=REGISTERS)
    told = rows.order_by("-pk").values_list("customer_id", "kind", "number")
    weakest_first = sorted(told, key=lambda row: -REGISTERS.index(row[1]))
    return {pk: number for pk, _kind, number in weakest_first}


def _places(ids: Sequence[int]) -> dict[int, Place]:
    rows = Address.objects.filter(customer_id__in=among(ids)).order_by("-pk")
    return {
        row.customer_id: Place(
            street=row.detail,
            suburb=row.district or row.city,
            postcode=row.postcode,
            region=row.province,
        )
        for row in rows
    }
