"""Orders, and the lines of one.

Who opens this: whoever doubts a figure and wants its rows, finance above all. They see what was sold, when, to whom;
next they go to the customer, or to the lines that name none.
"""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vitalfew.access.api import Verb, listed_rows, require
from vitalfew.customers.api import customer_for
from vitalfew.identity.api import MemberRequest
from vitalfew.trade import queries
from vitalfew.trade.buying import buying
from vitalfew.trade.lists import orders_list
from vitalfew.trade.policies import ORDERS, order_policy
from vitalfew.web.api import page, wants_part

LONGEST_KEY = 19  # digits of the largest


@require_GET
def orders(request: MemberRequest) -> HttpResponseBase:
    """Every order, newest first; one customer's with ?customer=."""
    rows = listed_rows(request, order_policy)
    customer = request.GET.get("customer", "")
    if customer.isdecimal() and len(customer) < LONGEST_KEY:
        rows = rows.filter(customer_id=int(customer))
    title = _("Orders and money")
    return orders_list(request.user).respond(request, rows, "trade/orders.html", {"title": title})


@require_GET
def order(request: MemberRequest, pk: int) -> HttpResponse:
    """One order with its lines; beside a list, as its panel."""
    found = queries.order_for(request.user, pk)
    lines = queries.lines_of(request.user, found)
    return page(request, "trade/order.html", {"order": found, "lines": lines}, part="panel")


@require_GET
def bought_by(request: MemberRequest, customer: int) -> HttpResponse:
    """What one customer bought and how they buy; the customer's page fetches it after itself."""
    found = customer_for(request.user, customer)
    require(request.user, ORDERS, Verb.VIEW)
    context = {"customer": found, "buying": buying(request.user, found)}
    template = "trade/_buying.html" if wants_part(request) else "trade/buying.html"
    return page(request, template, context)
