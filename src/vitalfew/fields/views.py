"""The fields that the company adds to its customers, contacts and inquiries.

Who opens this: the customer-management office or an administrator, when the company decides that something shall be
known of them for which there is no field yet. They decide what it is, of whom it is asked and whether it must be filled
in; next they look at it in the form.
"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.access.api import Verb, require
from vitalfew.fields import actions, changing_kind, queries
from vitalfew.fields.forms import KIND_HELP, DefinitionForm, TryForm
from vitalfew.fields.models import Definition, FieldKind
from vitalfew.fields.policies import FIELDS
from vitalfew.fields.records import Record, known_record, record_of, records
from vitalfew.identity.api import MemberRequest
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.web.api import merge_page, page


@require_GET
def fields(request: MemberRequest) -> HttpResponse:
    """All fields, and a new one of each kind."""
    require(request.user, FIELDS, Verb.CONFIGURE)
    record = _record(request)
    shown = queries.listed(request.user, record.key)
    context = {
        "record": record,
        "records": records(),
        "in_force": [one for one in shown if not one.definition.is_retired],
        "retired": [one for one in shown if one.definition.is_retired],
        "kinds": [(kind, kind.label, KIND_HELP[kind]) for kind in FieldKind],
    }
    return page(request, "fields/list.html", context)


@require_http_methods(["GET", "POST"])
def add(request: MemberRequest, kind: str) -> HttpResponse:
    """A new field of a kind."""
    require(request.user, FIELDS, Verb.CONFIGURE)
    if kind not in FieldKind.values:
        raise Http404
    record = _record(request)
    form = _form(request, Definition(record=record.key, kind=kind))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add(
                actor=request.user, of=record.key, kind=kind, choices=form.choices_typed(), **form.facts()
            )  # fmt: skip
        except BadInput as error:
            form.add_error(_place_of(form, error), error.sentence)
        else:
            messages.success(request, _("The field “%(field)s” is there.") % {"field": made})
            return _to_list(record.key)
    return _form_page(request, form)


@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a field; what was typed is kept when somebody else was faster."""
    require(request.user, FIELDS, Verb.CONFIGURE)
    found = queries.definition_for(request.user, pk)
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change(
                actor=request.user, definition_id=pk, version=version,
                choices=form.choices_typed(), **form.facts(),
            )  # fmt: skip
        except BadInput as error:
            form.add_error(_place_of(form, error), error.sentence)
        except Conflict as error:
            return _choose(request, form, error)
        else:
            messages.success(request, _("The change is saved."))
            return _to_list(found.record)
    return _form_page(request, form)


@require_POST
def retire(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for a field no longer."""
    version = _version(request)
    done = actions.retire(actor=request.user, definition_id=pk, version=version)
    messages.success(
        request,
        _("“%(field)s” is retired. Its values stay; bring it back at any time.") % {"field": done},
    )
    return _to_list(done.record)


@require_POST
def bring_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for a retired field again."""
    done = actions.bring_back(actor=request.user, definition_id=pk, version=_version(request))
    messages.success(request, _("The change is saved."))
    return _to_list(done.record)


@require_POST
def move(request: MemberRequest, pk: int) -> HttpResponse:
    """One place up or down."""
    moved = actions.move(actor=request.user, definition_id=pk, up=request.POST.get("way") == "up")
    return _to_list(moved.record)


@require_http_methods(["GET", "POST"])
def kind(request: MemberRequest, pk: int) -> HttpResponse:
    """Another kind for a field: what it would mean for its values, then the change itself."""
    require(request.user, FIELDS, Verb.CONFIGURE)
    found = queries.definition_for(request.user, pk)
    wanted = (request.POST if request.method == "POST" else request.GET).get("to", "")
    planned = changing_kind.plan(request.user, found, wanted) if wanted else None
    if request.method == "POST":
        changing_kind.change_kind(
            actor=request.user, definition_id=pk, version=_version(request), kind=wanted
        )
        messages.success(request, _("The change is saved."))
        return redirect("fields:edit", pk)
    offered = [(one, FieldKind(one).label) for one in changing_kind.kinds_from(found.kind)]
    context = {"field": found, "offered": offered, "planned": planned, "wanted": wanted}
    return page(request, "fields/kind.html", context)


@require_GET
def try_out(request: MemberRequest) -> HttpResponse:
    """What a formula gives, while it is typed."""
    require(request.user, FIELDS, Verb.CONFIGURE)
    form = TryForm(request.GET)
    context: dict[str, object] = {}
    if form.is_valid():
        places = form.cleaned_data["places"]
        try:
            found = queries.examples(
                request.user, _record(request).key, form.cleaned_data["formula"],
                2 if places is None else places,
            )  # fmt: skip
            context = {"examples": found, "is_right": True}
        except BadInput as error:
            context = {"wrong": error.sentence}
    return page(request, "fields/try.html", context, part="example")


def _record(request: MemberRequest) -> Record:
    """The kind of record that the address names; customers where it names none."""
    found = known_record(request.GET.get("of", "customer"))
    if found is None:
        raise Http404
    return found


def _to_list(record: str) -> HttpResponse:
    return redirect(f"{reverse('fields:list')}?of={record}")


def _version(request: MemberRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _form(request: MemberRequest, definition: Definition) -> DefinitionForm:
    data = request.POST if request.method == "POST" else None
    known = queries.definitions(request.user, definition.record)
    return DefinitionForm(data, instance=definition, known=known)


def _place_of(form: DefinitionForm, error: BadInput) -> str | None:
    """The field that an error is about; None where the form has none such."""
    named = str(error.data.get("field", ""))
    return named if named in form.fields else None


def _choose(request: MemberRequest, typed: DefinitionForm, error: Conflict) -> HttpResponse:
    """Both texts side by side: the second writer chooses."""
    stored = queries.definition_for(request.user, typed.instance.pk)
    return merge_page(
        request,
        typed=typed,
        stored=DefinitionForm(
            instance=stored, known=queries.definitions(request.user, stored.record)
        ),
        hidden={"version": str(stored.version)},
        sentence=error.sentence,
        back=f"{reverse('fields:list')}?of={stored.record}",
    )


def _form_page(request: MemberRequest, form: DefinitionForm) -> HttpResponse:
    found = form.instance
    context = {
        "form": form,
        "field": found,
        "record": record_of(found.record),
        "kind_label": FieldKind(found.kind).label,
        "kind_help": KIND_HELP[FieldKind(found.kind)],
        "is_formula": found.kind == FieldKind.FORMULA,
        "may_change_kind": bool(found.pk and changing_kind.kinds_from(found.kind)),
    }
    return page(request, "fields/form.html", context, status=422 if form.errors else 200)
