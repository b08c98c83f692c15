"""The shapes of a customer's dossier: addresses, register numbers, invoice titles, ties to others, tags."""

from typing import Annotated

from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict

from vitalfew.api.v1.shapes import LARGEST_KEY, Limits, plain_text, said
from vitalfew.dossier.api import AddressKind, RegistrationKind, TieKind, TitleKind

PARTING = set(",，;；、\r\n")


def tag_said(text: str) -> str:
    """One word or some, without what parts tags on a page."""
    if PARTING & set(text):
        raise ValueError("tag")
    return said(text)


type Text16 = Annotated[str, Field(max_length=16), AfterValidator(plain_text)]
type Text40 = Annotated[str, Field(max_length=40), AfterValidator(plain_text)]
type Text60 = Annotated[str, Field(max_length=60), AfterValidator(plain_text)]
type Text80 = Annotated[str, Field(max_length=80), AfterValidator(plain_text)]
type Text120 = Annotated[str, Field(max_length=120), AfterValidator(plain_text)]
type Text200 = Annotated[str, Field(max_length=200), AfterValidator(plain_text)]
type Text300 = Annotated[str, Field(max_length=300), AfterValidator(plain_text)]
type Text500 = Annotated[str, Field(max_length=500), AfterValidator(plain_text)]
type Number = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(said)]
type Title = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(said)]
type Reference = Annotated[int, Field(ge=1, le=LARGEST_KEY)]
type Word = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(tag_said)]


class AddressFacts(Schema):
    """Where a customer is, by its parts."""

    model_config = ConfigDict(extra="forbid")

    kind: AddressKind = AddressKind.OFFICE
    country: Text80 = ""
    province: Text40 = ""
    city: Text60 = ""
    district: Text60 = ""
    detail: Text300 = ""
    postcode: Text16 = ""
    receiver: Text120 = ""


class NewAddress(AddressFacts):
    """A new address; ``pasted`` is one in a line, taken apart into the parts that are not named."""

    pasted: Text500 = ""


class AddressShape(AddressFacts):
    """An address; ``etag`` goes into If-Match when it is changed."""

    id: int
    etag: str


class NewRegistration(Schema):
    """A number of a register."""

    model_config = ConfigDict(extra="forbid")

    kind: RegistrationKind
    number: Number


class RegistrationChange(Schema):
    """What changes; what is not named stays."""

    model_config = ConfigDict(extra="forbid")

    kind: RegistrationKind | None = None
    number: Number | None = None


class RegistrationShape(Schema):
    """A number of a register; ``doubt`` says what looks wrong about it, in the member's language."""

    id: int
    kind: RegistrationKind
    number: str | None
    doubt: str | None
    etag: str


class TitleFacts(Schema):
    """To whom and how invoices are made out; one of a customer's titles is the usual one."""

    model_config = ConfigDict(extra="forbid")

    kind: TitleKind = TitleKind.COMPANY
    tax_number: Text40 = ""
    address: Text300 = ""
    phone: Text60 = ""
    bank: Text120 = ""
    account: Text60 = ""
    is_usual: bool = False


class NewTitle(TitleFacts):
    """A new invoice title."""

    title: Title


class TitleChange(TitleFacts):
    """What changes; what is not named stays."""

    title: Title | None = None


class TitleShape(Schema):
    """An invoice title."""

    id: int
    kind: TitleKind
    title: str
    tax_number: str | None
    address: str
    phone: str | None
    bank: str
    account: str
    is_usual: bool
    etag: str


class NewTie(Schema):
    """What another customer is to this one."""

    model_config = ConfigDict(extra="forbid")

    kind: TieKind
    other_id: Reference
    note: Text200 = ""


class TieChange(Schema):
    """What changes; what is not named stays."""

    model_config = ConfigDict(extra="forbid")

    kind: TieKind | None = None
    other_id: Reference | None = None
    note: Text200 = ""


class TieShape(Schema):
    """The customer ``other_id`` is the parent company, partner, competitor or supplier of ``customer_id``."""

    id: int
    kind: TieKind
    customer_id: int
    customer: str
    other_id: int
    other: str
    note: str
    etag: str


class Dossier(Schema):
    """All that is kept of a customer beside its own facts; ties from both ends, where the other may be seen."""

    addresses: list[AddressShape]
    registrations: list[RegistrationShape]
    invoice_titles: list[TitleShape]
    ties: list[TieShape]
    tags: list[str]
    tags_etag: str
    limited: Limits


class Tags(Schema):
    """All tags of a customer; a word that is new becomes a tag."""

    model_config = ConfigDict(extra="forbid")

    tags: Annotated[list[Word], Field(max_length=30)]


class TagsShape(Schema):
    """The tags a customer has."""

    tags: list[str]
    tags_etag: str
