"""Callers, as a telephone system says them."""

from ninja import Router, Status

from vitalfew.api.rules import Scope
from vitalfew.api.v1 import shapes
from vitalfew.api.v1.customers import ONCE
from vitalfew.api.v1.scoped import Scoped
from vitalfew.calls.api import announce
from vitalfew.identity.api import MemberRequest

router = Router(tags=["calls"])


@router.post(
    "", response={201: shapes.CallShape}, auth=Scoped(Scope.CALLS_WRITE), url_name="calls",
    operation_id="announce_caller", openapi_extra=ONCE,
)  # fmt: skip
def announce_caller(request: MemberRequest, new: shapes.NewCall) -> Status[dict[str, object]]:
    """Put a caller on a member's screen: one's own, or with the right to it a colleague's.

    The answer tells nothing of whose number it is: that is for the member, as far as they may know.
    """
    call = announce(actor=request.user, number=new.number, username=new.member)
    return Status(201, {"id": call.pk, "at": call.at})
