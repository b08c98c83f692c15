"""The home page, the customer list and the customer's page: composed here, above the apps whose panels they show.

Home is opened by everybody in the morning, to see who needs them today; next they open a customer.
The list is opened by whoever looks for customers of a kind, to choose whom to act on; next they open one beside it.
The customer's page is opened before every call and every decision about one customer: what is it worth, why, what next.
"""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vitalfew.customers.api import customer_for
from vitalfew.identity.api import MemberRequest
from vitalfew.site import customer_page
from vitalfew.site.customer_list import customer_list, customers_with_standing
from vitalfew.site.home import today
from vitalfew.value.api import current_run, job_to_mention, may_change_value
from vitalfew.web.api import page


@require_GET
def home(request: MemberRequest) -> HttpResponse:
    """Today."""
    shown = {"job": job_to_mention(), "may_change": may_change_value(request.user)}
    return page(request, "site/home.html", {"today": today(request.user), "shown": shown})


@require_GET
def customers(request: MemberRequest) -> HttpResponseBase:
    """The customer list."""
    run = current_run()
    rows = customers_with_standing(request.user, run)
    context = {"title": _("Customers"), "run": run}
    return customer_list(run).respond(request, rows, "site/customers.html", context)


@require_GET
def customer(request: MemberRequest, pk: int, tab: str = customer_page.FIRST) -> HttpResponse:
    """One customer: head, lifecycle, and one tab."""
    found = customer_for(request.user, pk)
    shown = customer_page.compose(request.user, found, tab)
    return page(request, "site/customer.html", {"customer": found, "shown": shown})


@require_GET
def customer_panel(request: MemberRequest, pk: int) -> HttpResponse:
    """One customer beside the list."""
    found = customer_for(request.user, pk)
    shown = customer_page.compose(request.user, found, customer_page.FIRST)
    return page(
        request, "site/customer_panel.html", {"customer": found, "shown": shown}, part="panel"
    )
