"""How far a role shows fields.

Administrators open it from a role when people should work with customers without seeing everything about them; next
they go back to the role.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vitalfew.access import limits, queries
from vitalfew.access.forms import FieldRulesForm
from vitalfew.access.modules import ORGANISATION
from vitalfew.access.policies import require
from vitalfew.access.roles import RoleRef
from vitalfew.access.rules import Verb
from vitalfew.identity.api import MemberRequest
from vitalfew.kernel.errors import Conflict
from vitalfew.web.api import keep_what_was_opened, merge_page, page


@require_http_methods(["GET", "POST"])
def role_fields(request: MemberRequest, ref: str) -> HttpResponse:
    """One role's rule for each field."""
    require(request.user, ORGANISATION, Verb.CONFIGURE)
    named = RoleRef.read(ref)
    shown = queries.role_for(request.user, named)
    form = FieldRulesForm(request.POST or None, limits=limits.limits_of(named))
    keep_what_was_opened(form)
    if request.method == "POST" and form.is_valid():
        return _save(request, named, form)
    context = {"shown": shown, "form": form, "here": "roles"}
    status = 422 if form.errors else 200
    return page(request, "access/role_fields.html", context, status=status)


def _save(request: MemberRequest, ref: RoleRef, form: FieldRulesForm) -> HttpResponse:
    try:
        limits.set_limits(
            actor=request.user, of=ref, limits=form.limits(),
            opened_with=form.cleaned_data["opened_with"],
        )  # fmt: skip
    except Conflict as error:
        return _choose(request, form, ref, error)
    messages.success(request, _("The change is saved."))
    return redirect("access:role", str(ref))


def _choose(
    request: MemberRequest, typed: FieldRulesForm, ref: RoleRef, error: Conflict
) -> HttpResponse:
    stored = limits.limits_of(ref)
    return merge_page(
        request,
        typed=typed,
        stored=FieldRulesForm(limits=stored),
        hidden={"opened_with": limits.written(stored)},
        sentence=error.sentence,
        back=reverse("access:role", args=[str(ref)]),
    )
