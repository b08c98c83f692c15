"""Follow-ups: what was done with a customer, and writing it down."""

from typing import Annotated

from ninja import Path, Query, Router, Status

from vitalfew.access.api import Verb, require
from vitalfew.activity.api import FOLLOW_UPS, FollowUp, follow_ups_of, write
from vitalfew.api.rules import Scope
from vitalfew.api.v1 import shapes
from vitalfew.api.v1.customers import ONCE
from vitalfew.api.v1.scoped import Scoped
from vitalfew.customers.api import customer_for
from vitalfew.identity.api import Member, MemberRequest
from vitalfew.people.api import contact_for, contact_policy

router = Router(tags=["follow-ups"])
READS, WRITES = Scoped(Scope.CUSTOMERS_READ), Scoped(Scope.CUSTOMERS_WRITE)
type Key = Annotated[int, Path(ge=1, le=shapes.LARGEST_KEY)]


def told(actor: Member, row: FollowUp) -> dict[str, object]:
    """A follow-up as the member sees it; the contact only where they see contacts."""
    seen = row.contact_id and contact_policy.rows(actor).filter(pk=row.contact_id).exists()
    return {
        "id": row.pk, "way": row.way, "text": row.text, "happened_at": row.happened_at, "writer": row.writer,
        "contact_id": row.contact_id if seen else None, "stage": row.stage,
    }  # fmt: skip


@router.get(
    "/customers/{int:pk}/follow-ups", response=list[shapes.FollowUpShape], auth=READS,
    url_name="follow_ups", operation_id="list_follow_ups",
)  # fmt: skip
def list_follow_ups(
    request: MemberRequest, pk: Key, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> list[dict[str, object]]:
    """What was done with a customer, the newest first."""
    found = customer_for(request.user, pk)
    require(request.user, FOLLOW_UPS, Verb.VIEW)
    return [told(request.user, row) for row in follow_ups_of(request.user, found.pk)[:limit]]


@router.post(
    "/customers/{int:pk}/follow-ups", response={201: shapes.FollowUpShape}, auth=WRITES,
    url_name="follow_ups", operation_id="write_follow_up", openapi_extra=ONCE,
)  # fmt: skip
def write_follow_up(
    request: MemberRequest, pk: Key, asked: shapes.NewFollowUp
) -> Status[dict[str, object]]:
    """Write down that the member was in touch with a customer, now or at a moment that has been."""
    contact = contact_for(request.user, asked.contact_id) if asked.contact_id else None
    made = write(
        actor=request.user, customer_id=pk, text=asked.text, way=asked.way,
        happened_at=asked.happened_at, contact=contact,
    )  # fmt: skip
    return Status(201, told(request.user, made))
