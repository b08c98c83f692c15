"""Opportunities: what may be sold, how far it is, and what became of it.

Who opens the list or the board: a salesperson in the morning, to see what closes soon and what stands still; a manager,
to see where the funnel narrows. Who opens one: whoever has just spoken with the customer; next they move it to another
stage, or say that it is won or lost, and why.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.access.api import Verb, insist, listed_rows, may, require, verb_asked
from vitalfew.audit.api import Shown
from vitalfew.customers.api import customer_for
from vitalfew.funnel import actions, queries
from vitalfew.funnel.board import board
from vitalfew.funnel.forms import LoseForm, MoveForm, OpportunityForm, StepForm
from vitalfew.funnel.lists import BIN, opportunity_list
from vitalfew.funnel.models import Opportunity, SalesStage
from vitalfew.funnel.policies import OPPORTUNITIES, binned, may_open_at, opportunity_policy
from vitalfew.funnel.scorecard import FEW, PERIODS, USUAL, scorecard
from vitalfew.funnel.stages import stages
from vitalfew.identity.api import MemberRequest
from vitalfew.inquiries.api import inquiry_policy
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.web.api import merge_page, page

LONGEST_KEY = 19  # digits of the largest


@require_GET
def listing(request: MemberRequest) -> HttpResponseBase:
    """Every opportunity one may see, the newest first; one customer's with ?customer=."""
    rows = listed_rows(request, opportunity_policy)
    customer = request.GET.get("customer", "")
    if customer.isdecimal() and len(customer) < LONGEST_KEY:
        rows = rows.filter(customer_id=int(customer))
    context = {
        "title": _("Opportunities"),
        "may_delete": may(request.user, OPPORTUNITIES, Verb.DELETE),
    }
    return opportunity_list(request.user).respond(request, rows, "funnel/list.html", context)


@require_GET
def board_page(request: MemberRequest) -> HttpResponse:
    """The open ones in columns by stage; one's own with ?mine=1."""
    require(request.user, OPPORTUNITIES, Verb.VIEW)
    mine = request.GET.get("mine") == "1"
    context = {
        "columns": board(request.user, request.user.pk if mine else None),
        "stages": stages(),
        "mine": mine,
        "may_edit": may(request.user, OPPORTUNITIES, Verb.EDIT),
    }
    return page(request, "funnel/board.html", context)


@require_GET
def scorecard_page(request: MemberRequest) -> HttpResponse:
    """How quickly and how often each seller won what closed in the last ?days=."""
    require(request.user, OPPORTUNITIES, Verb.VIEW)
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, PERIODS) else USUAL
    context = {
        "days": days,
        "periods": PERIODS,
        "few": FEW,
        "scores": scorecard(request.user, days),
    }
    return page(request, "funnel/scorecard.html", context)


@require_http_methods(["GET", "POST"])
def add(request: MemberRequest, customer: int) -> HttpResponse:
    """Open one."""
    found = customer_for(request.user, customer)
    insist(may_open_at(request.user, found))
    form = OpportunityForm(_typed(request), actor=request.user, customer=found)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_opportunity(
                actor=request.user, customer_id=customer, **form.facts,
                stage_id=int(form.cleaned_data["stage"] or 0) or None,
            )  # fmt: skip
        except BadInput as error:
            form.add_error(_place_of(form, error), error.sentence)
        else:
            messages.success(request, _("The opportunity is open."))
            return redirect("funnel:show", made.pk)
    back = Shown(found.name, reverse("site:customer_tab", args=[customer, "opportunities"]))
    return _form_page(request, form, back, _("New opportunity"))


@dataclass(frozen=True)
class StageShown:
    """A stage on the ribbon of one opportunity."""

    stage: SalesStage
    is_now: bool
    is_before: bool
    days: int | None


@require_GET
def show(request: MemberRequest, pk: int) -> HttpResponse:
    """One opportunity with the steps it went."""
    return _show(request, queries.opportunity_for(request.user, pk), 200)


def _show(request: MemberRequest, found: Opportunity, status: int) -> HttpResponse:
    actor = request.user
    passed = queries.steps_of(found)
    days = queries.days_by_stage(passed)
    ribbon = [
        StageShown(one, one == found.stage, one.position < found.stage.position, days.get(one.pk))
        for one in stages()
    ]
    inquiries = inquiry_policy.rows(actor).filter(pk=found.inquiry_id or 0)
    context = {
        "opportunity": found,
        "ribbon": ribbon,
        "next_stage": next((one.stage for one in ribbon if not (one.is_before or one.is_now)), None),
        "passed": passed[::-1],
        "inquiry": inquiries.first() if found.inquiry_id else None,
        "may_edit": opportunity_policy.may(actor, Verb.EDIT, found),
        "may_delete": opportunity_policy.may(actor, Verb.DELETE, found),
    }  # fmt: skip
    return page(request, "funnel/show.html", context, status=status)


@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what is said of it; what was typed is kept when somebody else was faster."""
    found = _editable(request, pk)
    form = OpportunityForm(
        _typed(request), instance=found, actor=request.user, customer=found.customer
    )
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change(actor=request.user, opportunity_id=pk, version=version, **form.facts)
        except BadInput as error:
            form.add_error(_place_of(form, error), error.sentence)
        except Conflict as error:
            return _choose(request, form, error)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("funnel:show", pk)
    back = Shown(found.name, reverse("funnel:show", args=[pk]))
    return _form_page(request, form, back, _("Edit the opportunity"))


@require_POST
def advance(request: MemberRequest, pk: int) -> HttpResponse:
    """To another stage; from the board, back to the board."""
    found = _editable(request, pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _show(request, found, 422)
    typed = form.cleaned_data
    moved = actions.advance(
        actor=request.user, opportunity_id=pk, version=typed["version"], stage_id=typed["stage"]
    )
    messages.success(request, _("It is in the stage “%(stage)s” now.") % {"stage": moved.stage})
    if request.POST.get("back") == "board":
        return redirect("funnel:board")
    return redirect("funnel:show", pk)


@require_POST
def win(request: MemberRequest, pk: int) -> HttpResponse:
    """It is won."""
    return _step(request, pk, actions.win, _("Won. Well done!"))


@require_http_methods(["GET", "POST"])
def lose(request: MemberRequest, pk: int) -> HttpResponse:
    """It is lost, and why."""
    found = _editable(request, pk)
    form = LoseForm(_typed(request), initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        actions.lose(actor=request.user, opportunity_id=pk, **form.cleaned_data)
        messages.success(request, _("It is closed as lost."))
        return redirect("funnel:show", pk)
    back = Shown(found.name, reverse("funnel:show", args=[pk]))
    return _form_page(request, form, back, _("Close as lost"))


@require_POST
def reopen(request: MemberRequest, pk: int) -> HttpResponse:
    """It goes on after all."""
    return _step(request, pk, actions.reopen, _("The opportunity is open again."))


@require_POST
def delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Into the bin."""
    gone = actions.delete(actor=request.user, opportunity_id=pk)
    messages.success(request, _("%(name)s is in the bin.") % {"name": gone.name})
    return redirect("funnel:bin")


@require_GET
def bin_page(request: MemberRequest) -> HttpResponseBase:
    """What lies in the bin, the newest first."""
    require(request.user, OPPORTUNITIES, Verb.DELETE)
    rows = binned(request.user, verb_asked(request, OPPORTUNITIES))
    listing = replace(BIN, may_export=bool(may(request.user, OPPORTUNITIES, Verb.EXPORT)))
    title = _("Bin: opportunities")
    return listing.respond(request, rows, "funnel/bin.html", {"title": title})


@require_POST
def restore(request: MemberRequest, pk: int) -> HttpResponse:
    """Out of the bin, as it was."""
    require(request.user, OPPORTUNITIES, Verb.DELETE)
    found = actions.restore(actor=request.user, opportunity_id=pk)
    messages.success(
        request, _("%(name)s is back, with everything attached.") % {"name": found.name}
    )
    return redirect("funnel:show", pk)


def _editable(request: MemberRequest, pk: int) -> Opportunity:
    found = queries.opportunity_for(request.user, pk)
    insist(opportunity_policy.may(request.user, Verb.EDIT, found))
    return found


def _step(
    request: MemberRequest, pk: int, verb: Callable[..., Opportunity], sentence: str
) -> HttpResponse:
    """One step without anything to type."""
    found = _editable(request, pk)
    form = StepForm(request.POST)
    if not form.is_valid():
        return _show(request, found, 422)
    verb(actor=request.user, opportunity_id=pk, version=form.cleaned_data["version"])
    messages.success(request, sentence)
    return redirect("funnel:show", pk)


def _choose(request: MemberRequest, typed: OpportunityForm, error: Conflict) -> HttpResponse:
    """Both texts side by side: the second writer chooses."""
    stored = queries.opportunity_for(request.user, typed.instance.pk)
    return merge_page(
        request,
        typed=typed,
        stored=OpportunityForm(instance=stored, actor=request.user, customer=stored.customer),
        hidden={"version": str(stored.version)},
        sentence=error.sentence,
        back=reverse("funnel:show", args=[stored.pk]),
    )


def _typed(request: MemberRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _place_of(form: OpportunityForm, error: BadInput) -> str | None:
    """The field that an error is about; None where it is about the whole."""
    field = str(error.data.get("field") or "")
    return field if field in form.fields else None


def _form_page(
    request: MemberRequest, form: "OpportunityForm | LoseForm", back: Shown, title: str
) -> HttpResponse:
    status = 422 if request.method == "POST" and form.errors else 200
    context = {"form": form, "back": back, "title": title}
    return page(request, "funnel/form.html", context, status=status)
