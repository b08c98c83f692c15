"""The shapes of saved views."""

from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict

from vitalfew.api.v1.shapes import said
from vitalfew.savedviews.api import LONGEST_NAME, LONGEST_QUERY

type ViewName = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), AfterValidator(said)]
type Query = Annotated[
    str,
    Field(
        max_length=LONGEST_QUERY,
        description="What stands behind the question mark in the address of the list",
    ),
]


class ViewShape(Schema):
    """A view of a list: a name for filters, columns and an order. It holds no rows, and gives no right."""

    id: int
    listing: str
    name: str
    query: str
    audience: str
    member: str
    is_mine: bool
    may_change: bool
    version: int


class AudienceShape(Schema):
    """With whom a view may be shared."""

    key: str
    name: str


class NewView(Schema):
    """What a list is asked for, under a name."""

    model_config = ConfigDict(extra="forbid")

    listing: Literal["customers", "contacts", "inquiries"]
    name: ViewName
    query: Query = ""


class ViewChange(Schema):
    """What changes; what is not named stays. ``audience`` is one of the list of audiences."""

    model_config = ConfigDict(extra="forbid")

    name: ViewName | None = None
    query: Query | None = None
    audience: Annotated[str, Field(max_length=60)] | None = None
