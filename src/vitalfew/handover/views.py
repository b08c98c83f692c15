"""Hand-overs: who gives which customers to whom, what must be told, and the answer.

Who opens this: a member who leaves or moves, and prepares what the successors must know; a manager or an administrator
who sees that nothing is left behind; a successor who reads it and accepts or sends it back. After the answer the
successor is at the customers that are theirs now.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.access.api import Verb, insist, require, verb_asked
from vitalfew.customers.api import CUSTOMERS
from vitalfew.handover import actions, answering, queries
from vitalfew.handover.checklist import checklist
from vitalfew.handover.forms import OfferForm, SendBackForm, TellForm, TermsForm, VersionForm
from vitalfew.handover.lists import handover_list
from vitalfew.handover.models import Handover
from vitalfew.handover.pack import pack_of
from vitalfew.handover.policies import may_answer, may_prepare, transfers_from
from vitalfew.identity.api import MemberRequest
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.pool.api import ReleaseForm, open_pools, plan_release
from vitalfew.web.api import merge_page, page


@require_GET
def handovers(request: MemberRequest) -> HttpResponseBase:
    """Every hand-over one has a part in."""
    verb_asked(request, CUSTOMERS)
    rows = queries.handovers(request.user)
    context = {
        "title": _("Hand-over"),
        "has_own": queries.customers_of(request.user, request.user).exists(),
    }
    return handover_list(request.user).respond(request, rows, "handover/list.html", context)


@require_http_methods(["GET", "POST"])
def start(request: MemberRequest, member: int) -> HttpResponse:
    """All that a member has: to whom, and why."""
    giver = queries.giver_for(request.user, member)
    form = TermsForm(request.POST or None, giver=giver)
    if form.is_bound and form.is_valid():
        try:
            made = actions.ask_for_all(
                actor=request.user, giver=giver, successors=list(form.cleaned_data["successors"]),
                terms=form.terms(),
            )  # fmt: skip
        except BadInput as error:
            form.add_error(None, error.sentence)
        else:
            return _made(request, made)
    return _start_page(request, member, form)


def _start_page(request: MemberRequest, member: int, form: TermsForm) -> HttpResponse:
    giver = queries.giver_for(request.user, member)
    pools = transfers_from(request.user, giver) and open_pools(request.user).exists()
    context = {
        "giver": giver,
        "form": form,
        "left": queries.left_in_hand(giver),
        "under_way": queries.under_way_from(request.user, giver),
        "pool_form": ReleaseForm(actor=request.user, prefix="pool") if pools else None,
    }
    return page(request, "handover/start.html", context, status=422 if form.errors else 200)


@require_POST
def into_pool(request: MemberRequest, member: int) -> HttpResponse:
    """All customers of a member into a pool, as a plan to look at."""
    giver = queries.giver_for(request.user, member)
    require(request.user, CUSTOMERS, Verb.TRANSFER)
    form = ReleaseForm(request.POST, actor=request.user, prefix="pool")
    if not form.is_valid():
        raise BadInput("pool_missing", _("Choose a pool, and say why."))
    rows = queries.customers_of(request.user, giver)
    plan = plan_release(actor=request.user, rows=rows, **form.cleaned_data)
    return redirect("jobs:plan", plan.pk)


def _made(request: MemberRequest, made: list[Handover]) -> HttpResponse:
    if not made:
        messages.success(request, _("There is nothing that is not being handed over already."))
        return redirect("handover:list")
    messages.success(request, _("Asked for. Fill in what must be told, then offer it."))
    return redirect("handover:show", made[0].pk) if len(made) == 1 else redirect("handover:list")


@require_GET
def show(request: MemberRequest, pk: int) -> HttpResponse:
    """One hand-over: its customers, how far each is told, and what can be done."""
    found = queries.shown(request.user, queries.handover_for(request.user, pk))
    context = {
        "shown": found,
        "offer_form": OfferForm(handover=found.handover) if found.can_offer else None,
    }
    return page(request, "handover/show.html", context)


@require_POST
def offer(request: MemberRequest, pk: int) -> HttpResponse:
    """Pass it to the successor."""
    handover = queries.handover_for(request.user, pk)
    insist(may_prepare(request.user, handover))
    form = OfferForm(request.POST, handover=handover)
    if not form.is_valid():
        raise BadInput("no_such_successor", _("Choose who takes over, from the list."))
    done = actions.offer(actor=request.user, handover_id=pk, **form.cleaned_data)
    messages.success(request, _("%(name)s is asked to accept.") % {"name": done.successor})
    return redirect("handover:show", pk)


@require_POST
def accept(request: MemberRequest, pk: int) -> HttpResponse:
    """Take over: at once, or as a plan where they are many."""
    handover = queries.handover_for(request.user, pk)
    insist(may_answer(request.user, handover))
    version, item = _meant(request)
    if item is None and answering.is_large(handover):
        plan = answering.plan_acceptance(actor=request.user, handover_id=pk, version=version)
        return redirect("jobs:plan", plan.pk)
    done = answering.accept(actor=request.user, handover_id=pk, version=version, item_id=item)
    messages.success(
        request, _("Accepted: they belong to %(name)s now.") % {"name": done.successor}
    )
    return redirect("handover:show", pk)


def _meant(request: MemberRequest) -> tuple[int, int | None]:
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise BadInput("no_version", _("Open the hand-over once more, then answer."))
    return form.cleaned_data["version"], form.cleaned_data["item"]


@require_http_methods(["GET", "POST"])
def send_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Not like this, and why."""
    handover = queries.handover_for(request.user, pk)
    insist(may_answer(request.user, handover))
    item = request.GET.get("item", "")
    started = {"version": handover.version, "item": item if item.isdecimal() else None}
    form = SendBackForm(request.POST or None, initial=started)
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        answering.send_back(
            actor=request.user, handover_id=pk, item_id=typed.pop("item"), **typed
        )  # fmt: skip
        messages.success(request, _("Sent back."))
        return redirect("handover:show", pk)
    context = {"form": form, "handover": handover}
    return page(request, "handover/send_back.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Nothing more is handed over by this."""
    insist(may_prepare(request.user, queries.handover_for(request.user, pk)))
    version, _item = _meant(request)
    actions.withdraw(actor=request.user, handover_id=pk, version=version)
    messages.success(request, _("The hand-over is withdrawn."))
    return redirect("handover:show", pk)


@require_http_methods(["GET", "POST"])
def item(request: MemberRequest, pk: int, item: int) -> HttpResponse:
    """The checklist of one customer."""
    handover = queries.handover_for(request.user, pk)
    found = queries.item_for(request.user, handover, item)
    if request.method == "POST":
        insist(may_prepare(request.user, handover))
    shown = queries.shown(request.user, handover)
    may_tell = shown.can_withdraw
    form = TellForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.tell(actor=request.user, handover_id=pk, item_id=item, **form.given())
        except Conflict as error:
            stored = error.data.get("stored")
            if not isinstance(stored, type(found)):
                raise
            return merge_page(
                request, typed=form, stored=TellForm(instance=stored), sentence=error.sentence,
                back=request.path, hidden={"version": str(stored.version)},
            )  # fmt: skip
        messages.success(request, _("The change is saved."))
        return redirect("handover:show", pk)
    context = {
        "handover": handover,
        "item": found,
        "form": form if may_tell else None,
        "checklist": checklist(request.user, found),
    }
    return page(request, "handover/item.html", context, status=422 if form.errors else 200)


@require_GET
def pack(request: MemberRequest, pk: int) -> HttpResponse:
    """Everything on paper: a page for each customer."""
    handover = queries.handover_for(request.user, pk)
    number = request.GET.get("page", "1")
    context = pack_of(request.user, handover, int(number) if number.isdecimal() else 1)
    return page(request, "handover/pack.html", {"pack": context})
