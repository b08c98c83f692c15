"""Setting up pools and caps.

Who opens this: the customer-management office, when it decides who works on which unowned customers and how many
anybody may hold. They write it down; next they are back at the list of pools.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.access.api import Verb, require
from vitalfew.identity.api import MemberRequest
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.pool import queries, setting
from vitalfew.pool.forms import CapForm, PoolForm
from vitalfew.pool.policies import POOL
from vitalfew.web.api import keep_what_was_opened, merge_page, page


@require_http_methods(["GET", "POST"])
def pool(request: MemberRequest, pk: int | None = None) -> HttpResponse:
    """A new pool, or how one is set up."""
    require(request.user, POOL, Verb.CONFIGURE)
    found = queries.pool_for(request.user, pk) if pk else None
    form = PoolForm(request.POST or None, actor=request.user, instance=found)
    keep_what_was_opened(form)
    if request.method == "POST" and form.is_valid():
        try:
            saved = setting.set_pool(actor=request.user, **form.given())
        except Conflict as error:
            stored = PoolForm(actor=request.user, instance=queries.pool_for(request.user, pk or 0))
            return _choose(request, form, stored, error)
        except BadInput as error:
            _tell(form, error)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("pool:show", saved.pk)
    context = {"form": form, "pool": found}
    return page(request, "pool/pool_form.html", context, status=422 if form.errors else 200)


@require_GET
def caps(request: MemberRequest) -> HttpResponse:
    """How many customers anybody may own."""
    require(request.user, POOL, Verb.CONFIGURE)
    return page(request, "pool/caps.html", {"caps": queries.caps(request.user)})


@require_http_methods(["GET", "POST"])
def cap(request: MemberRequest, pk: int | None = None) -> HttpResponse:
    """A new cap, or another number."""
    require(request.user, POOL, Verb.CONFIGURE)
    found = queries.cap_for(request.user, pk) if pk else None
    form = CapForm(request.POST or None, actor=request.user, instance=found)
    keep_what_was_opened(form)
    if request.method == "POST" and form.is_valid():
        try:
            setting.set_cap(actor=request.user, **form.given())
        except Conflict as error:
            stored = CapForm(actor=request.user, instance=queries.cap_for(request.user, pk or 0))
            return _choose(request, form, stored, error)
        except BadInput as error:
            _tell(form, error)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("pool:caps")
    context = {"form": form, "cap": found}
    return page(request, "pool/cap_form.html", context, status=422 if form.errors else 200)


@require_POST
def cap_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Lift a cap."""
    setting.remove_cap(actor=request.user, cap_id=pk)
    messages.success(request, _("The change is saved."))
    return redirect("pool:caps")


def _choose(
    request: MemberRequest,
    typed: PoolForm | CapForm,
    stored: PoolForm | CapForm,
    error: Conflict,
) -> HttpResponse:
    return merge_page(
        request,
        typed=typed,
        stored=stored,
        hidden={"version": str(stored.instance.version)},
        sentence=error.sentence,
        back=reverse("pool:list" if isinstance(typed, PoolForm) else "pool:caps"),
    )


def _tell(form: Any, error: BadInput) -> None:  # noqa: ANN401 - either of the forms
    field = error.data.get("field")
    form.add_error(field if field in form.fields else None, error.sentence)
