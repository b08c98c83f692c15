"""Follow-ups: what was done with customers.

Who writes one: a salesperson with the telephone still in the hand, or service after a visit; a sentence is enough, and
they are back at the customer. Who opens the log: a manager in the morning, to see what the team did and with whom; next
a customer's page. Who opens one: whoever must correct it, or wants to know who wrote it.
"""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.access.api import Verb, insist, listed_rows
from vitalfew.activity import actions
from vitalfew.activity.forms import FollowUpForm
from vitalfew.activity.lists import follow_up_list
from vitalfew.activity.models import FollowUp
from vitalfew.activity.policies import check_may_write_at, follow_up_policy
from vitalfew.activity.queries import follow_up_for
from vitalfew.audit.api import Shown
from vitalfew.customers.api import Customer, customer_for
from vitalfew.identity.api import MemberRequest
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.people.api import contact_policy
from vitalfew.web.api import merge_page, page


@require_GET
def log(request: MemberRequest) -> HttpResponseBase:
    """Every follow-up one may see, the newest first."""
    rows = listed_rows(request, follow_up_policy)
    return follow_up_list(request.user).respond(
        request, rows, "activity/list.html", {"title": _("Follow-ups")}
    )


@require_http_methods(["GET", "POST"])
def write(request: MemberRequest, customer: int) -> HttpResponse:
    """Write one down."""
    found = customer_for(request.user, customer)
    check_may_write_at(request.user, found)
    form = FollowUpForm(_typed(request), actor=request.user, customer=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write(actor=request.user, customer_id=customer, **form.facts)
        except BadInput as error:
            form.add_error(_place_of(error), error.sentence)
        else:
            messages.success(request, _("It is written down."))
            return redirect("site:timeline", customer)
    return _form_page(request, form, found, _("Write a follow-up"))


@require_GET
def show(request: MemberRequest, pk: int) -> HttpResponse:
    """One follow-up in full."""
    found = follow_up_for(request.user, pk)
    context = {
        "follow_up": found,
        "contact": _contact(request, found),
        "may_edit": follow_up_policy.may(request.user, Verb.EDIT, found),
        "may_delete": follow_up_policy.may(request.user, Verb.DELETE, found),
    }
    return page(request, "activity/show.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what was written; what was typed is kept when somebody else was faster."""
    found = follow_up_for(request.user, pk)
    insist(follow_up_policy.may(request.user, Verb.EDIT, found))
    form = FollowUpForm(
        _typed(request), instance=found, actor=request.user, customer=found.customer
    )
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change(actor=request.user, follow_up_id=pk, version=version, **form.facts)
        except BadInput as error:
            form.add_error(_place_of(error), error.sentence)
        except Conflict as error:
            return _choose(request, form, error)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("activity:show", pk)
    return _form_page(request, form, found.customer, _("Change the follow-up"))


@require_POST
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one out."""
    customer_id = actions.remove(actor=request.user, follow_up_id=pk)
    messages.success(request, _("It is taken out; the history keeps it."))
    return redirect("site:timeline", customer_id)


def _contact(request: MemberRequest, row: FollowUp) -> object:
    """Whom it names, where the reader sees that contact."""
    rows = contact_policy.rows(request.user)
    return rows.filter(pk=row.contact_id).first() if row.contact_id else None


def _choose(request: MemberRequest, typed: FollowUpForm, error: Conflict) -> HttpResponse:
    """Both texts side by side: the second writer chooses."""
    stored = follow_up_for(request.user, typed.instance.pk)
    return merge_page(
        request,
        typed=typed,
        stored=FollowUpForm(instance=stored, actor=request.user, customer=stored.customer),
        hidden={"version": str(stored.version)},
        sentence=error.sentence,
        back=reverse("activity:show", args=[stored.pk]),
    )


def _typed(request: MemberRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _place_of(error: BadInput) -> str | None:
    """The field that an error is about; None where it is about the whole."""
    field = error.data.get("field")
    return str(field) if field else None


def _form_page(
    request: MemberRequest, form: FollowUpForm, customer: Customer, title: str
) -> HttpResponse:
    back = Shown(customer.name, reverse("site:customer", args=[customer.pk]))
    status = 422 if request.method == "POST" and form.errors else 200
    return page(
        request, "activity/form.html", {"form": form, "back": back, "title": title}, status=status
    )
