"""Departments, people and roles: who is where, who may what.

Administrators open these when somebody comes, moves, is away or leaves, and when a refusal named them: they look up
what a person may, give or take a role, and go back. Nobody else has these pages.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.access import actions, queries, roles
from vitalfew.access.errors import ChangedMeanwhile, NotThere
from vitalfew.access.forms import (
    CopyForm,
    DepartmentForm,
    DeputyForm,
    GiveForm,
    PlaceForm,
    RoleForm,
)
from vitalfew.access.limits import limited_fields
from vitalfew.access.models import Role
from vitalfew.access.modules import ORGANISATION
from vitalfew.access.policies import require
from vitalfew.access.roles import RoleRef
from vitalfew.access.rules import Verb
from vitalfew.identity.api import Member, MemberRequest
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.web.api import merge_page, opened_values, page


@require_http_methods(["GET", "POST"])
def departments(request: MemberRequest) -> HttpResponse:
    """The tree, and the form for another department."""
    rows = queries.departments(request.user)
    form = DepartmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            actions.add_department(actor=request.user, name=typed["name"], parent=typed["parent"])
        except BadInput as error:
            form.add_error("name", error.sentence)
        else:
            return redirect("access:departments")
    context = {"departments": rows, "form": form, "here": "departments"}
    return page(request, "access/departments.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
def department(request: MemberRequest, pk: int) -> HttpResponse:
    """One department: its name, place and manager, and who is in it."""
    found = queries.department_for(request.user, pk)
    form = DepartmentForm(request.POST or None, department=found)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data | {"version": form.cleaned_data["version"] or 0}
        try:
            actions.change_department(actor=request.user, department_id=pk, **typed)
        except ChangedMeanwhile as error:
            now = queries.department_for(request.user, pk)
            return merge_page(
                request, typed=form, stored=DepartmentForm(department=now),
                hidden={"version": str(now.version)}, sentence=error.sentence,
                back=reverse("access:departments"),
            )  # fmt: skip
        except (BadInput, Conflict) as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("access:departments")
    context = {
        "department": found,
        "form": form,
        "posts": queries.people_in(request.user, found),
        "here": "departments",
    }
    return page(request, "access/department.html", context, status=_status(form))


@require_POST
def department_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take away an empty department."""
    actions.remove_department(actor=request.user, department_id=pk)
    return redirect("access:departments")


@require_GET
def people(request: MemberRequest) -> HttpResponse:
    """Every member with department and roles."""
    context = {"people": queries.people(request.user), "here": "people"}
    return page(request, "access/people.html", context)


@require_http_methods(["GET", "POST"])
def person(request: MemberRequest, pk: int) -> HttpResponse:
    """One member: place in the company, roles, deputies."""
    shown = queries.person_for(request.user, pk)
    form = PlaceForm(request.POST or None, member=shown.member, post=shown.post)
    if request.method == "POST" and form.is_valid():
        try:
            actions.place_member(
                actor=request.user, member=shown.member, **form.cleaned_data,
                opened=opened_values(request, form),
            )  # fmt: skip
        except BadInput as error:
            form.add_error("superior", error.sentence)
        except Conflict as error:
            post = queries.person_for(request.user, pk).post
            return merge_page(
                request, typed=form, stored=PlaceForm(member=shown.member, post=post), hidden={},
                sentence=error.sentence, back=reverse("access:person", args=[pk]),
            )  # fmt: skip
        else:
            messages.success(request, _("The change is saved."))
            return redirect("access:person", pk)
    return _person_page(request, pk, place=form)


def _person_page(
    request: MemberRequest,
    pk: int,
    *,
    place: PlaceForm | None = None,
    deputy: DeputyForm | None = None,
) -> HttpResponse:
    shown = queries.person_for(request.user, pk)
    context = {
        "shown": shown,
        "place": place or PlaceForm(member=shown.member, post=shown.post),
        "give": GiveForm(held=[ref for ref, _name in shown.roles]),
        "deputy": deputy or DeputyForm(),
        "deputies": queries.deputies_of(request.user, shown.member),
        "here": "people",
    }
    wrong = any(form is not None and form.errors for form in (place, deputy))
    return page(request, "access/person.html", context, status=422 if wrong else 200)


@require_POST
def person_roles(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a role (``give``) or withdraw one (``withdraw``)."""
    member = _member(request, pk)
    for name, verb in (("give", roles.give_role), ("withdraw", roles.withdraw_role)):
        if request.POST.get(name):
            verb(actor=request.user, member=member, role=RoleRef.read(request.POST[name]))
            return redirect("access:person", pk)
    raise NotThere


@require_POST
def person_deputies(request: MemberRequest, pk: int) -> HttpResponse:
    """Let somebody stand in, or end that (``end``)."""
    member = _member(request, pk)
    ended = request.POST.get("end", "")
    if ended.isdecimal():
        actions.end_deputy(actor=request.user, deputy_id=int(ended[:18]))
        return redirect("access:person", pk)
    form = DeputyForm(request.POST)
    if form.is_valid():
        try:
            actions.add_deputy(actor=request.user, absent=member, **form.cleaned_data)
        except BadInput as error:
            form.add_error(str(error.data["field"]), error.sentence)
        else:
            return redirect("access:person", pk)
    return _person_page(request, pk, deputy=form)


def _member(request: MemberRequest, pk: int) -> Member:
    return queries.person_for(request.user, pk).member


@require_GET
def role_list(request: MemberRequest) -> HttpResponse:
    """Every role, and how many hold it."""
    context = {"roles": queries.roles(request.user), "here": "roles"}
    return page(request, "access/roles.html", context)


@require_http_methods(["GET", "POST"])
def role(request: MemberRequest, ref: str) -> HttpResponse:
    """One role as a table of modules by verbs; the company's own can be changed here."""
    require(request.user, ORGANISATION, Verb.CONFIGURE)
    named = RoleRef.read(ref)
    own = queries.own_role_for(request.user, named)
    if own is None and request.method == "POST":
        raise NotThere
    form = None
    if own is not None:
        form = RoleForm(request.POST or None, role=named, initial=_as_stored(own))
        if request.method == "POST" and form.is_valid():
            done = _saved(request, own, form)
            if done is not None:
                return done
    context = {
        "shown": queries.role_for(request.user, named),
        "form": form,
        "copy": CopyForm(),
        "table": queries.table_of(named),
        "verbs": queries.verbs_in_use(),
        "limited": limited_fields(named),
        "here": "roles",
    }
    return page(request, "access/role.html", context, status=_status(form))


def _as_stored(role: Role) -> dict[str, object]:
    """What the form shows at first."""
    return {
        "name": role.name,
        "sentence": role.sentence,
        "version": role.version,
        "departments": queries.chosen_departments(RoleRef(pk=role.pk)),
    }


def _saved(request: MemberRequest, role: Role, form: RoleForm) -> HttpResponse | None:
    """Back to the list, or both texts where somebody was faster; None when something must be typed anew."""
    typed, named = form.cleaned_data, RoleRef(pk=role.pk)
    try:
        roles.change_role(
            actor=request.user, role_id=role.pk, version=typed["version"], name=typed["name"],
            sentence=typed["sentence"], cells=form.cells(),
        )  # fmt: skip
    except ChangedMeanwhile as error:
        role.refresh_from_db()
        return merge_page(
            request, typed=form, stored=RoleForm(role=named, initial=_as_stored(role)),
            hidden={"version": str(role.version)}, sentence=error.sentence,
            back=reverse("access:role", args=[str(named)]),
        )  # fmt: skip
    except (BadInput, Conflict) as error:
        form.add_error(None, error.sentence)
        return None
    messages.success(request, _("The change is saved."))
    return redirect("access:roles")


@require_POST
def role_copy(request: MemberRequest, ref: str) -> HttpResponse:
    """A role of the company's own that begins as a copy of this one."""
    require(request.user, ORGANISATION, Verb.CONFIGURE)
    form = CopyForm(request.POST)
    if not form.is_valid():
        raise roles.without_name()
    made = roles.copy_role(actor=request.user, of=RoleRef.read(ref), name=form.cleaned_data["name"])
    return redirect("access:role", str(RoleRef(pk=made.pk)))


@require_POST
def role_remove(request: MemberRequest, ref: str) -> HttpResponse:
    """Take away a role that nobody holds."""
    require(request.user, ORGANISATION, Verb.CONFIGURE)
    roles.remove_role(actor=request.user, role_id=RoleRef.read(ref).pk or 0)
    return redirect("access:roles")


def _status(form: object) -> int:
    return 422 if getattr(form, "errors", None) else 200
