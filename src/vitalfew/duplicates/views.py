"""Pairs of customers that look like one, and merging them.

Who opens this: the customer-management office, some minutes a week, and a salesperson whose own customers are in the
list twice. They decide: one customer or two, and which facts stand. Next they look at the next pair.
"""

from collections.abc import Mapping

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.access.api import Field, Verb, reads, require, verb_asked
from vitalfew.customers.api import CUSTOMERS, MAILS, OWN_FIELDS, PHONES, customer_for
from vitalfew.duplicates import actions, queries
from vitalfew.duplicates.alike import alike as look_alike
from vitalfew.duplicates.alike_people import alike_people as look_alike_people
from vitalfew.duplicates.alike_people import person
from vitalfew.duplicates.asking import start_scan
from vitalfew.duplicates.comparing import Two, decided, older_of
from vitalfew.duplicates.describing import record
from vitalfew.duplicates.lists import PAIRS, listed, merges_listing
from vitalfew.duplicates.merge_jobs import refuse_twice, start_undo
from vitalfew.duplicates.models import Answer, Merge
from vitalfew.duplicates.policies import merges_visible_to, merging_now, next_pair, open_pairs
from vitalfew.duplicates.queues import answer_in, queue
from vitalfew.duplicates.rules import CUSTOMER
from vitalfew.identity.api import MemberRequest
from vitalfew.jobs.api import waiting_for
from vitalfew.people.api import CONTACTS, check_at
from vitalfew.people.api import MAILS as OF_CONTACTS_MAILS
from vitalfew.people.api import PHONES as OF_CONTACTS_PHONES
from vitalfew.web.api import page
from vitalfew.web.listing import Listing

SHORTEST = 2  # characters of a name that are looked for

MERGES: Listing[Merge] = merges_listing(
    "merges",
    "duplicates/undo_cell.html",
    row_url=lambda row: reverse("site:customer", args=[row.survivor_id]),
    empty=gettext_lazy("Nothing was merged yet"),
)


@require_GET
def pairs(request: MemberRequest) -> HttpResponseBase:
    """The queue of pairs, what agrees most first."""
    require(request.user, CUSTOMERS, Verb.EDIT)
    later = request.GET.get("answer") == Answer.LATER
    verb = verb_asked(request, CUSTOMERS)
    rows = open_pairs(request.user, Answer.LATER if later else "", verb)
    context = queue(request.user, later=later, is_people=False)
    return listed(request, PAIRS, rows, CUSTOMERS, "duplicates/list.html", context)


@require_GET
def merges(request: MemberRequest) -> HttpResponseBase:
    """What was merged, the newest first, with the way back."""
    require(request.user, CUSTOMERS, Verb.EDIT)
    rows = merges_visible_to(request.user, verb_asked(request, CUSTOMERS))
    title = {"title": _("Merged customers")}
    return listed(request, MERGES, rows, CUSTOMERS, "duplicates/merges.html", title)


@require_http_methods(["GET", "POST"])
def pair(request: MemberRequest, pk: int) -> HttpResponse:
    """Both side by side; sent, the worker puts the one into the other, and the next pair follows."""
    found = queries.pair_for(request.user, pk)
    refuse_twice(merging_now(found.first_id, found.second_id))
    both = (found.first, found.second)
    own = queries.own_facts_of(request.user, *both, OWN_FIELDS)
    two = Two(
        CUSTOMER, "site:customer", *both, [*queries.facts_of(request.user, *both), *own],
        list(queries.beside(*both)), [queries.attached(one) for one in both], older_of(*both),
    )  # fmt: skip
    context = {
        "pair": found,
        "reason": queries.told(request.user, found.reason),
        "verdict": queries.VERDICTS[found.verdict],
    }
    return decided(request, two, _("The same customer twice"), "duplicates/pair.html", context)


@require_POST
def judge(request: MemberRequest, pk: int) -> HttpResponse:
    """Not the same, or later; then the next pair."""
    queries.pair_for(request.user, pk)
    actions.judge(actor=request.user, pair_id=pk, answer=answer_in(request))
    return _next(request)


def _next(request: MemberRequest) -> HttpResponse:
    """The next pair to look at, or the list when there is none."""
    following = next_pair(request.user)
    if following is None:
        return redirect("duplicates:list")
    return redirect("duplicates:pair", following.pk)


@require_POST
def undo(request: MemberRequest, pk: int) -> HttpResponse:
    """Have a merge taken back."""
    require(request.user, CUSTOMERS, Verb.EDIT)
    return waiting_for(start_undo(actor=request.user, merge_id=pk))


@require_POST
def scan(request: MemberRequest) -> HttpResponse:
    """Look through the whole base."""
    require(request.user, CUSTOMERS, Verb.TRANSFER)
    return redirect("jobs:detail", start_scan(actor=request.user).pk)


@require_GET
def alike(request: MemberRequest) -> HttpResponse:
    """While a new customer is typed: who is here already that looks like it."""
    require(request.user, CUSTOMERS, Verb.CREATE)
    name, lines = _typed(request, {"phones": PHONES, "mails": MAILS})
    typed = record(name, request.GET.get("kind", ""), lines["phones"], lines["mails"])
    found = look_alike(request.user, typed) if len(name) >= SHORTEST else []
    return page(request, "duplicates/alike.html", {"alike": found}, part="alike")


@require_GET
def alike_people(request: MemberRequest, customer_pk: int) -> HttpResponse:
    """While a new contact is typed: who is known already that looks like them."""
    customer = customer_for(request.user, customer_pk)
    require(request.user, CONTACTS, Verb.CREATE)
    check_at(request.user, Verb.EDIT, customer)
    limits = {"phones": OF_CONTACTS_PHONES, "mails": OF_CONTACTS_MAILS}
    name, lines = _typed(request, limits)
    typed = person(name, customer, lines["phones"], lines["mails"])
    found = look_alike_people(request.user, typed, customer) if len(name) >= SHORTEST else []
    return page(request, "duplicates/alike_people.html", {"alike": found}, part="alike")


def _typed(request: MemberRequest, limits: Mapping[str, Field]) -> tuple[str, dict[str, list[str]]]:
    """The name, and the lines of what the member may read of others."""
    name = request.GET.get("name", "").replace("\x00", "")[:200].strip()
    lines = {
        key: request.GET.get(key, "").replace("\x00", "")[:500].splitlines()
        if reads(request.user, limit)
        else []
        for key, limit in limits.items()
    }
    return name, lines
