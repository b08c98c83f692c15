"""Inquiries for the tests of this app and of the apps above it."""

from django.utils import timezone

from vitalfew.inquiries.arriving import write_facts
from vitalfew.inquiries.models import Inquiry

FACTS = {
    "name": "王芳",
    "company": "龙华机械有限公司",
    "phone": "13800138000",
    "wants": "CNC lathe, two pieces",
}


def make_inquiry(company: str = "Acme", **facts: object) -> Inquiry:
    """An inquiry as a form or a member would have left it."""
    columns = {"source": "other", "via": "staff", "received_at": timezone.now()} | facts
    told = {name: str(columns.pop(name)) for name in FACTS if name in columns}
    inquiry = Inquiry(**columns)
    write_facts(inquiry, {"company": company} | told)
    inquiry.save()
    return inquiry
