"""Something for many customers at once: those ticked in the list, or all that its search and filters leave.

Who opens this has looked at a list and knows what shall happen to these rows. They say to whom and why; next they look
at the plan with its counts, and confirm it.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vitalfew.access.api import Verb, require
from vitalfew.customers.api import (
    CUSTOMERS,
    Customer,
    OwnerField,
    binned_visible_to,
    plan_assign,
    plan_delete,
    plan_restore,
    visible_to,
)
from vitalfew.handover.api import Handover, TermsForm, ask
from vitalfew.identity.api import Member, MemberRequest
from vitalfew.jobs.api import Plan
from vitalfew.kernel.errors import BadInput, NotFound
from vitalfew.pool.api import open_pools, plan_release
from vitalfew.site.customer_list import customer_list, listed_customers
from vitalfew.value.api import run_for
from vitalfew.web.api import page

MOST_TICKED = 200
LONGEST_KEY = 18  # digits
WHAT = {
    "assign": (Verb.TRANSFER, _("Give customers to another owner")),
    "handover": (Verb.EDIT, _("Hand customers over")),
    "delete": (Verb.DELETE, _("Delete customers")),
    "pool": (Verb.TRANSFER, _("Put customers into a pool")),
    "restore": (Verb.DELETE, _("Restore customers")),
}


class BulkForm(forms.Form):
    """Why, and for a new owner: who."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("It stands in the history of each of them.")
    )

    def __init__(self, *args: Any, actor: Member, what: str, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        if what == "assign":
            self.fields["owner"] = OwnerField(actor, label=_("Owner"))
            self.order_fields(["owner", "reason"])
        if what == "pool":
            self.fields["pool"] = forms.ModelChoiceField(
                open_pools(actor), label=_("Pool"), empty_label=_("Choose…")
            )
            self.order_fields(["pool", "reason"])
        if what == "restore":
            del self.fields["reason"]


@require_http_methods(["GET", "POST"])
def bulk(request: MemberRequest, what: str) -> HttpResponse:
    """How many rows it touches, to whom and why; then the plan."""
    if what not in WHAT:
        raise NotFound("no_such_work", _("There is no such work. Go back to the list."))
    verb, title = WHAT[what]
    require(request.user, CUSTOMERS, verb)
    rows, asked = chosen(request, what)
    if what == "handover":
        return hand_over(request, rows, title)
    form = BulkForm(request.POST or None, actor=request.user, what=what)
    if request.method == "POST" and form.is_valid():
        try:
            plan = planned(request.user, what, rows, asked, form.cleaned_data)
        except BadInput as error:
            form.add_error(None, error.sentence)
        else:
            return redirect("jobs:plan", plan.pk)
    context = {"form": form, "title": title, "number": rows.count(), "what": what}
    return page(request, "site/bulk.html", context, status=422 if form.errors else 200)


def hand_over(request: MemberRequest, rows: QuerySet[Customer], title: object) -> HttpResponse:
    """To whom and why; nothing changes hands before the successors accept."""
    form = TermsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, left_out = ask(
                actor=request.user, rows=rows, successors=list(form.cleaned_data["successors"]),
                terms=form.terms(),
            )  # fmt: skip
        except BadInput as error:
            form.add_error(None, error.sentence)
        else:
            return _asked(request, made, left_out)
    context = {"form": form, "title": title, "number": rows.count(), "what": "handover"}
    return page(request, "site/bulk.html", context, status=422 if form.errors else 200)


def _asked(request: MemberRequest, made: list[Handover], left_out: int) -> HttpResponse:
    if left_out:
        messages.warning(
            request,
            ngettext(
                "%(number)s customer was left out: nobody's, or being handed over already.",
                "%(number)s customers were left out: nobody's, or being handed over already.",
                left_out,
            )
            % {"number": left_out},
        )
    messages.success(request, gettext("Asked for. Fill in what must be told, then offer it."))
    return redirect("handover:show", made[0].pk) if len(made) == 1 else redirect("handover:list")


def planned(
    actor: Member, what: str, rows: QuerySet[Customer], asked: int, typed: dict[str, Any]
) -> Plan:
    """The plan of what was chosen."""
    if what == "assign":
        return plan_assign(actor=actor, rows=rows, asked=asked, **typed)
    if what == "pool":
        return plan_release(actor=actor, rows=rows, asked=asked, **typed)
    if what == "delete":
        return plan_delete(actor=actor, rows=rows, asked=asked, **typed)
    return plan_restore(actor=actor, rows=rows, asked=asked)


def chosen(request: MemberRequest, what: str) -> tuple[QuerySet[Customer], int]:
    """The customers that the address names - the ticked ones, or all that fit - and how many were ticked."""
    keys = ticked(request)
    rows = binned_visible_to(request.user) if what == "restore" else visible_to(request.user)
    if request.GET.get("all") != "1":
        return rows.filter(pk__in=keys), len(keys)
    if what == "restore":
        return rows, 0
    run = run_for(request.user)
    declared = customer_list(request.user, run)
    fitting = declared.filtered(request, listed_customers(request.user, run))
    return rows.filter(pk__in=fitting.order_by().values("pk")), 0


def ticked(request: MemberRequest) -> set[int]:
    """The keys that were ticked; what is no key is none."""
    given = request.GET.getlist("ids")[:MOST_TICKED]
    return {int(key[:LONGEST_KEY]) for key in given if key.isascii() and key.isdecimal()}
