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
    # Whether this record looks for all others under the key; two that only answer are not compared. A short name looks
    # for registered ones; two registered names that begin alike are two companies.
    asks: bool = True

    @property
    def number(self) -> int:
        """The same as 64 signed bits, for an index."""
        return int.from_bytes(
            blake2b(f"{self.kind}{self.text}".encode(), digest_size=8).digest(), signed=True
        )


def keys_of(record: Record) -> frozenset[Key]:
    """Every key of a record; empty parts make none."""
    name = _of_person(record) if record.is_person else _of_company(record.name)
    others = (Key(kind, text) for kind, text in _of_contacts(record))
    return frozenset(key for key in (*name, *others) if key.text)


def _of_company(name: str) -> Iterator[Key]:
    parts = company(name)
    yield Key("whole", parts.whole.replace("(", "").replace(")", ""))
    if len(parts.core) < FEWEST_LETTERS:
        return
    for place in parts.places or ("",):
        yield Key("core_place", f"{parts.sound}@{PROVINCE_OF.get(place) or place}")
    yield Key("core", parts.sound, asks=not parts.places)
    is_short = not (parts.form or parts.group)
    if has_han(parts.core):
        yield Key("start", parts.core[:2], asks=is_short)
    else:
        words = parts.core.split()
        yield Key("start", words[0], asks=is_short)
        yield Key("skeleton", "".join(map(skeleton, words)))


def _of_person(record: Record) -> Iterator[Key]:
    name = person_name(record)
    if name.run:
        yield Key("name", name.sorted_sounds)
        yield Key("run", "".join(sorted(name.run)))
    yield Key("born", _born(record.born))
    for kind, text in _of_parts(name, record):
        yield Key(kind, text)


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
