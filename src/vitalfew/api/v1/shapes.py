"""The shapes of what goes in and out. Amounts are decimal texts; days are ISO; null is not there, or not told."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from ninja import Field, Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict

LARGEST_KEY = 2**63 - 1


def said(text: str) -> str:
    """Without blanks around it; a name of nothing but blanks is none."""
    if not text.strip():
        raise ValueError("empty")
    return text.strip()


def plain_text(text: str) -> str:
    """Without blanks around it."""
    return text.strip()


def mail_said(text: str) -> str:
    """An address that mail can be sent to, or nothing."""
    plain = plain_text(text)
    try:
        validate_email(plain or "nobody@example.com")
    except ValidationError as error:
        raise ValueError("mail") from error
    return plain


def in_utc(moment: datetime) -> datetime:
    """The same moment as every database can read it: offsets of more than half a day are none."""
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("moment") from error


type Moment = Annotated[AwareDatetime, AfterValidator(in_utc)]
type Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(said)]
type Kind = Literal["business", "individual"]
# The company's own fields by name (f1…): numbers as decimal texts, days as ISO texts, choices by what they are called.
type Own = dict[str, str | list[str] | None]
type Said = Annotated[str, Field(max_length=2000)]
type NewOwn = Annotated[
    dict[Annotated[str, Field(pattern="^f[0-9]{1,18}$")], Said | list[Said] | None],
    Field(max_length=100),
]
# Why this is another one than those that look like it.
type Because = Annotated[str, Field(max_length=200), AfterValidator(plain_text)]
type Limits = dict[str, Literal["masked", "hidden"]]


class Problem(Schema):
    """What went wrong (RFC 9457), in the member's language."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[dict[str, str]] | None = None
    yours: dict[str, Any] | None = None
    stored: dict[str, Any] | None = None
    alike: list[dict[str, Any]] | None = None


class FieldShape(Schema):
    """A field that the company added to a kind of record; ``name`` stands for it in ``fields`` of such a record."""

    name: str
    label: str
    help: str
    kind: Literal["text", "number", "money", "date", "choice", "choices", "link", "formula"]
    of: Kind | None
    section: str
    choices: list[str]
    currency: str | None
    is_required: bool
    is_unique: bool
    may_write: bool


class NewCall(Schema):
    """Who is calling, in any writing, and on whose screen: a sign-in name, or nothing for one's own."""

    model_config = ConfigDict(extra="forbid")
    number: Annotated[str, Field(min_length=1, max_length=60)]
    member: Annotated[str, Field(max_length=150)] = ""


class CallShape(Schema):
    """A call that was announced."""

    id: int
    at: datetime


class InquiryFacts(Schema):
    """What somebody tells who asks."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=120), AfterValidator(plain_text)] = ""
    company: Annotated[str, Field(max_length=200), AfterValidator(plain_text)] = ""
    phone: Annotated[str, Field(max_length=60), AfterValidator(plain_text)] = ""
    mail: Annotated[str, Field(max_length=254), AfterValidator(mail_said)] = ""
    messenger: Annotated[str, Field(max_length=100), AfterValidator(plain_text)] = ""
    country: Annotated[str, Field(max_length=80), AfterValidator(plain_text)] = ""
    province: Annotated[str, Field(max_length=80), AfterValidator(plain_text)] = ""
    wants: Annotated[str, Field(max_length=4000), AfterValidator(plain_text)] = ""
    fields: NewOwn = Field(default_factory=dict)


class NewInquiry(InquiryFacts):
    """What is told of an inquiry: whom it is from by at least one of name, company, phone, mail, messenger."""

    source: Annotated[
        str,
        Field(
            max_length=60,
            description="referral, phone, mail, online_inquiry, online_sign_up, search, advertising, promotion,"
            " appointment, cold_visit, other, or the name of a source of your own",
        ),
        AfterValidator(plain_text),
    ] = "other"
    source_detail: Annotated[str, Field(max_length=300), AfterValidator(plain_text)] = ""


class InquiryShape(Schema):
    """An inquiry that was taken in, and who has it."""

    id: int
    state: str
    received_at: datetime
    owner: str | None


class StandingShape(Schema):
    """What one customer is worth in the newest run."""

    customer_id: int
    as_of: date | None
    currency: str
    tier: str
    rank: int
    score: float
    purchases: int
    first_on: date
    last_on: date
    chance_active: float | None
    net_sales: str | None
    sales_expectation: str | None
    lifetime_value: str | None
    profit_contribution: str | None
    limited: Limits


class OrderShape(Schema):
    """One order; a return has a negative amount."""

    id: int
    number: str
    customer_id: int | None
    placed_at: datetime
    placed_on: date
    currency: str
    net_amount: str | None
    line_count: int
    limited: Limits


class LineShape(Schema):
    """A product, how many, at what price."""

    position: int
    product: str | None
    quantity: str
    unit_price: str | None
    amount: str | None


class WholeOrder(OrderShape):
    """One order with its lines."""

    lines: list[LineShape]


class OrderPage(Schema):
    """Some orders, the newest first, and where the next ones begin: null at the end."""

    items: list[OrderShape]
    next: str | None


class PoolShape(Schema):
    """A pool at which the member has a seat."""

    id: int
    name: str
    is_open: bool
    claims_a_day: int | None
    looks_a_day: int | None


class WaitingShape(Schema):
    """A customer of a pool; what the pool or a role does not tell is null, and the name may be masked."""

    customer_id: int
    name: str
    since: datetime
    kind: str | None
    country: str | None
    industry: str | None
    stage: str | None
    tier: str | None


class WaitingPage(Schema):
    """Some customers of a pool, and where the next ones begin: null at the end."""

    items: list[WaitingShape]
    next: int | None


class Claim(Schema):
    """Which customer."""

    model_config = ConfigDict(extra="forbid")

    customer_id: Annotated[int, Field(ge=1, le=LARGEST_KEY)]


class Return(Claim):
    """Which customer, and why."""

    reason: Name


class NewFollowUp(Schema):
    """What happened with a customer; without a moment it happened just now."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(said)]
    way: Literal["call", "visit", "meeting", "message", "mail", "event", "other"] = "call"
    happened_at: Moment | None = None
    contact_id: Annotated[int, Field(ge=1, le=LARGEST_KEY)] | None = None


class FollowUpShape(Schema):
    """Somebody was in touch with a customer, whose stage was then ``stage``."""

    id: int
    way: str
    text: str
    happened_at: datetime
    writer: str
    contact_id: int | None
    stage: str


class LockAsked(Schema):
    """Until when a customer is kept from being recycled, and why."""

    model_config = ConfigDict(extra="forbid")

    until: date
    reason: Name


class LockShape(Schema):
    """Until when no rule recycles a customer, and why; null where one may."""

    until: date | None
    reason: str | None


class PeriodShape(Schema):
    """Somebody owned a customer; ``until`` is null for today's owner."""

    owner_id: int
    owner: str
    since: datetime
    until: datetime | None
    began: str
    began_because: str
    ended: str | None
    ended_because: str | None


class SourceShape(Schema):
    """Where somebody came from; ``only_by`` is the one way in for which the company offers it, null for every way."""

    key: str
    name: str
    is_own: bool
    in_use: bool
    only_by: str | None
