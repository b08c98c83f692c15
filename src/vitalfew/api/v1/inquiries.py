"""Inquiries, as other programs send them: a shop, a telephone system, a landing page."""

from django.http import HttpResponse
from django.urls import reverse
from ninja import Router, Status

from vitalfew.api.rules import Scope
from vitalfew.api.v1 import shapes
from vitalfew.api.v1.customers import ONCE
from vitalfew.api.v1.scoped import Scoped
from vitalfew.identity.api import MemberRequest
from vitalfew.inquiries.api import Via, enter

router = Router(tags=["inquiries"])


@router.post(
    "", response={201: shapes.InquiryShape}, auth=Scoped(Scope.INQUIRIES_WRITE), url_name="inquiries",
    operation_id="send_inquiry", openapi_extra=ONCE,
)  # fmt: skip
def send(
    request: MemberRequest, response: HttpResponse, new: shapes.NewInquiry
) -> Status[dict[str, object]]:
    """Send an inquiry; who gets it is decided by the rules."""
    facts = new.model_dump(exclude={"source", "source_detail", "fields"})
    inquiry = enter(
        actor=request.user, source=new.source, source_detail=new.source_detail, facts=facts, via=Via.API,
        own=new.fields,
    )  # fmt: skip
    response["Location"] = reverse("api:inquiry", args=[inquiry.pk])
    told = {
        "id": inquiry.pk,
        "state": inquiry.state,
        "received_at": inquiry.received_at,
        "owner": str(inquiry.owner) if inquiry.owner else None,
    }
    return Status(201, told)
