"""The history of one record: who changed what, when, from what to what.

Opened by whoever wonders why a record is as it is, from its page; next they go back to the record.
"""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from vitalfew.audit.queries import history_of
from vitalfew.identity.api import MemberRequest
from vitalfew.web.api import page


@require_GET
def history(request: MemberRequest, kind: str, key: int) -> HttpResponse:
    """One record's history, a page at a time."""
    before = request.GET.get("before", "")
    found = history_of(request.user, kind, key, int(before[:18]) if before.isdecimal() else None)
    return page(request, "audit/history.html", {"history": found}, part="lines")
