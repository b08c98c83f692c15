"""The shapes of hand-overs: who gives which customers to whom, what is told, and the answer."""

from datetime import datetime
from typing import Annotated

from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict

from vitalfew.api.v1.shapes import LARGEST_KEY, Name, plain_text, said
from vitalfew.handover.api import MOST_DAYS, Answer, Point, State

type Reference = Annotated[int, Field(ge=1, le=LARGEST_KEY)]
type Short = Annotated[str, Field(max_length=2000), AfterValidator(plain_text)]


class HandoverShape(Schema):
    """A hand-over; ``customers`` counts all of them, also those that the member does not see."""

    id: int
    state: State
    giver_id: int
    giver: str
    successor_id: int
    successor: str
    asked_by: str
    reason: str
    may_look: bool
    keep_days: int
    with_inquiries: bool
    sent_back_because: str
    customers: int
    created_at: datetime
    offered_at: datetime | None
    ended_at: datetime | None
    version: int


class HandoverPage(Schema):
    """Some hand-overs, and where the next ones begin: null at the end."""

    items: list[HandoverShape]
    next: int | None


class HandoverFilters(Schema):
    """Which hand-overs: in a state, of a giver, for a successor."""

    state: State | None = None
    giver: Reference | None = None
    successor: Reference | None = None


class ItemShape(Schema):
    """One customer of a hand-over: what the successor is told, which points are ticked, and the answer."""

    id: int
    handover_id: int
    customer_id: int
    customer: str
    answer: Answer
    told: list[Point]
    orders: str
    receivables: str
    promises: str
    notes: str
    version: int


class ItemPage(Schema):
    """Some customers of a hand-over, and where the next ones begin: null at the end."""

    items: list[ItemShape]
    next: int | None


class ColleagueShape(Schema):
    """A member; ``username`` is told to administrators alone."""

    id: int
    name: str
    username: str | None
    may_give: bool
    may_receive: bool


class NewHandover(Schema):
    """Whose customers go to whom, and why: those that are named, or, without any, all that the giver has.

    Several successors take over in turn. Open inquiries of no customer go along with all that the giver has alone.
    """

    model_config = ConfigDict(extra="forbid")

    giver_id: Reference
    successor_ids: Annotated[list[Reference], Field(min_length=1, max_length=100)]
    reason: Name
    customer_ids: Annotated[list[Reference], Field(min_length=1, max_length=1000)] | None = None
    may_look: bool = True
    keep_days: Annotated[int, Field(ge=0, le=MOST_DAYS)] = 0
    with_inquiries: bool = False


class Told(Schema):
    """What the successor must know of one customer; what is not named stays."""

    model_config = ConfigDict(extra="forbid")

    told: Annotated[list[Point], Field(max_length=len(Point))] = []
    orders: Short = ""
    receivables: Short = ""
    promises: Short = ""
    notes: Annotated[str, Field(max_length=4000), AfterValidator(plain_text)] = ""


class Offer(Schema):
    """To whom it goes now; without anybody to whoever was named at first."""

    model_config = ConfigDict(extra="forbid")

    successor_id: Reference | None = None


class Acceptance(Schema):
    """Which customer is taken over; without any all that wait."""

    model_config = ConfigDict(extra="forbid")

    item_id: Reference | None = None


class Refusal(Acceptance):
    """What is missing or wrong, and with which customer; without any with all that wait."""

    reason: Annotated[str, Field(min_length=1, max_length=300), AfterValidator(said)]
