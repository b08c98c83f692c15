"""The history of one record: who changed what, when, from what to what.

Opened by whoever wonders why a record is as it is, from its page; next they go back to the record.
"""

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from vitalfew.audit.queries import history_of
from vitalfew.web.api import PageRequest, page


@require_GET
def history(request: PageRequest, kind: str, key: int) -> HttpResponse:
    """One record's history, a page at a time."""
    before = request.GET.get("before", "")
    assert isinstance(request.user, AbstractBaseUser)  # noqa: S101 - behind the sign-in
    found = history_of(request.user, kind, key, int(before[:18]) if before.isdecimal() else None)
    return page(request, "audit/history.html", {"history": found}, part="lines")
