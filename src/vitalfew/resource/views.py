"""The customer resource: how well it is kept, and what is made of it.

Who opens this: the customer-management office and sales managers once a week, to see what must be put right and what
came of it; a salesperson for the own customers. They decide where to begin, and are one click from the customers that a
figure counts.
"""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from vitalfew.access.api import Verb, listed_rows, may, require
from vitalfew.customers.api import CUSTOMERS, customer_policy, visible_to
from vitalfew.identity.api import MemberRequest
from vitalfew.inquiries.api import inquiry_list, inquiry_policy
from vitalfew.resource import tables, tiles
from vitalfew.resource.actions import start_count
from vitalfew.resource.figures import Resource, finding_of, resource_of
from vitalfew.resource.findings import PERIODS, Finding
from vitalfew.resource.lists import counted_list, with_masks
from vitalfew.resource.words import SENTENCES, TITLES, sentence_of_period
from vitalfew.upkeep.api import UPKEEP
from vitalfew.value.api import run_for
from vitalfew.web.api import page

USUAL = 90


def _page(
    request: MemberRequest, template: str, here: str, resource: Resource | None, **more: object
) -> HttpResponse:
    """A page of the resource, or what to do first where nothing has been counted."""
    context = {
        "here": here,
        "resource": resource,
        "may_count": may(request.user, UPKEEP, Verb.CONFIGURE),
        "has_customers": resource is not None or visible_to(request.user).exists(),
        **more,
    }
    return page(request, template if resource else "resource/nothing.html", context)


@require_GET
def management(request: MemberRequest) -> HttpResponse:
    """How well the customers are kept."""
    require(request.user, CUSTOMERS, Verb.VIEW)
    resource = resource_of(request.user)
    found = tiles.management(request.user, resource) if resource else []
    return _page(request, "resource/management.html", "management", resource, tiles=found)


@require_GET
def use(request: MemberRequest) -> HttpResponse:
    """What is made of the customers."""
    require(request.user, CUSTOMERS, Verb.VIEW)
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, PERIODS) else USUAL
    resource = resource_of(request.user)
    found = tiles.use(request.user, resource, days) if resource else []
    more = {"tiles": found, "days": days, "periods": PERIODS}
    return _page(request, "resource/use.html", "use", resource, **more)


@require_GET
def owners(request: MemberRequest) -> HttpResponse:
    """Accounts by owner."""
    require(request.user, CUSTOMERS, Verb.VIEW)
    resource = resource_of(request.user)
    rows = tables.by_owner(resource) if resource else []
    return _page(request, "resource/owners.html", "owners", resource, rows=rows)


@require_GET
def sources(request: MemberRequest) -> HttpResponse:
    """What came by which way."""
    require(request.user, CUSTOMERS, Verb.VIEW)
    resource = resource_of(request.user)
    found = tables.by_source(resource) if resource else None
    return _page(request, "resource/sources.html", "sources", resource, found=found)


@require_GET
def fields(request: MemberRequest) -> HttpResponse:
    """Which department leaves which field empty."""
    require(request.user, CUSTOMERS, Verb.VIEW)
    resource = resource_of(request.user)
    found = tables.consistency(resource) if resource else None
    return _page(request, "resource/fields.html", "fields", resource, found=found)


@require_GET
def found(request: MemberRequest, key: str, days: int = 0) -> HttpResponseBase:
    """The customers behind a figure."""
    require(request.user, CUSTOMERS, Verb.VIEW)
    finding, resource = _asked(request, key, days)
    if resource is None:
        return _page(request, "resource/nothing.html", "management", None)
    run = run_for(request.user)
    bare = resource.customers(finding, days, listed_rows(request, customer_policy))
    rows = with_masks(request.user, run, bare, resource)
    context = {
        "title": TITLES[key],
        "sentence": sentence_of_period(resource.since(days), resource.day) if days else SENTENCES.get(key, ""),
        "resource": resource,
        "here": "wanting" if key == "wanting" else "",
        "back": reverse("resource:use" if days or key in OF_USE else "resource:management"),
    }  # fmt: skip
    declared = counted_list(request.user, run, resource, key)
    return declared.respond(request, rows, "resource/list.html", context, bare)


OF_USE = {"rose", "fell", "valued"}


def _asked(request: MemberRequest, key: str, days: int) -> tuple[Finding, Resource | None]:
    """The finding of an address, and the count; 404 for what is not counted."""
    finding = finding_of(key)
    if finding is None or finding.is_of_a_period != bool(days) or (days and days not in PERIODS):
        raise Http404
    for module in finding.modules:
        require(request.user, module, Verb.VIEW)
    return finding, resource_of(request.user)


@require_GET
def inquiries(request: MemberRequest, key: str, days: int) -> HttpResponseBase:
    """The inquiries behind a figure."""
    rows = listed_rows(request, inquiry_policy)
    if key not in tiles.STEPS or days not in PERIODS:
        raise Http404
    left = tiles.inquiries_of(request.user, key, days, rows)
    context = {"title": TITLES[key], "back": reverse("resource:use")}
    return inquiry_list(request.user).respond(request, left, "resource/list.html", context)


@require_POST
def count(request: MemberRequest) -> HttpResponse:
    """Count now."""
    return redirect("jobs:detail", start_count(actor=request.user).pk)
