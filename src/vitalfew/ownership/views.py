"""Whose a customer was on a day.

Who opens this: a manager who settles to whom a sale of last spring belongs, or an auditor. They read one name and its
reason; next they go back to the customer.
"""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from vitalfew.customers.api import customer_for
from vitalfew.identity.api import MemberRequest
from vitalfew.ownership.forms import DayForm
from vitalfew.ownership.panels import owners_tab
from vitalfew.web.api import page


@require_GET
def on_day(request: MemberRequest, pk: int) -> HttpResponse:
    """The owners of one customer, and whose it was on ``day``."""
    customer = customer_for(request.user, pk)
    form = DayForm(request.GET if "day" in request.GET else None)
    tab = owners_tab(request.user, customer, form)
    context = {"customer": customer, "tab": tab}
    return page(request, "ownership/on_day.html", context, status=422 if form.errors else 200)
