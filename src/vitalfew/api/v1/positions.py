"""Where contacts work: another customer too, another title, leaving, and coming back."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Router, Status

from vitalfew.api.rules import Scope
from vitalfew.api.v1 import contact_shapes as shapes
from vitalfew.api.v1 import versions
from vitalfew.api.v1.contact_telling import position_told
from vitalfew.api.v1.customers import ONCE
from vitalfew.api.v1.scoped import Scoped
from vitalfew.identity.api import MemberRequest
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.people.api import (
    Position,
    change_position,
    colleagues_of,
    come_back,
    leave,
    place_at,
    position_for,
)

router = Router(tags=["contacts"])
READS, WRITES = Scoped(Scope.CONTACTS_READ), Scoped(Scope.CONTACTS_WRITE)
type Key = Annotated[int, Path(ge=1, le=shapes.LARGEST_KEY)]
IF_MATCH = versions.if_match("position")
LETTER = "w"


@router.post(
    "/contacts/{int:pk}/positions", response={201: shapes.PositionShape}, auth=WRITES,
    url_name="positions", operation_id="add_position", openapi_extra=ONCE,
)  # fmt: skip
def add(
    request: MemberRequest, response: HttpResponse, pk: Key, new: shapes.NewPosition
) -> Status[dict[str, object]]:
    """The contact works at another customer as well."""
    facts = new.model_dump(exclude={"customer_id"})
    made = place_at(actor=request.user, contact_id=pk, customer_id=new.customer_id, facts=facts)
    return Status(201, _tagged(request, response, made.pk))


@router.get(
    "/positions/{int:pk}", response=shapes.PositionShape, auth=READS, url_name="position",
    operation_id="read_position",
)  # fmt: skip
def position(request: MemberRequest, response: HttpResponse, pk: Key) -> dict[str, object]:
    """One position."""
    return _tagged(request, response, pk)


@router.patch(
    "/positions/{int:pk}", response=shapes.PositionShape, auth=WRITES, url_name="position",
    operation_id="change_position", openapi_extra=IF_MATCH,
)  # fmt: skip
def change(
    request: MemberRequest, response: HttpResponse, pk: Key, changed: shapes.PositionChange
) -> "dict[str, object] | HttpResponse":
    """Change what is named, if nobody changed the position since; both texts otherwise."""
    found = position_for(request.user, pk)
    version = versions.version_sent(request, LETTER, pk)
    sent: dict[str, Any] = changed.model_dump(exclude_unset=True)
    facts = {name: value for name, value in sent.items() if name != "reports_to_id"}
    if "reports_to_id" in sent:
        facts["reports_to"] = _superior(request, found, sent["reports_to_id"])
    try:
        change_position(actor=request.user, position_id=pk, version=version, facts=facts)
    except Conflict as error:
        now = position_for(request.user, pk)
        told = shapes.PositionShape.model_validate(position_told(now)).model_dump(mode="json")
        return versions.both(error, changed.model_dump(exclude_unset=True), told, etag(now))
    return _tagged(request, response, pk)


def _superior(request: MemberRequest, found: Position, key: int | None) -> Position | None:
    """A colleague at the same customer; BadInput for anybody else."""
    if key is None:
        return None
    colleague = colleagues_of(request.user, found).filter(pk=key).first()
    if colleague is None:
        raise BadInput(
            "no_such_superior",
            _("There is no such colleague at this customer. Look at the positions there."),
            field="reports_to_id",
        )
    return colleague


@router.put(
    "/positions/{int:pk}/departure", response=shapes.PositionShape, auth=WRITES, url_name="departure",
    operation_id="end_position",
)  # fmt: skip
def end(
    request: MemberRequest, response: HttpResponse, pk: Key, told: shapes.Departure
) -> dict[str, object]:
    """Somebody works there no more; those below report to nobody."""
    leave(actor=request.user, position_id=pk, on=told.on, reason=told.reason)
    return _tagged(request, response, pk)


@router.delete(
    "/positions/{int:pk}/departure", response=shapes.PositionShape, auth=WRITES, url_name="departure",
    operation_id="resume_position",
)  # fmt: skip
def resume(request: MemberRequest, response: HttpResponse, pk: Key) -> dict[str, object]:
    """They work there again, or never left."""
    come_back(actor=request.user, position_id=pk)
    return _tagged(request, response, pk)


def _tagged(request: MemberRequest, response: HttpResponse, pk: int) -> dict[str, object]:
    found = position_for(request.user, pk)
    response["ETag"] = etag(found)
    return position_told(found)


def etag(position: Position) -> str:
    """The position in this version."""
    return versions.tag(LETTER, position.pk, position.version)
