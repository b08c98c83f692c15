"""The keys under which two records of one customer meet. A pair that shares none is never compared."""

from collections.abc import Iterator
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

from vitalfew.duplicates.matching.companies import company
from vitalfew.duplicates.matching.contacts import code_key, domain_key, mail_key, phone_key
from vitalfew.duplicates.matching.persons import PersonName, person_name
from vitalfew.duplicates.matching.places import PROVINCE_OF
from vitalfew.duplicates.matching.records import Record
from vitalfew.kernel.folding import folded, has_han

FEWEST_LETTERS = 2


class Key(NamedTuple):
    """What is alike, and how it reads."""

    kind: str
    text: str

    @property
    def number(self) -> int:
        """The same as 64 signed bits, for an index."""
        return int.from_bytes(
            blake2b(f"{self.kind}{self.text}".encode(), digest_size=8).digest(), signed=True
        )


def keys_of(record: Record) -> frozenset[Key]:
    """Every key of a record; empty parts make none."""
    name = _of_person(record) if record.is_person else _of_company(record.name)
    found = (Key(kind, text) for kind, text in (*name, *_of_contacts(record)) if text)
    return frozenset(found)


def _of_company(name: str) -> Iterator[tuple[str, str]]:
    parts = company(name)
    yield "whole", parts.whole.replace("(", "").replace(")", "")
    if len(parts.core) < FEWEST_LETTERS:
        return
    yield "core", parts.sound
    # Narrower: a core that very many have still meets within its province.
    for place in parts.places:
        yield "core_place", f"{parts.sound}@{PROVINCE_OF.get(place) or place}"
    if has_han(parts.core):
        yield "start", parts.core[:2]
    else:
        yield "start", parts.core.split()[0]


def _of_person(record: Record) -> Iterator[tuple[str, str]]:
    name = person_name(record)
    if name.run:
        yield "name", name.sorted_sounds
        yield "run", "".join(sorted(name.run))
    yield "born", _born(record.born)
    yield from _of_parts(name, record)


def _born(born: date | str | None) -> str:
    return f"{born:%Y%m%d}" if isinstance(born, date) else born or ""


def _of_parts(name: PersonName, record: Record) -> Iterator[tuple[str, str]]:
    """Family or given name with something of the address; either name may stand in the other's place."""
    address = record.address
    for part in {name.family, name.given}:
        if part and address:
            yield "part_post", f"{skeleton(part)}@{address.postcode}" if address.postcode else ""
            yield (
                "part_suburb",
                f"{skeleton(part)}@{skeleton(address.suburb)}" if address.suburb else "",
            )
    street = skeleton(address.street)
    if street and address.number:
        yield "door", f"{street}@{address.number}"


def skeleton(text: str) -> str:
    """A word by its first letter and its next consonants: what most slips of the pen leave as it is.

    >>> skeleton("Thompson"), skeleton("Tompson")
    ('tmps', 'tmps')
    """
    plain = folded(text)
    if has_han(plain) or not plain:
        return plain
    kept = plain[0]
    for letter in plain[1:]:
        if letter not in "aeiouyhw" and letter != kept[-1]:
            kept += letter
    return kept[:4]


def _of_contacts(record: Record) -> Iterator[tuple[str, str]]:
    yield "registration", code_key(record.registration)
    yield "identity", code_key(record.identity)
    for phone in record.phones:
        yield "phone", phone_key(phone)
    for mail in record.mails:
        yield "mail", mail_key(mail)
        if not record.is_person:
            yield "domain", domain_key(mail)
