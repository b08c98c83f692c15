"""A customer's dossier: addresses, register numbers, invoice titles, ties, tags.

Opened from the customer's page by whoever prepares a delivery, an invoice or a contract, or has just learned something;
next they go back to it. The pages are the same for every kind of part.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vitalfew.access.api import Verb
from vitalfew.audit.api import Shown
from vitalfew.customers.api import Customer, customer_for, customer_policy
from vitalfew.dossier import actions
from vitalfew.dossier.forms import PartForm, TagsForm
from vitalfew.dossier.models import Part, Registration
from vitalfew.dossier.parts import KINDS, PartKind
from vitalfew.dossier.queries import part_for, tags_in_words, tags_of
from vitalfew.identity.api import MemberRequest
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.web.api import keep_what_was_opened, merge_page, opened_values, page


@require_http_methods(["GET", "POST"])
def add(request: MemberRequest, customer_pk: int, kind: str) -> HttpResponse:
    """A new part."""
    what, customer = _kind(kind), _customer(request, customer_pk)
    form = what.form(_typed(request), actor=request.user, customer=customer)
    if request.method == "POST" and form.is_valid():
        try:
            part = actions.add(
                actor=request.user, kind=what, customer_id=customer_pk, facts=form.facts
            )
        except BadInput as error:
            form.add_error(_place_of(error), error.sentence)
        else:
            return _done(request, customer, part)
    return _form_page(request, form, customer, str(what.add_label))


@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """Change a part; what was typed is kept when somebody else was faster."""
    what = _kind(kind)
    part, customer = _part(request, what, pk)
    form = what.form(_typed(request), instance=part, actor=request.user, customer=customer)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            part = actions.change(
                actor=request.user, kind=what, part_id=pk, version=version, facts=form.facts
            )
        except BadInput as error:
            form.add_error(_place_of(error), error.sentence)
        except Conflict as error:
            return _choose(request, what, form, error)
        else:
            return _done(request, customer, part)
    return _form_page(request, form, customer, str(what.label), removes=(kind, pk))


@require_POST
def remove(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """Take a part out."""
    what = _kind(kind)
    _found, customer = _part(request, what, pk)
    actions.remove(actor=request.user, kind=what, part_id=pk)
    messages.success(request, _("It is taken out; the history keeps it."))
    return _back(customer)


@require_http_methods(["GET", "POST"])
def tags(request: MemberRequest, customer_pk: int) -> HttpResponse:
    """All tags of a customer at once."""
    customer = _customer(request, customer_pk)
    form = _tags_form(request, customer, _typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_tags(
                actor=request.user, customer_id=customer_pk, names=form.cleaned_data["tags"],
                opened=opened_values(request, form),
            )  # fmt: skip
        except Conflict as error:
            return merge_page(
                request, typed=form, stored=_tags_form(request, customer, None), hidden={},
                sentence=error.sentence, back=reverse("site:customer", args=[customer_pk]),
            )  # fmt: skip
        messages.success(request, _("The change is saved."))
        return _back(customer)
    return _form_page(request, form, customer, _("Tags"))


def _tags_form(request: MemberRequest, customer: Customer, typed: QueryDict | None) -> TagsForm:
    now = tags_in_words(tags_of(request.user, customer))
    form = TagsForm(typed, initial={"tags": now})
    keep_what_was_opened(form)
    return form


def _kind(key: str) -> PartKind:
    if key not in KINDS:
        raise Http404
    return KINDS[key]


def _customer(request: MemberRequest, pk: int) -> Customer:
    """A customer that one may change; Refused or not found otherwise."""
    customer = customer_for(request.user, pk)
    customer_policy.check(request.user, Verb.EDIT, customer)
    return customer


def _part(request: MemberRequest, kind: PartKind, pk: int) -> tuple[Part, Customer]:
    part = part_for(request.user, kind, pk)
    customer: Customer = part.customer  # type: ignore[attr-defined]  # every part has a customer
    customer_policy.check(request.user, Verb.EDIT, customer)
    return part, customer


def _choose(
    request: MemberRequest, kind: PartKind, typed: PartForm, error: Conflict
) -> HttpResponse:
    """Both texts side by side: the second writer chooses."""
    stored, customer = _part(request, kind, typed.instance.pk)
    return merge_page(
        request,
        typed=typed,
        stored=kind.form(instance=stored, actor=request.user, customer=customer),
        hidden={"version": str(stored.version)},
        sentence=error.sentence,
        back=_way_back(customer).url,
    )


def _done(request: MemberRequest, customer: Customer, part: Part) -> HttpResponse:
    messages.success(request, _("The change is saved."))
    if isinstance(part, Registration) and part.doubt:
        messages.warning(request, part.doubt)
    return _back(customer)


def _back(customer: Customer) -> HttpResponseRedirect:
    return redirect("site:customer_tab", customer.pk, "details")


def _way_back(customer: Customer) -> Shown:
    return Shown(customer.name, reverse("site:customer_tab", args=[customer.pk, "details"]))


def _place_of(error: BadInput) -> str | None:
    """The field that an error is about; None where it is about the whole."""
    field = error.data.get("field")
    return str(field) if field else None


def _typed(request: HttpRequest) -> QueryDict | None:
    """What was sent; None for a form that is only opened."""
    return request.POST if request.method == "POST" else None


def _form_page(
    request: HttpRequest,
    form: PartForm | TagsForm,
    customer: Customer,
    title: str,
    removes: tuple[str, int] | None = None,
) -> HttpResponse:
    remove_url = reverse("dossier:remove", args=removes) if removes else ""
    context = {"form": form, "back": _way_back(customer), "title": title, "remove_url": remove_url}
    status = 422 if request.method == "POST" and form.errors else 200
    return page(request, "dossier/form.html", context, status=status)
