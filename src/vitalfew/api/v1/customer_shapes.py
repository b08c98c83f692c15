"""The shapes of customers: their own facts, how they are reached, whose they are."""

from datetime import datetime
from typing import Annotated

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict

from vitalfew.api.v1.reach_shapes import PhoneShape, Reach
from vitalfew.api.v1.shapes import (
    LARGEST_KEY,
    Because,
    Kind,
    Limits,
    Name,
    NewOwn,
    Own,
    plain_text,
    said,
)
from vitalfew.customers.api import Industry

_is_of_the_web = URLValidator(schemes=["http", "https"])


def website_said(text: str) -> str:
    """An address of the web, or nothing."""
    plain = plain_text(text)
    try:
        _is_of_the_web(plain or "https://example.com")
    except ValidationError as error:
        raise ValueError("website") from error
    return plain


type Website = Annotated[str, Field(max_length=200), AfterValidator(website_said)]
type Code = Annotated[str, Field(max_length=64)]
type Country = Annotated[str, Field(max_length=80)]
type SourceKey = Annotated[str, Field(max_length=60)]
type Reason = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(said)]


class CustomerShape(Schema):
    """A customer as the member sees it; ``limited`` names the fields that a role masks or hides."""

    id: int
    name: str
    kind: Kind
    code: str | None
    country: str | None
    website: str | None
    industry: Industry | None
    source: str | None
    stage: str
    owner: str | None
    owner_id: int | None
    department: str | None
    phones: list[PhoneShape]
    mails: list[str]
    wechat: list[str]
    qq: list[str]
    line: list[str]
    tags: list[str]
    version: int
    created_at: datetime
    updated_at: datetime
    fields: Own
    limited: Limits


class NewCustomer(Reach):
    """What is told of a new customer."""

    name: Name
    kind: Kind = "business"
    code: Code | None = None
    country: Country = ""
    website: Website = ""
    industry: Industry | None = None
    source: SourceKey = ""
    fields: NewOwn = Field(default_factory=dict)
    because: Because = ""


class CustomerChange(Reach):
    """What changes; what is not named stays."""

    name: Name | None = None
    kind: Kind | None = None
    code: Code | None = None
    country: Country | None = None
    website: Website = ""
    industry: Industry | None = None
    source: SourceKey = ""
    fields: NewOwn | None = None


class CustomerPage(Schema):
    """Some customers, and where the next ones begin: null at the end."""

    items: list[CustomerShape]
    next: int | None


class NewOwner(Schema):
    """Whose a customer becomes, nobody's with null, and why."""

    model_config = ConfigDict(extra="forbid")

    owner_id: Annotated[int, Field(ge=1, le=LARGEST_KEY)] | None
    reason: Reason
