"""What should be known of customers.

Who opens this: the customer-management office, when records turn out to lack what the work needs. It says which facts
are wanted of which customers, and how long a customer may be silent; next every customer's page says what is missing.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.access.api import Verb, require
from vitalfew.identity.api import MemberRequest
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.upkeep import actions, queries
from vitalfew.upkeep.forms import RequirementForm
from vitalfew.upkeep.policies import UPKEEP
from vitalfew.web.api import keep_what_was_opened, merge_page, page


@require_GET
def requirements(request: MemberRequest) -> HttpResponse:
    """Every rule."""
    require(request.user, UPKEEP, Verb.CONFIGURE)
    return page(request, "upkeep/list.html", {"rules": queries.requirements(request.user)})


@require_http_methods(["GET", "POST"])
def requirement(request: MemberRequest, pk: int | None = None) -> HttpResponse:
    """A new rule, or another text of one."""
    require(request.user, UPKEEP, Verb.CONFIGURE)
    found = queries.requirement_for(request.user, pk) if pk else None
    form = RequirementForm(request.POST or None, instance=found)
    keep_what_was_opened(form)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_requirement(actor=request.user, **form.given())
        except Conflict as error:
            return _choose(request, form, pk or 0, error)
        except BadInput as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("upkeep:list")
    context = {"form": form, "rule": found}
    return page(request, "upkeep/form.html", context, status=422 if form.errors else 200)


def _choose(
    request: MemberRequest, typed: RequirementForm, pk: int, error: Conflict
) -> HttpResponse:
    stored = queries.requirement_for(request.user, pk)
    return merge_page(
        request,
        typed=typed,
        stored=RequirementForm(instance=stored),
        hidden={"version": str(stored.version)},
        sentence=error.sentence,
        back=reverse("upkeep:list"),
    )


@require_POST
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for a fact no longer."""
    actions.remove_requirement(actor=request.user, requirement_id=pk)
    messages.success(request, _("The change is saved."))
    return redirect("upkeep:list")
