"""The home page, the customer list and the customer's page: composed here, above the apps whose panels they show.

Home is opened by everybody in the morning, to see who needs them today; next they open a customer.
The list is opened by whoever looks for customers of a kind, to choose whom to act on; next they open one beside it.
The customer's page is opened before every call and every decision about one customer: what is it worth, why, what next.
"""

from collections.abc import Callable
from functools import partial, wraps

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vitalfew.access.api import listed_rows
from vitalfew.customers.api import customer_for, customer_policy, customer_with_own
from vitalfew.duplicates.api import gone_into, merged_away
from vitalfew.identity.api import MemberRequest
from vitalfew.importing.api import may_import
from vitalfew.kernel.errors import NotFound
from vitalfew.site import customer_page
from vitalfew.site.cells import with_cells
from vitalfew.site.customer_list import customer_list, listed_customers
from vitalfew.site.home import today
from vitalfew.value.api import job_to_mention, may_change_value, run_for
from vitalfew.web.api import page, wants_part
from vitalfew.web.templatetags.web import short_date


@require_GET
def home(request: MemberRequest) -> HttpResponse:
    """Today."""
    shown = {
        "mention": job_to_mention(request.user),
        "may_change": may_change_value(request.user),
        "may_import": may_import(request.user),
    }
    return page(request, "site/home.html", {"today": today(request.user), "shown": shown})


@require_GET
def customers(request: MemberRequest) -> HttpResponseBase:
    """The customer list."""
    run = run_for(request.user)
    bare = listed_rows(request, customer_policy)
    rows = listed_customers(request.user, run, bare)
    context = {"title": _("Customers"), "run": run}
    declared = with_cells(request.user, customer_list(request.user, run))
    return declared.respond(request, rows, "site/customers.html", context, bare)


type View = Callable[..., HttpResponse]


# What other apps keep of one customer in one row: read together with it.
BESIDE = ("lock", "pool_entry__pool", "pool_entry__put_by")


def leads_on(view: View) -> View:
    """An address of a customer that went into another leads to that one."""

    @wraps(view)
    def answer(request: MemberRequest, pk: int, *more: object, **named: object) -> HttpResponse:
        try:
            return view(request, pk, *more, **named)
        except NotFound:
            went = gone_into(request.user, pk)
            if went is None:
                raise
            _say_where(request, pk)
            return redirect("site:customer", went)

    return answer


def _say_where(request: MemberRequest, pk: int) -> None:
    """Whoever followed an old link reads why they are where they are."""
    merge = merged_away(request.user, pk)
    if merge is not None and not wants_part(request):
        told = {"name": merge.other_name, "day": short_date(merge.at)}
        messages.info(request, _("“%(name)s” was merged into this customer on %(day)s.") % told)


@require_GET
@leads_on
def customer(request: MemberRequest, pk: int, tab: str | None = None) -> HttpResponse:
    """One customer: head, lifecycle, and one tab."""
    found = customer_with_own(request.user, pk, *BESIDE)
    shown = customer_page.compose(request.user, found, tab)
    return page(request, "site/customer.html", {"customer": found, "shown": shown})


@require_GET
@leads_on
def customer_timeline(request: MemberRequest, pk: int) -> HttpResponse:
    """One customer's timeline, a page at a time."""
    found = customer_for(request.user, pk, *BESIDE)
    if wants_part(request):
        tab = customer_page.told(request.user, found, request.GET)
        return page(request, "timeline/happenings.html", {"tab": tab})
    fill = partial(customer_page.told, query=request.GET)
    shown = customer_page.compose(request.user, found, customer_page.TIMELINE, fill)
    return page(request, "site/customer.html", {"customer": found, "shown": shown})


@require_GET
@leads_on
def customer_panel(request: MemberRequest, pk: int) -> HttpResponse:
    """One customer beside the list."""
    found = customer_for(request.user, pk)
    shown = customer_page.compose(request.user, found)
    return page(
        request, "site/customer_panel.html", {"customer": found, "shown": shown}, part="panel"
    )
