"""Setting a customer's account team.

Who opens this: an owner who needs a colleague for a while, or a manager who lends one. They say how far and how long;
next they are back at the customer's team.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vitalfew.access.api import insist
from vitalfew.customers import queries, team
from vitalfew.customers.forms import HelperForm, NewHelperForm
from vitalfew.customers.models import TeamMember
from vitalfew.customers.policies import may_change_team
from vitalfew.identity.api import MemberRequest
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.web.api import keep_what_was_opened, merge_page, page


@require_http_methods(["GET", "POST"])
def add(request: MemberRequest, pk: int) -> HttpResponse:
    """Somebody else for the team."""
    customer = queries.customer_for(request.user, pk)
    insist(may_change_team(request.user, customer))
    form = NewHelperForm(request.POST or None, candidates=team.candidates(request.user, customer))
    if request.method == "POST" and form.is_valid():
        try:
            team.add_to_team(
                actor=request.user, customer_id=pk, member=form.cleaned_data["member"],
                helping=form.helping(),
            )  # fmt: skip
        except BadInput as error:
            form.add_error(str(error.data["field"]), error.sentence)
        else:
            return _saved(request, pk)
    context = {"form": form, "customer": customer}
    return page(request, "customers/helper.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def helper(request: MemberRequest, pk: int, member: int) -> HttpResponse:
    """Change how somebody helps, or take them off the team (``remove``)."""
    customer = queries.customer_for(request.user, pk)
    insist(may_change_team(request.user, customer))
    row = team.helper_for(request.user, pk, member)
    form = HelperForm(request.POST or None, initial=HelperForm.of(row))
    keep_what_was_opened(form)
    if request.method == "POST" and form.is_valid():
        try:
            _do(request, pk, member, form)
        except BadInput as error:
            form.add_error(str(error.data["field"]), error.sentence)
        except Conflict as error:
            stored = team.helper_for(request.user, pk, member)
            if "remove" not in request.POST and stored.removed_at is None:
                return _choose(request, form, stored, error)
            form.add_error(None, _("Somebody changed this team meanwhile. Look at it anew."))
        else:
            return _saved(request, pk)
    context = {"form": form, "customer": customer, "helper": row}
    return page(request, "customers/helper.html", context, status=422 if form.errors else 200)


def _choose(
    request: MemberRequest, typed: HelperForm, stored: TeamMember, error: Conflict
) -> HttpResponse:
    return merge_page(
        request,
        typed=typed,
        stored=HelperForm(initial=HelperForm.of(stored)),
        hidden={"version": str(stored.version), "reason": typed.cleaned_data["reason"]},
        sentence=error.sentence,
        back=reverse("site:customer_tab", args=[stored.customer_id, "team"]),
    )


def _do(request: MemberRequest, pk: int, member: int, form: HelperForm) -> None:
    version = form.cleaned_data["version"]
    if "remove" in request.POST:
        team.take_off_team(
            actor=request.user, customer_id=pk, member_id=member, version=version,
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
    else:
        team.change_helper(
            actor=request.user, customer_id=pk, member_id=member, version=version,
            helping=form.helping(),
        )  # fmt: skip


def _saved(request: MemberRequest, pk: int) -> HttpResponse:
    messages.success(request, _("The change is saved."))
    return redirect("site:customer_tab", pk, "team")
