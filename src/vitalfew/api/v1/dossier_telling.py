"""A customer's dossier as a member's program is told of it."""

import zlib
from collections.abc import Callable, Mapping

from vitalfew.api.v1 import versions
from vitalfew.api.v1.telling import Teller
from vitalfew.customers.api import PHONES, Customer
from vitalfew.dossier.api import (
    KINDS,
    REGISTERED,
    Address,
    InvoiceTitle,
    Part,
    Registration,
    Tie,
    tags_in_words,
    tags_of,
    ties_of,
)
from vitalfew.identity.api import Member

LETTERS: Mapping[type[Part], str] = {Address: "a", Registration: "r", InvoiceTitle: "v", Tie: "t"}
TAGS_LETTER = "g"
ADDRESS = ("kind", "country", "province", "city", "district", "detail", "postcode", "receiver")
TITLE = ("kind", "title", "address", "bank", "account", "is_usual")


def dossier_told(actor: Member, customer: Customer) -> dict[str, object]:
    """All of it, as ``actor`` sees it."""
    teller = Teller(actor)
    parts = {
        name: [
            part_told(teller, part)
            for part in KINDS[key].rows(actor).filter(customer=customer).order_by("pk")
        ]
        for name, key in (
            ("addresses", "address"), ("registrations", "registration"), ("invoice_titles", "invoice")
        )
    }  # fmt: skip
    return {
        **parts,
        "ties": [part_told(teller, one.tie) for one in ties_of(actor, customer)],
        **tags_told(actor, customer),
        "limited": teller.limited,
    }


def tags_told(actor: Member, customer: Customer) -> dict[str, object]:
    """The tags, and what to send in If-Match to put others in their place."""
    tags = tags_of(actor, customer)
    return {
        "tags": [tag.name for tag in tags],
        "tags_etag": tags_etag(customer.pk, tags_in_words(tags)),
    }


def tags_etag(customer_id: int, words: str) -> str:
    """These tags of this customer: they have no version, so what they say is what is compared."""
    return versions.tag(TAGS_LETTER, customer_id, zlib.crc32(words.encode()) % 10**9)


def part_told(teller: Teller, part: Part) -> dict[str, object]:
    """A part of a dossier."""
    return {"id": part.pk, "etag": etag(part)} | TOLD[type(part)](teller, part)


def etag(part: Part) -> str:
    """The part in this version."""
    return versions.tag(LETTERS[type(part)], part.pk, part.version)


def _address(_teller: Teller, part: Address) -> dict[str, object]:
    return {name: getattr(part, name) for name in ADDRESS}


def _registration(teller: Teller, part: Registration) -> dict[str, object]:
    number = teller.text("registrations", REGISTERED, part.number)
    doubt = part.doubt if "registrations" not in teller.limited else ""
    return {"kind": part.kind, "number": number, "doubt": str(doubt) or None}


def _title(teller: Teller, part: InvoiceTitle) -> dict[str, object]:
    return {name: getattr(part, name) for name in TITLE} | {
        "tax_number": teller.text("tax_number", REGISTERED, part.tax_number),
        "phone": teller.text("phone", PHONES, part.phone),
    }


def _tie(_teller: Teller, part: Tie) -> dict[str, object]:
    return {
        "kind": part.kind, "customer_id": part.customer_id, "customer": part.customer.name,
        "other_id": part.other_id, "other": part.other.name, "note": part.note,
    }  # fmt: skip


TOLD: Mapping[type[Part], Callable[..., dict[str, object]]] = {
    Address: _address, Registration: _registration, InvoiceTitle: _title, Tie: _tie,
}  # fmt: skip
