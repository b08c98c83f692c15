"""The bin of customers: composed here, for what goes with a customer belongs to several apps.

A customer's page asks before it deletes, and says what goes with it. The bin is opened by whoever deleted the wrong
one; next they go on with the customer they took out.
"""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.db import connection, transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.access.api import Sight, Verb, may, require, verb_asked
from vitalfew.customers import api as customers
from vitalfew.customers.api import (
    CODE,
    CUSTOMERS,
    Customer,
    binned_visible_to,
    customer_for,
    customer_policy,
)
from vitalfew.funnel import api as funnel
from vitalfew.identity.api import Member, MemberRequest
from vitalfew.jobs.api import Job, Progress, start
from vitalfew.people import api as people
from vitalfew.trade.api import count_of_customer, remove_of_customers
from vitalfew.web.api import page
from vitalfew.web.listing import Column, Empty, Listing, Sort

PURGE_JOB = "bin.purge"
AT_ONCE = 200


class DeleteForm(forms.Form):
    """Why a customer is deleted."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200,
        help_text=gettext_lazy("It stands in the history of this customer."),
    )  # fmt: skip


BIN: Listing[Customer] = Listing(
    key="bin",
    columns=[
        Column("name", gettext_lazy("Name")),
        Column("code", gettext_lazy("Customer number"), guard=CODE.key),
        Column("deleted_at", gettext_lazy("Deleted"), kind="datetime", sort="deleted"),
        Column("deleted_by", gettext_lazy("Deleted by"), value=lambda row: str(row.deleted_by)),
        Column("deleted_reason", gettext_lazy("Reason")),
        Column("gone_on", gettext_lazy("Gone for good"), kind="datetime", value=customers.gone_on),
        Column("restore", "", value=lambda row: "", template="site/restore_cell.html"),
    ],
    sorts=[Sort("deleted", gettext_lazy("Newest first"), "deleted_at")],
    prepare=lambda rows: rows.select_related("deleted_by"),
    empty=Empty(
        gettext_lazy("The bin is empty"),
        gettext_lazy("Deleted customers lie here for 30 days, with everything attached."),
        "customers",
    ),
)


def bin_list(actor: Member) -> Listing[Customer]:
    """The bin as ``actor`` may see it, with what can be done to several rows at once, in the active language."""
    return replace(
        BIN,
        for_many=[(reverse("site:bulk", args=["restore"]), _("Restore"))],
        may_export=bool(may(actor, CUSTOMERS, Verb.EXPORT)),
    ).seen_by(Sight(actor))


@require_GET
def bin_page(request: MemberRequest) -> HttpResponseBase:
    """What lies in the bin, the newest first."""
    require(request.user, CUSTOMERS, Verb.DELETE)
    rows = binned_visible_to(request.user, verb_asked(request, CUSTOMERS))
    return bin_list(request.user).respond(request, rows, "site/bin.html", {"title": _("Bin")})


@require_http_methods(["GET", "POST"])
def delete_customer(request: MemberRequest, pk: int) -> HttpResponse:
    """What goes with the customer; then into the bin."""
    customer = customer_for(request.user, pk)
    customer_policy.check(request.user, Verb.DELETE, customer)
    form = DeleteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        customers.delete(actor=request.user, customer_id=pk, reason=form.cleaned_data["reason"])
        messages.success(request, _("%(name)s is in the bin.") % {"name": customer.name})
        return redirect("site:bin")
    context: dict[str, Any] = {
        "form": form,
        "customer": customer,
        "attached": count_of_customer(pk),
    }
    return page(request, "site/delete.html", context, status=422 if form.errors else 200)


@require_POST
def restore_customer(request: MemberRequest, pk: int) -> HttpResponse:
    """Out of the bin, as it was."""
    require(request.user, CUSTOMERS, Verb.DELETE)
    customer = customers.restore(actor=request.user, customer_id=pk)
    messages.success(
        request, _("%(name)s is back, with everything attached.") % {"name": customer.name}
    )
    return redirect("site:customer", pk)


def purge_work(job: Job, report: Progress) -> dict[str, object]:
    """Delete for good what has lain in the bin for 30 days; each batch is whole, so the job may be run again."""
    gone = 0
    while ids := list(customers.overdue().order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        report("customers", gone)
        with transaction.atomic():
            remove_of_customers(ids=ids)
            customers.purge(ids=ids)
        gone += len(ids)
    return {"customers": gone, "contacts": people.purge(), "opportunities": funnel.purge()}


@transaction.atomic
def purge_when_due() -> Job | None:
    """Start the job when something is overdue and none is under way; two schedulers start one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('bin purge', 0))")
    unfinished = Job.objects.filter(kind=PURGE_JOB, finished_at__isnull=True)
    is_due = customers.overdue().exists() or people.is_anybody_overdue() or funnel.is_any_overdue()
    if unfinished.exists() or not is_due:
        return None
    return start(actor=None, kind=PURGE_JOB)
