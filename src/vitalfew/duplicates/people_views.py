"""Merging two contacts: by hand, or out of the queue of those who look alike.

Who opens this: whoever has just seen that one person stands in the list twice, from the page of one of the two. They
choose the other one, then whose facts stand. Next they look at who stayed. The customer-management office works through
the queue, and looks at the next pair.
"""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.access.api import Verb, require, verb_asked
from vitalfew.duplicates import actions
from vitalfew.duplicates.comparing import decided
from vitalfew.duplicates.comparing_people import MOST_FOUND, reason_for, to_merge_with, two_people
from vitalfew.duplicates.lists import listed, merges_listing, page_of_people, people_listing
from vitalfew.duplicates.merge_jobs import refuse_twice, start_undo
from vitalfew.duplicates.models import Answer, PersonMerge
from vitalfew.duplicates.policies import (
    merging_now,
    next_person_pair,
    open_person_pairs,
    person_merges_visible_to,
    person_pair_of,
)
from vitalfew.duplicates.queries import VERDICTS
from vitalfew.duplicates.queues import answer_in, queue
from vitalfew.duplicates.rules import CONTACT
from vitalfew.identity.api import MemberRequest
from vitalfew.jobs.api import Job, waiting_for
from vitalfew.people.api import CONTACTS, contact_for, contact_gone_into, contact_policy
from vitalfew.web.api import page, words_asked
from vitalfew.web.listing import Listing

MERGES: Listing[PersonMerge] = merges_listing(
    "merged_people",
    "duplicates/people_undo_cell.html",
    row_url=lambda row: reverse("people:contact", args=[row.survivor_id]),
    empty=gettext_lazy("No contacts were merged yet"),
)


@require_GET
def merge_with(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose the other one: who looks like them, or who is searched for."""
    found = contact_for(request.user, pk)
    contact_policy.check(request.user, Verb.EDIT, found)
    text = words_asked(request.GET)
    others = to_merge_with(request.user, found, text)
    context = {
        "contact": found, "text": text, "others": others, "is_cut": len(others) == MOST_FOUND, "most": MOST_FOUND,
    }  # fmt: skip
    return page(request, "duplicates/merge_with.html", context)


@require_http_methods(["GET", "POST"])
def people(request: MemberRequest, pk: int, other_pk: int) -> HttpResponse:
    """Both side by side; sent, the worker puts the one into the other."""
    refuse_twice(_merging(request, pk, other_pk))
    for one in (pk, other_pk):
        end = contact_gone_into(request.user, one)
        if end is not None:
            return redirect("people:contact", end)
    two = two_people(request.user, pk, other_pk)
    pair = person_pair_of(pk, other_pk)
    context: dict[str, object] = {
        "pair": pair,
        "reason": reason_for(request.user, pair, two) if pair else [],
    }
    if pair:
        context["verdict"] = VERDICTS[pair.verdict]
    return decided(request, two, _("The same person twice"), "duplicates/people.html", context)


@require_GET
def people_pairs(request: MemberRequest) -> HttpResponseBase:
    """The queue of pairs of contacts, what agrees most first."""
    require(request.user, CONTACTS, Verb.EDIT)
    later = request.GET.get("answer") == Answer.LATER
    verb = verb_asked(request, CONTACTS)
    rows = open_person_pairs(request.user, Answer.LATER if later else "", verb)
    context = queue(request.user, later=later, is_people=True)
    listing = people_listing(request.user)
    return listed(request, listing, rows, CONTACTS, "duplicates/list.html", context)


@require_POST
def judge_people(request: MemberRequest, pk: int, other_pk: int) -> HttpResponse:
    """Not the same person, or later; then the next pair."""
    both = (pk, other_pk)
    for one in both:
        contact_policy.check(request.user, Verb.EDIT, contact_for(request.user, one))
    actions.judge_people(actor=request.user, both=both, answer=answer_in(request))
    if person_pair_of(*both) is None:  # the two were chosen by hand, from the page of the first
        return redirect("people:contact", pk)
    following = next_person_pair(request.user)
    return redirect(page_of_people(following) if following else "duplicates:people_pairs")


def _merging(request: MemberRequest, pk: int, other_pk: int) -> "QuerySet[Job]":
    """The merge of these two under way, for who may see them both."""
    both = contact_policy.rows(request.user).filter(pk__in=[pk, other_pk]).count()
    under_way = merging_now(pk, other_pk, CONTACT)
    return under_way if both == len({pk, other_pk}) else under_way.none()


@require_GET
def merged_people(request: MemberRequest) -> HttpResponseBase:
    """What contacts were merged, the newest first, with the way back."""
    require(request.user, CONTACTS, Verb.EDIT)
    rows = person_merges_visible_to(request.user, verb_asked(request, CONTACTS))
    context = {"title": _("Merged contacts"), "is_people": True}
    return listed(request, MERGES, rows, CONTACTS, "duplicates/merges.html", context)


@require_POST
def undo_people(request: MemberRequest, pk: int) -> HttpResponse:
    """Have a merge of contacts taken back."""
    require(request.user, CONTACTS, Verb.EDIT)
    return waiting_for(start_undo(actor=request.user, merge_id=pk, of=CONTACT))
