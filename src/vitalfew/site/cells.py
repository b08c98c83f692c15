"""A cell of the customer list, changed where it stands.

Who opens this: whoever reads the list and sees that a fact is wrong or missing. They change it and read on; so the
answer is the cell alone, and who was slower sees both texts in it.
"""

from collections.abc import Iterable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vitalfew.access.api import Verb, field_in, may, writes
from vitalfew.customers.api import (
    CUSTOMERS,
    OWN_FIELDS,
    Customer,
    CustomerForm,
    change,
    customer_for,
    customer_policy,
)
from vitalfew.fields.api import OwnFields
from vitalfew.identity.api import Member, MemberRequest
from vitalfew.kernel.errors import BadInput, Conflict, NotFound
from vitalfew.site.customer_list import StandingCustomer, customer_list, listed_customers
from vitalfew.value.api import run_for
from vitalfew.web.listing import Column, Listing

FACTS = ("name", "country", "industry", "code")
TOO_WIDE = "choices"  # a field of many choices wants the whole form


def with_cells(actor: Member, listing: Listing[StandingCustomer]) -> Listing[StandingCustomer]:
    """The list, with cells that can be typed where the actor may."""
    typed = set(_typed(actor)) if may(actor, CUSTOMERS, Verb.EDIT) else set()
    if not typed:
        return listing
    columns = [replace(one, typed=one.key in typed) for one in listing.columns]
    return replace(listing, columns=columns, cells_url=lambda row: f"/customers/{row.pk}/cells/")


def _typed(actor: Member) -> Iterable[str]:
    """The columns that hold what the actor may write of some customer."""
    for name in FACTS:
        limited = field_in(Customer, name)
        if limited is None or writes(actor, limited):
            yield name
    own = OwnFields(OWN_FIELDS, actor)
    yield from (one.column for one in own.in_force if own.writes(one) and one.kind != TOO_WIDE)


@require_http_methods(["GET", "POST"])
def cell(request: MemberRequest, pk: int, key: str) -> HttpResponse:
    """One fact to type; sent, the cell as the list draws it."""
    customer = customer_for(request.user, pk)
    customer_policy.check(request.user, Verb.EDIT, customer)
    form = _form(request.user, customer, key, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _keep(request.user, pk, form)
        except BadInput as error:
            form.add_error(key, error.sentence)
        except Conflict as error:
            return _both_texts(request, pk, key, error)
        else:
            return HttpResponse(_drawn(request.user, pk, key))
    return _shown(request, form, key, status=422 if form.errors else 200)


def _form(actor: Member, customer: Customer, key: str, typed: QueryDict | None) -> CustomerForm:
    """The customer's form with this one field; NotFound where it has none that the member may write."""
    form = CustomerForm(typed, actor=actor, instance=customer)
    if key not in _typed(actor) or key not in form.fields or form.fields[key].disabled:
        raise NotFound(
            "no_such_cell",
            _("This cannot be changed in the list. Open the customer to see what can."),
        )
    for other in set(form.fields) - {key, "version"}:
        del form.fields[other]
    field = form.fields[key]
    field.show_hidden_initial = False
    field.widget.attrs |= {"aria-label": str(field.label)}
    return form


def _keep(actor: Member, pk: int, form: CustomerForm) -> None:
    version = form.cleaned_data["version"] or 0
    change(actor=actor, customer_id=pk, version=version, own=form.own, **form.facts)


def _both_texts(request: MemberRequest, pk: int, key: str, error: Conflict) -> HttpResponse:
    """What stands there now beside what was typed: sent once more it is kept, left alone it is not."""
    stored = customer_for(request.user, pk)
    typed = request.POST.copy()
    typed["version"] = str(stored.version)
    form = _form(request.user, stored, key, typed)
    return _shown(request, form, key, status=409, now=_drawn(request.user, pk, key), said=error)


def _shown(
    request: HttpRequest,
    form: CustomerForm,
    key: str,
    *,
    status: int,
    now: SafeString | None = None,
    said: Conflict | None = None,
) -> HttpResponse:
    context = {"form": form, "field": form[key], "now": now, "said": said and said.sentence}
    return render(request, "site/cell.html", context, status=status)


def _drawn(actor: Member, pk: int, key: str) -> SafeString:
    """What stands in the cell, as the list draws it."""
    run = run_for(actor)
    listing = customer_list(actor, run)
    row = listing.prepare(listed_customers(actor, run)).get(pk=pk)
    column: Column[StandingCustomer] = next(one for one in listing.columns if one.key == key)
    text = column.drawer()(row).text
    is_head = listing.columns[0].key == key
    return format_html('<a href="{}">{}</a>' if is_head else "{1}", listing.row_url(row), text)
