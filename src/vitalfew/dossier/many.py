"""What is known of many customers at once, as a file says it. Call inside a transaction, with the customers locked.

Each verb makes the rows say what is wanted, touching none that already does; an empty text takes a row out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from vitalfew.access.api import insist_writes
from vitalfew.dossier.models import Address, AddressKind, Registration, Tag, Tagging
from vitalfew.dossier.policies import REGISTERED
from vitalfew.dossier.registrations import RegistrationKind
from vitalfew.identity.api import Member
from vitalfew.kernel.rewriting import add_told, add_values, among, among_texts, update_rows

PLACE = ("province", "city", "district", "detail", "postcode")


def numbers_of_many(ids: Sequence[int], kinds: Sequence[str]) -> dict[int, dict[str, str]]:
    """The first number of each of these registers, for each customer that has one."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = Registration.objects.filter(customer_id__in=among(ids), kind__in=kinds).order_by("pk")
    for customer, kind, number in rows.values_list("customer_id", "kind", "number"):
        found[customer].setdefault(kind, number)
    return found


def number_owners(numbers: Sequence[str]) -> list[tuple[str, int]]:
    """Each of these numbers with every customer that has it, in whatever register."""
    rows = Registration.objects.filter(number__in=among_texts(numbers)).order_by(
        "number", "customer_id"
    )
    return list(rows.values_list("number", "customer_id").distinct())


def register_many(*, actor: Member, wanted: Mapping[int, Mapping[str, str]]) -> None:
    """Give customers these numbers by register, in place of the first they have in it."""
    if not wanted:
        return
    insist_writes(actor, [REGISTERED])
    rows = Registration.objects.filter(customer_id__in=among(wanted)).order_by("-pk")
    standing = {(row.customer_id, row.kind): row for row in rows}
    there = {(row.customer_id, row.kind, row.number) for row in rows}
    new, changed, gone = [], [], []
    for customer, numbers in wanted.items():
        for kind, number in numbers.items():
            row = standing.get((customer, kind))
            if row is None and number:
                new.append(Registration(customer_id=customer, kind=kind, number=number))
            elif row is not None and (
                not number or (row.number != number and (customer, kind, number) in there)
            ):  # a customer has a number once in a register: the other one stays
                gone.append(row.pk)
            elif row is not None and row.number != number:
                row.number, row.version = number, row.version + 1
                changed.append(row)
    Registration.objects.bulk_create(new, ignore_conflicts=True)
    update_rows(changed, ["number", "version"])
    if gone:
        Registration.objects.filter(pk__in=among(gone)).delete()


def places_of_many(ids: Sequence[int]) -> dict[int, Address]:
    """The first office address of each customer that has one."""
    rows = Address.objects.filter(customer_id__in=among(ids), kind=AddressKind.OFFICE).order_by(
        "-pk"
    )
    return {row.customer_id: row for row in rows}


def place_many(wanted: Mapping[int, Mapping[str, str]]) -> None:
    """Change parts of the first office address of customers; one that says nothing any more is taken out."""
    standing = places_of_many(list(wanted))
    new: list[dict[str, object]] = []
    changed, gone = [], []
    for customer, parts in wanted.items():
        row = standing.get(customer)
        if row is None:
            if any(parts.get(name) for name in PLACE[:4]):
                new.append({"customer_id": customer, **parts})
            continue
        for name, text in parts.items():
            setattr(row, name, text)
        if any(getattr(row, name) for name in PLACE[:4]):
            row.version += 1
            changed.append(row)
        else:
            gone.append(row.pk)
    add_told(Address, new)
    update_rows(changed, [*PLACE, "version"])
    if gone:
        Address.objects.filter(pk__in=among(gone)).delete()


def with_more_parts(ids: Sequence[int]) -> set[int]:
    """Customers with more than these verbs write: further addresses, numbers of other registers."""
    addresses = Address.objects.filter(customer_id__in=among(ids)).exclude(kind=AddressKind.OFFICE)
    numbers = Registration.objects.filter(customer_id__in=among(ids), kind=RegistrationKind.OTHER)
    return {
        *addresses.values_list("customer_id", flat=True),
        *numbers.values_list("customer_id", flat=True),
    }


def tags_of_many(ids: Sequence[int]) -> dict[int, list[str]]:
    """The tags of each customer that has any, by name."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Tagging.objects.filter(customer_id__in=among(ids)).order_by("tag__name", "pk")
    for customer, name in rows.values_list("customer_id", "tag__name"):
        found[customer].append(name)
    return found


def tag_many(wanted: Mapping[int, Sequence[str]]) -> None:
    """Give customers exactly these tags; words that are new become tags."""
    tags = _tags({name for names in wanted.values() for name in names})
    meant = {customer: {tags[n.casefold()] for n in names} for customer, names in wanted.items()}
    gone: list[int] = []
    for row in Tagging.objects.filter(customer_id__in=among(wanted)):
        if row.tag_id in meant[row.customer_id]:
            meant[row.customer_id].remove(row.tag_id)
        else:
            gone.append(row.pk)
    if gone:
        Tagging.objects.filter(pk__in=among(gone)).delete()
    add_values(
        Tagging,
        ["customer_id", "tag_id"],
        ((pk, tag) for pk, some in meant.items() for tag in some),
    )


def _tags(names: Iterable[str]) -> dict[str, int]:
    """The key of each word's tag, by the word without case."""
    words = {name.casefold(): name for name in names}
    Tag.objects.bulk_create([Tag(name=name) for name in words.values()], ignore_conflicts=True)
    return {tag.name.casefold(): tag.pk for tag in _known(words)}


def _known(words: Mapping[str, str]) -> Iterable[Tag]:
    """The tags of these words; there are few tags in a company, so all are looked through."""
    return [tag for tag in Tag.objects.all() if tag.name.casefold() in words]
