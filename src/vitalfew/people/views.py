"""People at customers: their page, their list, and the short forms by which they are kept.

The contact's page is opened before a call or a visit: who is this, how do I reach and treat them, what do they decide.
The list is opened to find somebody by a name or a number, next one opens them. A new person is typed in one line on the
customer's page, while one still has the card in the hand.
"""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.access.api import Verb, insist, listed_rows, may, require, verb_asked
from vitalfew.audit.api import Shown, record
from vitalfew.channels.api import mention_unclear
from vitalfew.customers.api import Customer, customer_for
from vitalfew.fields.api import OwnFields, sections
from vitalfew.identity.api import MemberRequest
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.people import actions, arrivals, queries
from vitalfew.people import bin as contact_bin
from vitalfew.people.cards import card_of
from vitalfew.people.consents import consents_of, note_consent
from vitalfew.people.forms import (
    ConsentForm,
    ContactForm,
    DeleteForm,
    LeaveForm,
    PlaceForm,
    PositionForm,
    ShortForm,
)
from vitalfew.people.lists import BIN, contact_list
from vitalfew.people.models import Contact, Position
from vitalfew.people.policies import CONTACTS, OWN_FIELDS, check_at, contact_policy, position_policy
from vitalfew.people.revealing import reveal_of_contact
from vitalfew.web.api import merge_page, page


@require_GET
def contacts(request: MemberRequest) -> HttpResponseBase:
    """The list of all contacts one may see."""
    rows = queries.with_positions(request.user, listed_rows(request, contact_policy))
    rows = OwnFields(OWN_FIELDS, request.user).beside(rows)
    return contact_list(request.user).respond(
        request, rows, "people/list.html", {"title": _("Contacts")}
    )


@require_GET
def card(request: MemberRequest, pk: int) -> HttpResponse:
    """One person as a vCard."""
    found = queries.contact_for(request.user, pk)
    contact_policy.check(request.user, Verb.EXPORT, found)
    record(actor=request.user, verb="contact.card", subject=f"contact:{found.pk}")
    response = HttpResponse(card_of(request.user, found), content_type="text/vcard; charset=utf-8")
    name = content_disposition_header(True, f"{found.name}.vcf")
    response.headers["Content-Disposition"] = name or ""
    return response


@require_GET
def contact(request: MemberRequest, pk: int) -> HttpResponse:
    """One person; whoever was merged, at the address of the one who stays."""
    end = queries.gone_into(request.user, pk)
    if end is not None:
        return redirect("people:contact", end)
    found = queries.contact_for(request.user, pk)
    shown = {
        "may_export": contact_policy.may(request.user, Verb.EXPORT, found),
        "may_edit": contact_policy.may(request.user, Verb.EDIT, found),
        "may_delete": contact_policy.may(request.user, Verb.DELETE, found),
        "today": timezone.localdate(),
        "consents": consents_of(found),
        "own": sections(OwnFields(OWN_FIELDS, request.user).told_of(found, "")),
    }
    return page(request, "people/contact.html", {"contact": found, "shown": shown})


@require_POST
def reveal(request: MemberRequest, pk: int, field: str) -> HttpResponse:
    """Look behind the mask of how somebody is reached; it stands in their history."""
    found = queries.contact_for(request.user, pk)
    label, texts = reveal_of_contact(actor=request.user, contact_id=pk, key=field)
    back = reverse("people:contact", args=[pk])
    context = {"whose": found, "label": label, "texts": texts, "back": back}
    return page(request, "channels/revealed.html", context, part="value")


@require_http_methods(["GET", "POST"])
def add(request: MemberRequest, customer_pk: int) -> HttpResponse:
    """A new person at a customer."""
    customer = customer_for(request.user, customer_pk)
    require(request.user, CONTACTS, Verb.CREATE)
    check_at(request.user, Verb.EDIT, customer)
    form = ShortForm(_typed(request), actor=request.user, country=customer.country)
    because = request.POST.get("because", "")[:200]
    context: dict[str, object] = {"form": form, "alike_at": customer.pk, "because": because}
    if request.method == "POST" and form.is_valid():
        try:
            name = _add_or_use(request, customer, form, because)
        except BadInput as error:
            form.add_error(_place_of(form, error), error.sentence)
        except Conflict as error:  # one like them is known already
            form.add_error(None, error.sentence)
            context |= error.data
        else:
            messages.success(request, _("%(name)s is added.") % {"name": name})
            mention_unclear(request, form.channels)
            return redirect("site:customer_tab", customer_pk, "people")
    context |= {"back": _to_people(customer), "title": _("New contact")}
    return page(request, "people/form.html", context, status=_status(request, form))


def _add_or_use(request: MemberRequest, customer: Customer, form: ShortForm, because: str) -> str:
    """Add who was typed, or have somebody work here who is known already; their name."""
    used = request.POST.get("use", "")
    if used.isdecimal():
        position = arrivals.use_instead(
            actor=request.user, contact_id=int(used[:18]), customer_id=customer.pk, channels=form.channels,
            position=form.place,
        )  # fmt: skip
        return position.contact.name
    added = arrivals.add_new(
        actor=request.user, customer_id=customer.pk, facts=form.facts, channels=form.channels,
        position=form.place, own=form.own, because=because,
    )  # fmt: skip
    return added.name


@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a person; what was typed is kept when somebody else was faster."""
    found = queries.contact_for(request.user, pk)
    contact_policy.check(request.user, Verb.EDIT, found)
    form = ContactForm(_typed(request), actor=request.user, instance=found, country=_country(found))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change(
                actor=request.user, contact_id=pk, version=version, facts=form.facts, channels=form.channels,
                own=form.own,
            )  # fmt: skip
        except BadInput as error:
            form.add_error(_place_of(form, error), error.sentence)
        except Conflict as error:
            return _choose(request, form, error)
        else:
            messages.success(request, _("The change is saved."))
            mention_unclear(request, form.channels)
            return redirect("people:contact", pk)
    context = {"form": form, "contact": found, "title": _("Edit contact")}
    return page(request, "people/edit.html", context, status=_status(request, form))


def _place_of(form: ContactForm | ShortForm, error: BadInput) -> str | None:
    """The field that an error is about; None where the form has none such."""
    named = str(error.data.get("field", ""))
    return named if named in form.fields else None


def _country(found: Contact) -> str:
    """Where a contact's numbers are dialled: in the country of the customer they work at."""
    seen: list[Position] = getattr(found, "seen_positions", [])
    return next((one.customer.country for one in seen if one.customer.country), "")


def _choose(request: MemberRequest, typed: ContactForm, error: Conflict) -> HttpResponse:
    """Both texts side by side: the second writer chooses."""
    stored = queries.contact_for(request.user, typed.instance.pk)
    return merge_page(
        request,
        typed=typed,
        stored=ContactForm(actor=request.user, instance=stored),
        hidden={"version": str(stored.version)},
        sentence=error.sentence,
        back=reverse("people:contact", args=[stored.pk]),
    )


@require_http_methods(["GET", "POST"])
def place(request: MemberRequest, pk: int) -> HttpResponse:
    """The person works at another customer too."""
    found = queries.contact_for(request.user, pk)
    contact_policy.check(request.user, Verb.EDIT, found)
    form = PlaceForm(_typed(request), actor=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            customer = form.cleaned_data["customer"]
            actions.place_at(
                actor=request.user, contact_id=pk, customer_id=customer.pk, facts=form.facts
            )
        except BadInput as error:
            form.add_error("customer", error.sentence)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("people:contact", pk)
    back = Shown(found.name, reverse("people:contact", args=[pk]))
    context = {"form": form, "back": back, "title": _("Works at another customer too")}
    return page(request, "people/form.html", context, status=_status(request, form))


@require_http_methods(["GET", "POST"])
def position(request: MemberRequest, pk: int) -> HttpResponse:
    """Title, department, role and superior at one customer."""
    found = _position(request, pk)
    colleagues = queries.colleagues_of(request.user, found)
    form = PositionForm(_typed(request), instance=found, colleagues=colleagues)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change_position(
                actor=request.user, position_id=pk, version=version, facts=form.facts
            )
        except BadInput as error:
            form.add_error("reports_to", error.sentence)
        except Conflict as error:
            return _choose_position(request, form, error)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("site:customer_tab", found.customer_id, "people")
    context = {"form": form, "back": _to_people(found.customer), "title": found.contact.name}
    return page(request, "people/form.html", context, status=_status(request, form))


def _position(request: MemberRequest, pk: int) -> Position:
    """A position that one may write; Refused or not found otherwise."""
    found = queries.position_for(request.user, pk)
    insist(position_policy.may(request.user, Verb.EDIT, found))
    return found


def _choose_position(request: MemberRequest, typed: PositionForm, error: Conflict) -> HttpResponse:
    stored = queries.position_for(request.user, typed.instance.pk)
    colleagues = queries.colleagues_of(request.user, stored)
    return merge_page(
        request,
        typed=typed,
        stored=PositionForm(instance=stored, colleagues=colleagues),
        hidden={"version": str(stored.version)},
        sentence=error.sentence,
        back=reverse("people:contact", args=[stored.contact_id]),
    )


@require_http_methods(["GET", "POST"])
def leave(request: MemberRequest, pk: int) -> HttpResponse:
    """Somebody works there no more."""
    found = _position(request, pk)
    form = LeaveForm(_typed(request), initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        actions.leave(actor=request.user, position_id=pk, **form.cleaned_data)
        messages.success(request, _("%(name)s works there no more.") % {"name": found.contact.name})
        return redirect("site:customer_tab", found.customer_id, "people")
    title = _("%(name)s leaves %(customer)s") % {"name": found.contact, "customer": found.customer}
    context = {"form": form, "back": _to_people(found.customer), "title": title}
    return page(request, "people/form.html", context, status=_status(request, form))


@require_POST
def come_back(request: MemberRequest, pk: int) -> HttpResponse:
    """They work there again."""
    found = actions.come_back(actor=request.user, position_id=_position(request, pk).pk)
    return redirect("site:customer_tab", found.customer_id, "people")


@require_POST
def primary(request: MemberRequest, pk: int) -> HttpResponse:
    """The person to turn to first."""
    found = actions.make_primary(actor=request.user, position_id=_position(request, pk).pk)
    return redirect("site:customer_tab", found.customer_id, "people")


@require_http_methods(["GET", "POST"])
def delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Into the bin, with a reason."""
    found = queries.contact_for(request.user, pk)
    contact_policy.check(request.user, Verb.DELETE, found)
    form = DeleteForm(_typed(request))
    if request.method == "POST" and form.is_valid():
        contact_bin.delete(actor=request.user, contact_id=pk, reason=form.cleaned_data["reason"])
        messages.success(request, _("%(name)s is in the bin.") % {"name": found.name})
        return redirect("people:bin")
    context = {"form": form, "contact": found, "title": _("Delete contact")}
    return page(request, "people/delete.html", context, status=_status(request, form))


@require_http_methods(["GET", "POST"])
def consent(request: MemberRequest, pk: int) -> HttpResponse:
    """Note a consent, or that it was taken back."""
    found = queries.contact_for(request.user, pk)
    contact_policy.check(request.user, Verb.EDIT, found)
    form = ConsentForm(_typed(request), initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        note_consent(actor=request.user, contact_id=pk, **form.cleaned_data)
        messages.success(request, _("The change is saved."))
        return redirect("people:contact", pk)
    back = Shown(found.name, reverse("people:contact", args=[pk]))
    context = {"form": form, "back": back, "title": _("Note a consent")}
    return page(request, "people/form.html", context, status=_status(request, form))


@require_GET
def bin_page(request: MemberRequest) -> HttpResponseBase:
    """What lies in the bin, the newest first."""
    require(request.user, CONTACTS, Verb.DELETE)
    rows = contact_policy.binned(request.user, verb_asked(request, CONTACTS))
    listing = replace(BIN, may_export=bool(may(request.user, CONTACTS, Verb.EXPORT)))
    return listing.respond(request, rows, "people/bin.html", {"title": _("Bin: contacts")})


@require_POST
def restore(request: MemberRequest, pk: int) -> HttpResponse:
    """Out of the bin, as they were."""
    require(request.user, CONTACTS, Verb.DELETE)
    found = contact_bin.restore(actor=request.user, contact_id=pk)
    messages.success(
        request, _("%(name)s is back, with everything attached.") % {"name": found.name}
    )
    return redirect("people:contact", pk)


def _to_people(customer: Customer) -> Shown:
    """The people tab of a customer, as the way back."""
    return Shown(customer.name, reverse("site:customer_tab", args=[customer.pk, "people"]))


def _typed(request: HttpRequest) -> QueryDict | None:
    """What was sent; None for a form that is only opened."""
    return request.POST if request.method == "POST" else None


def _status(request: HttpRequest, form: object) -> int:
    return 422 if request.method == "POST" and getattr(form, "errors", None) else 200
