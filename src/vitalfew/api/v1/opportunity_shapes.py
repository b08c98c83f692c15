"""The shapes of opportunities."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict

from vitalfew.api.v1.shapes import LARGEST_KEY, Moment, plain_text, said
from vitalfew.funnel.api import LossReason

type Reference = Annotated[int, Field(ge=1, le=LARGEST_KEY)]
type Amount = Annotated[Decimal, Field(ge=0, lt=10**14, max_digits=18, decimal_places=4)]
type Code = Annotated[str, Field(pattern="^([A-Z]{3})?$")]


class SalesStageShape(Schema):
    """A stage of the funnel, by the name of the member's language; the probability in percent."""

    id: int
    position: int
    name: str
    probability: int


class OpportunityShape(Schema):
    """An opportunity as the member sees it; open while ``outcome`` is null; its inquiry only where they see that."""

    id: int
    customer_id: int
    name: str
    owner: str | None
    owner_id: int | None
    amount: str | None
    currency: str
    closes_on: date | None
    stage: SalesStageShape
    outcome: Literal["won", "lost"] | None
    closed_on: date | None
    lost_reason: str | None
    lost_note: str
    inquiry_id: int | None
    opened_at: datetime
    updated_at: datetime
    version: int


class OpportunityPage(Schema):
    """Some opportunities, and where the next ones begin: null at the end."""

    items: list[OpportunityShape]
    next: int | None


class OpportunityFilters(Schema):
    """Which opportunities."""

    customer: Reference | None = None
    owner: Reference | None = None
    stage: Reference | None = None
    state: Literal["open", "won", "lost"] | None = None
    changed_since: Moment | None = None
    view: Reference | None = None


class OpportunityFacts(Schema):
    """What can be said of an opportunity; what is not named stays as it is."""

    model_config = ConfigDict(extra="forbid")

    amount: Amount | None = None
    currency: Code = ""  # the company's own
    closes_on: date | None = None
    owner_id: Reference | None = None
    inquiry_id: Reference | None = None


class NewOpportunity(OpportunityFacts):
    """An opportunity of a customer; in the first stage and the member's own unless said otherwise."""

    name: Annotated[str, Field(min_length=1, max_length=120), AfterValidator(said)]
    stage_id: Reference | None = None


class OpportunityChange(OpportunityFacts):
    """What is said of it from now on."""

    name: Annotated[str, Field(min_length=1, max_length=120), AfterValidator(said)] = ""


class NewStage(Schema):
    """To which stage it goes."""

    model_config = ConfigDict(extra="forbid")

    stage_id: Reference


class Ended(Schema):
    """How it ended; a lost one says why."""

    model_config = ConfigDict(extra="forbid")

    outcome: Literal["won", "lost"]
    reason: LossReason | None = None
    note: Annotated[str, Field(max_length=500), AfterValidator(plain_text)] = ""
