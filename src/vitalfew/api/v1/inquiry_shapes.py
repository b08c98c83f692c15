"""The shapes of inquiries that are read and worked on."""

from datetime import datetime
from typing import Annotated

from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict

from vitalfew.api.v1.shapes import (
    LARGEST_KEY,
    InquiryFacts,
    Limits,
    Moment,
    Own,
    plain_text,
    said,
)
from vitalfew.inquiries.api import ClosedReason, State, Via

type Reference = Annotated[int, Field(ge=1, le=LARGEST_KEY)]


class WholeInquiry(Schema):
    """An inquiry as the member sees it; its customer and contact only where they see those."""

    id: int
    state: State
    received_at: datetime
    source: str
    source_detail: str
    via: Via
    name: str
    company: str
    phone: str | None
    mail: str | None
    messenger: str
    country: str
    province: str
    wants: str
    owner: str | None
    owner_id: int | None
    department: str | None
    answered_at: datetime | None
    answered_by: str | None
    answer: str
    customer_id: int | None
    contact_id: int | None
    closed_reason: str | None
    closed_note: str
    consent_at: datetime | None
    consent_text: str
    version: int
    updated_at: datetime
    fields: Own
    limited: Limits


class InquiryFilters(Schema):
    """Which inquiries; owner 0 is nobody."""

    state: State | None = None
    source: Annotated[str, Field(max_length=60)] = ""
    owner: Annotated[int, Field(ge=0, le=LARGEST_KEY)] | None = None
    received_since: Moment | None = None
    view: Reference | None = None


class InquiryPage(Schema):
    """Some inquiries, and where the next ones begin: null at the end."""

    items: list[WholeInquiry]
    next: int | None


class InquiryChange(InquiryFacts):
    """What was told, put right; what is not named stays. Where it came from is written once."""


class NewOwner(Schema):
    """Whose it is from now on."""

    model_config = ConfigDict(extra="forbid")

    owner_id: Reference


class Answered(Schema):
    """What was answered, in a few words."""

    model_config = ConfigDict(extra="forbid")

    words: Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(said)]


class Qualified(Schema):
    """Whose inquiry it is: a customer that is here, or a new one; ``because`` says why it is not one like it."""

    model_config = ConfigDict(extra="forbid")

    customer_id: Reference | None = None
    because: Annotated[str, Field(max_length=200), AfterValidator(plain_text)] = ""


class Closed(Schema):
    """Why nothing becomes of it."""

    model_config = ConfigDict(extra="forbid")

    reason: ClosedReason
    note: Annotated[str, Field(max_length=300), AfterValidator(plain_text)] = ""
