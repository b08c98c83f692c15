"""The shapes of contacts: people, how to reach and treat them, and where they work."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict

from vitalfew.api.v1.reach_shapes import PhoneShape, Reach, Text100
from vitalfew.api.v1.shapes import LARGEST_KEY, Because, Limits, NewOwn, Own, plain_text, said
from vitalfew.people.api import DecisionRole, Gender, Way

type PersonName = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(said)]
type Text60 = Annotated[str, Field(max_length=60), AfterValidator(plain_text)]
type Text200 = Annotated[str, Field(max_length=200), AfterValidator(plain_text)]
type Text500 = Annotated[str, Field(max_length=500), AfterValidator(plain_text)]
type Text4000 = Annotated[str, Field(max_length=4000), AfterValidator(plain_text)]
type Role = DecisionRole | Literal[""]
type Language = Literal["", "zh-hans", "zh-hant", "en"]
type Reference = Annotated[int, Field(ge=1, le=LARGEST_KEY)]


class BirthdayShape(Schema):
    """A day of the sun's calendar or of the moon's; the year may be unknown."""

    model_config = ConfigDict(extra="forbid")

    calendar: Literal["solar", "lunar"] = "solar"
    year: Annotated[int, Field(ge=1, le=9999)] | None = None
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    is_leap_month: bool = False


class PositionShape(Schema):
    """A contact works at a customer, or did until ``left_on``; ``reports_to_id`` is another position there."""

    id: int
    contact_id: int
    customer_id: int
    customer: str
    title: str
    department: str
    role: Role
    reports_to_id: int | None
    is_primary: bool
    left_on: date | None
    left_reason: str
    version: int


class ContactShape(Schema):
    """A contact as the member sees them; ``limited`` names the fields that a role masks or hides."""

    id: int
    name: str
    preferred_name: str
    gender: Gender | Literal[""]
    language: Language
    birthday: BirthdayShape | None
    preferred_way: Way | Literal[""]
    preferred_time: str
    topics: str
    taboo: str
    gifts: str
    note: str
    phones: list[PhoneShape]
    mails: list[str]
    wechat: list[str]
    qq: list[str]
    line: list[str]
    positions: list[PositionShape]
    version: int
    created_at: datetime
    updated_at: datetime
    fields: Own
    limited: Limits


class ContactPage(Schema):
    """Some contacts, and where the next ones begin: null at the end."""

    items: list[ContactShape]
    next: int | None


class PositionFacts(Schema):
    """What somebody does at a customer."""

    model_config = ConfigDict(extra="forbid")

    title: Text100 = ""
    department: Text100 = ""
    role: Role = ""
    is_primary: bool = False


class NewPosition(PositionFacts):
    """At which customer somebody works as well, and as what."""

    customer_id: Reference


class PositionChange(PositionFacts):
    """What changes of a position; what is not named stays."""

    reports_to_id: Reference | None = None


class PersonFacts(Reach):
    """How a person is reached and treated."""

    preferred_name: Text60 = ""
    gender: Gender | Literal[""] = ""
    language: Language = ""
    birthday: BirthdayShape | None = None
    preferred_way: Way | Literal[""] = ""
    preferred_time: Text100 = ""
    topics: Text500 = ""
    taboo: Text500 = ""
    gifts: Text200 = ""
    note: Text4000 = ""
    fields: NewOwn = Field(default_factory=dict)


class NewContact(PersonFacts):
    """Who is new at a customer, and as what they work there."""

    name: PersonName
    position: PositionFacts = Field(default_factory=PositionFacts)
    because: Because = ""


class ContactChange(PersonFacts):
    """What changes; what is not named stays."""

    name: PersonName | None = None


class Departure(Schema):
    """Since when somebody works there no more, and why."""

    model_config = ConfigDict(extra="forbid")

    on: date
    reason: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(said)]
