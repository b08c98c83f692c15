"""Inquiries: the list, one inquiry, and the steps from the first word to a customer.

The list is opened in the morning and whenever the phone is quiet: what waits, since when, who has it. One inquiry is
opened to answer it: the next step stands first, with the number to call; after the answer, one customer is chosen or
made. A call is written down in one short form while one still speaks.
"""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.access.api import Verb, insist, listed_rows, may, require
from vitalfew.fields.api import OwnFields
from vitalfew.identity.api import MemberRequest
from vitalfew.inquiries import actions, qualifying, queries
from vitalfew.inquiries.forms import (
    AnswerForm,
    AssignForm,
    ChooseForm,
    CloseForm,
    EditForm,
    EntryForm,
    MakeForm,
    StepForm,
)
from vitalfew.inquiries.lists import inquiry_list
from vitalfew.inquiries.models import Inquiry
from vitalfew.inquiries.policies import INQUIRIES, OWN_FIELDS, inquiry_policy, may_take, visible_to
from vitalfew.inquiries.revealing import reveal_of_inquiry
from vitalfew.inquiries.showing import shown
from vitalfew.inquiries.words import Via
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.web.api import merge_page, page

LONGEST_KEY = 18  # digits


@require_GET
def inquiries(request: MemberRequest) -> HttpResponseBase:
    """Every inquiry one may see, the newest first."""
    rows = OwnFields(OWN_FIELDS, request.user).beside(listed_rows(request, inquiry_policy))
    context = {
        "title": _("Inquiries"),
        "speed": queries.speed_of(visible_to(request.user)),
        "may_add": may(request.user, INQUIRIES, Verb.CREATE),
    }
    return inquiry_list(request.user).respond(request, rows, "inquiries/list.html", context)


@require_http_methods(["GET", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """A new inquiry, from a call or from anywhere else."""
    require(request.user, INQUIRIES, Verb.CREATE)
    asked = request.POST.get("via") or request.GET.get("via")
    via = Via.PHONE if asked == Via.PHONE else Via.STAFF
    known = {"phone": request.GET.get("phone", "").replace("\x00", "")[:60]}
    form = EntryForm(_typed(request), actor=request.user, via=via, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            typed = form.cleaned_data
            inquiry = actions.enter(
                actor=request.user, source=typed["source"], source_detail=typed["source_detail"],
                facts=form.facts, answer=typed["answer"], via=via, own=form.own,
            )  # fmt: skip
        except BadInput as error:
            form.add_error(_place_of(form, error), error.sentence)
        else:
            _say_who_has_it(request, inquiry)
            return _onward(request, inquiry.pk)
    return page(request, "inquiries/new.html", {"form": form, "via": via}, status=_status(form))


def _place_of(form: EntryForm | EditForm, error: BadInput) -> str | None:
    """The field that an error is about; None where the form has none such."""
    named = str(error.data.get("field", ""))
    return named if named in form.fields else None


def _say_who_has_it(request: MemberRequest, inquiry: Inquiry) -> None:
    if inquiry.owner is None:
        messages.success(request, _("The inquiry is noted. Nobody has it yet."))
    else:
        messages.success(
            request, _("The inquiry is noted. %(owner)s has it.") % {"owner": inquiry.owner}
        )


@require_GET
def inquiry(request: MemberRequest, pk: int) -> HttpResponse:
    """One inquiry, the next step first."""
    return _show(request, queries.inquiry_for(request.user, pk))


def _show(
    request: MemberRequest, found: Inquiry, status: int = 200, **more: object
) -> HttpResponse:
    context = {"inquiry": found, "shown": shown(request.user, found), **more}
    return page(request, "inquiries/inquiry.html", context, status=status)


@require_POST
def reveal(request: MemberRequest, pk: int, field: str) -> HttpResponse:
    """Look behind the mask of one field; it stands in the inquiry's history."""
    found = queries.inquiry_for(request.user, pk)
    label, texts = reveal_of_inquiry(actor=request.user, inquiry_id=pk, key=field)
    back = reverse("inquiries:inquiry", args=[pk])
    context = {"whose": found, "label": label, "texts": texts, "back": back}
    return page(request, "channels/revealed.html", context, part="value")


@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct what was told; what was typed is kept when somebody else was faster."""
    found = queries.inquiry_for(request.user, pk)
    inquiry_policy.check(request.user, Verb.EDIT, found)
    form = EditForm(_typed(request), instance=found, actor=request.user)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change(
                actor=request.user, inquiry_id=pk, version=version, facts=form.facts, own=form.own
            )
        except BadInput as error:
            form.add_error(_place_of(form, error), error.sentence)
        except Conflict as error:
            return _choose_text(request, form, error)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("inquiries:inquiry", pk)
    context = {"form": form, "inquiry": found, "title": _("Edit inquiry")}
    return page(request, "inquiries/form.html", context, status=_status(form))


def _choose_text(request: MemberRequest, typed: EditForm, error: Conflict) -> HttpResponse:
    """Both texts side by side: the second writer chooses."""
    stored = queries.inquiry_for(request.user, typed.instance.pk)
    return merge_page(
        request,
        typed=typed,
        stored=EditForm(instance=stored, actor=request.user),
        hidden={"version": str(stored.version)},
        sentence=error.sentence,
        back=reverse("inquiries:inquiry", args=[stored.pk]),
    )


@require_http_methods(["GET", "POST"])
def assign(request: MemberRequest, pk: int) -> HttpResponse:
    """Give it to a member."""
    found = queries.inquiry_for(request.user, pk)
    inquiry_policy.check(request.user, Verb.TRANSFER, found)
    initial = {"owner": found.owner_id, "version": found.version}
    form = AssignForm(_typed(request), actor=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        actions.assign(
            actor=request.user, inquiry_id=pk, version=typed["version"], owner=typed["owner"]
        )
        messages.success(request, _("%(owner)s has it now.") % {"owner": typed["owner"]})
        return _onward(request, pk)
    context = {"form": form, "inquiry": found, "title": _("Give to a member")}
    return page(request, "inquiries/form.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
def close(request: MemberRequest, pk: int) -> HttpResponse:
    """Nothing becomes of it."""
    found = queries.inquiry_for(request.user, pk)
    inquiry_policy.check(request.user, Verb.EDIT, found)
    form = CloseForm(_typed(request), initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        actions.close(actor=request.user, inquiry_id=pk, **form.cleaned_data)
        messages.success(request, _("The inquiry is closed."))
        return redirect("inquiries:inquiry", pk)
    context = {"form": form, "inquiry": found, "title": _("Close inquiry")}
    return page(request, "inquiries/form.html", context, status=_status(form))


type Step = Callable[[MemberRequest, int, int], object]


def _step(request: MemberRequest, found: Inquiry, done: Step, sentence: str) -> HttpResponse:
    """One step without anything to type."""
    pk = found.pk
    form = StepForm(request.POST)
    if not form.is_valid():
        return _show(request, found, 422)
    done(request, pk, form.cleaned_data["version"])
    messages.success(request, sentence)
    return redirect("inquiries:inquiry", pk)


@require_POST
def take(request: MemberRequest, pk: int) -> HttpResponse:
    """I do it."""
    found = queries.inquiry_for(request.user, pk)
    insist(may_take(request.user, found))

    def done(request: MemberRequest, pk: int, version: int) -> object:
        me = request.user
        return actions.assign(actor=me, inquiry_id=pk, version=version, owner=me)

    return _step(request, found, done, _("It is yours now."))


@require_POST
def reopen(request: MemberRequest, pk: int) -> HttpResponse:
    """Something becomes of it after all."""
    found = queries.inquiry_for(request.user, pk)
    inquiry_policy.check(request.user, Verb.EDIT, found)

    def done(request: MemberRequest, pk: int, version: int) -> object:
        return actions.reopen(actor=request.user, inquiry_id=pk, version=version)

    return _step(request, found, done, _("The inquiry is open again."))


@require_POST
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Note the first answer."""
    found = queries.inquiry_for(request.user, pk)
    inquiry_policy.check(request.user, Verb.EDIT, found)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, found, 422, answer_form=form)
    actions.answer(actor=request.user, inquiry_id=pk, **form.cleaned_data)
    messages.success(request, _("The answer is noted; the clock has stopped."))
    return redirect("inquiries:inquiry", pk)


@require_POST
def choose(request: MemberRequest, pk: int) -> HttpResponse:
    """It comes from a customer that is here: one of those found, or one that is named."""
    found = queries.inquiry_for(request.user, pk)
    inquiry_policy.check(request.user, Verb.EDIT, found)
    key = request.POST.get("key", "")
    form = ChooseForm(request.POST, actor=request.user)
    step = StepForm(request.POST)
    is_key = key.isascii() and key.isdecimal() and len(key) <= LONGEST_KEY
    if not step.is_valid() or not (is_key or form.is_valid()):
        return _show(request, found, 422, choose_form=form)
    customer_id = int(key) if is_key else form.cleaned_data["customer"].pk
    qualifying.choose(
        actor=request.user, inquiry_id=pk, version=step.cleaned_data["version"], customer_id=customer_id
    )  # fmt: skip
    messages.success(request, _("The inquiry belongs to its customer now."))
    return redirect("inquiries:inquiry", pk)


@require_POST
def make(request: MemberRequest, pk: int) -> HttpResponse:
    """It becomes a new customer; where one like it is here, the page asks why this is another one."""
    found = queries.inquiry_for(request.user, pk)
    inquiry_policy.check(request.user, Verb.EDIT, found)
    form = MakeForm(request.POST)
    if not form.is_valid():
        return _show(request, found, 422, make_form=form)
    try:
        qualifying.make(actor=request.user, inquiry_id=pk, **form.cleaned_data)
    except Conflict as error:
        if "alike" not in error.data:
            raise
        form.add_error("because", error.sentence)
        return _show(request, found, 409, make_form=form)
    messages.success(request, _("A new customer is made of the inquiry."))
    return redirect("inquiries:inquiry", pk)


def _onward(request: MemberRequest, pk: int) -> HttpResponse:
    """The inquiry, or the list for who has just given it out of sight."""
    if visible_to(request.user).filter(pk=pk).exists():
        return redirect("inquiries:inquiry", pk)
    return redirect("inquiries:list")


def _typed(request: HttpRequest) -> QueryDict | None:
    """What was sent; None for a form that is only opened."""
    return request.POST if request.method == "POST" else None


def _status(form: EntryForm | EditForm | StepForm) -> int:
    return 422 if form.is_bound and form.errors else 200
