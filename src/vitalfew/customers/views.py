"""Adding and changing a customer's own facts.

Who opens this: whoever meets a new customer, or sees that a fact is wrong. They decide nothing here, so the form is
short; next they look at the customer's page. The search answers "is this customer here already" while one types.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.access.api import Verb, require
from vitalfew.channels.api import mention_unclear
from vitalfew.customers import actions, arrivals, queries
from vitalfew.customers.forms import AssignForm, CustomerForm
from vitalfew.customers.policies import CUSTOMERS, customer_policy
from vitalfew.customers.revealing import reveal_of_customer
from vitalfew.identity.api import MemberRequest
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.web.api import merge_page, page, words_asked


def _place_of(error: BadInput) -> str:
    """The field that an error is about; that of a number in use is the number."""
    return str(error.data.get("field", "code"))


@require_http_methods(["GET", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """A new customer."""
    require(request.user, CUSTOMERS, Verb.CREATE)
    asked = {name: request.GET.get(name, "") for name in ("name", "kind", "phones")}
    form = CustomerForm(request.POST or None, actor=request.user, initial=asked)
    context: dict[str, object] = {"form": form, "is_new": True}
    if request.method == "POST" and form.is_valid():
        try:
            customer = arrivals.add(
                actor=request.user,
                because=request.POST.get("because", "")[:200],
                channels=form.channels,
                own=form.own,
                **form.facts,
            )
        except BadInput as error:
            form.add_error(_place_of(error), error.sentence)
        except Conflict as error:  # one like it is here already
            form.add_error(None, error.sentence)
            context |= error.data
        else:
            messages.success(request, _("%(name)s is added.") % {"name": customer.name})
            mention_unclear(request, form.channels)
            return redirect("site:customer", customer.pk)
    return page(request, "customers/form.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a customer; what was typed is kept when somebody else was faster."""
    customer = queries.customer_for(request.user, pk)
    customer_policy.check(request.user, Verb.EDIT, customer)
    form = CustomerForm(request.POST or None, actor=request.user, instance=customer)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change(
                actor=request.user,
                customer_id=pk,
                version=version,
                channels=form.channels,
                own=form.own,
                **form.facts,
            )
        except BadInput as error:
            form.add_error(_place_of(error), error.sentence)
        except Conflict as error:
            return _choose(request, form, error)
        else:
            messages.success(request, _("The change is saved."))
            mention_unclear(request, form.channels)
            return redirect("site:customer", pk)
    context = {"form": form, "customer": customer}
    return page(request, "customers/form.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
def assign(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a customer another owner, with the reason."""
    customer = queries.customer_for(request.user, pk)
    customer_policy.check(request.user, Verb.TRANSFER, customer)
    form = AssignForm(
        request.POST or None,
        actor=request.user,
        initial={"owner": customer.owner_id, "version": customer.version},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.assign(actor=request.user, customer_id=pk, **form.cleaned_data)
        except Conflict as error:
            return _choose_owner(request, form, pk, error)
        else:
            messages.success(request, _("The change is saved."))
            return _after_assigning(request, pk)
    context = {"form": form, "customer": customer}
    return page(request, "customers/assign.html", context, status=422 if form.errors else 200)


def _after_assigning(request: MemberRequest, pk: int) -> HttpResponse:
    """The customer, or the list for who has just given it out of sight."""
    if queries.is_visible(request.user, pk):
        return redirect("site:customer", pk)
    return redirect("site:customers")


def _choose_owner(
    request: MemberRequest, typed: AssignForm, pk: int, error: Conflict
) -> HttpResponse:
    """Who owns the customer now, and whom the second writer chose."""
    stored = queries.customer_for(request.user, pk)
    initial = {"owner": stored.owner_id, "version": stored.version}
    return merge_page(
        request,
        typed=typed,
        stored=AssignForm(actor=request.user, initial=initial),
        hidden={"version": str(stored.version), "reason": typed.cleaned_data["reason"]},
        sentence=error.sentence,
        back=reverse("site:customer", args=[pk]),
    )


def _choose(request: MemberRequest, typed: CustomerForm, error: Conflict) -> HttpResponse:
    """Both texts side by side: the second writer chooses."""
    stored = queries.customer_for(request.user, typed.instance.pk)
    return merge_page(
        request,
        typed=typed,
        stored=CustomerForm(actor=request.user, instance=stored),
        hidden={"version": str(stored.version)},
        sentence=error.sentence,
        back=reverse("site:customer", args=[stored.pk]),
    )


@require_GET
def search(request: MemberRequest) -> HttpResponse:
    """The best matches, for the box in the top bar."""
    require(request.user, CUSTOMERS, Verb.VIEW)
    words = words_asked(request.GET)
    found = queries.search(request.user, words, limit=8) if words else []
    return page(request, "customers/search.html", {"found": found, "words": words}, part="results")


@require_POST
def reveal(request: MemberRequest, pk: int, field: str) -> HttpResponse:
    """Look behind the mask of one field; it stands in the customer's history."""
    label, texts = reveal_of_customer(actor=request.user, customer_id=pk, key=field)
    customer = queries.customer_for(request.user, pk)
    back = reverse("site:customer", args=[pk])
    context = {"whose": customer, "label": label, "texts": texts, "back": back}
    return page(request, "channels/revealed.html", context, part="value")


def _status(form: CustomerForm) -> int:
    return 422 if form.errors else 200
