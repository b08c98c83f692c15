"""One's own webhooks.

Who opens this: somebody who connects another program, or who wonders why it was not told. They look at the last calls,
try one, copy the secret over there, once; next they are done here for months.
"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.identity.api import MemberRequest
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.web.api import asks_for_secret, merge_page, page
from vitalfew.webhooks import actions
from vitalfew.webhooks.forms import ChangeForm, WebhookForm, shown
from vitalfew.webhooks.policies import check_may_have, webhooks_visible_to

LATEST = 50


@asks_for_secret
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def webhooks(request: MemberRequest) -> HttpResponse:
    """One's webhooks, and the form for another one; the answer to the form is the one time its secret is shown."""
    check_may_have(request.user)
    form = WebhookForm(request.POST if request.method == "POST" else None)
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_webhook(actor=request.user, **form.cleaned_data)
            form = WebhookForm()
        except BadInput as error:
            form.add_error("url" if error.data.get("field") == "url" else None, error.sentence)
    context = {
        "form": form,
        "made": made,
        "webhooks": webhooks_visible_to(request.user).order_by("-pk"),
    }
    return page(request, "webhooks/list.html", context, status=422 if form.errors else 200)


@require_GET
def webhook(request: MemberRequest, pk: int) -> HttpResponse:
    """One webhook and its last calls, the newest first."""
    found = actions.webhook_of(request.user, pk)
    calls = found.deliveries.order_by("-happened_at", "pk")[:LATEST]
    return page(request, "webhooks/webhook.html", {"webhook": found, "calls": calls})


@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Another address, other events, on or off; the second of two who change it sees both texts."""
    found = actions.webhook_of(request.user, pk)
    form = ChangeForm(request.POST if request.method == "POST" else None, initial=shown(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(actor=request.user, pk=pk, **form.cleaned_data)
        except Conflict as error:
            return _choose(request, form, pk, error)
        except BadInput as error:
            form.add_error("url" if error.data.get("field") == "url" else None, error.sentence)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("webhooks:webhook", pk)
    context = {"form": form, "webhook": found}
    return page(request, "webhooks/edit.html", context, status=422 if form.errors else 200)


def _choose(request: MemberRequest, typed: ChangeForm, pk: int, error: Conflict) -> HttpResponse:
    stored = actions.webhook_of(request.user, pk)
    return merge_page(
        request,
        typed=typed,
        stored=ChangeForm(initial=shown(stored)),
        hidden={"version": str(stored.version)},
        sentence=error.sentence,
        back=reverse("webhooks:webhook", args=[pk]),
    )


@asks_for_secret
@never_cache
@require_http_methods(["GET", "POST"])
def renew(request: MemberRequest, pk: int) -> HttpResponse:
    """A new secret, shown once, when the old one may be known to others."""
    found, made = actions.webhook_of(request.user, pk), None
    if request.method == "POST":
        made = actions.renew_secret(actor=request.user, pk=pk)
    return page(request, "webhooks/renew.html", {"webhook": found, "made": made})


@require_POST
def test(request: MemberRequest, pk: int) -> HttpResponse:
    """Make a call that tells nothing."""
    actions.send_test(actor=request.user, pk=pk)
    messages.success(request, _("A test is on its way. Load this page again in some seconds."))
    return redirect("webhooks:webhook", pk)


@require_POST
def pause(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop telling (``paused``), or go on."""
    actions.pause(actor=request.user, pk=pk, is_paused=bool(request.POST.get("paused")))
    messages.success(request, _("The change is saved."))
    return redirect("webhooks:webhook", pk)


@require_POST
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a webhook away."""
    gone = actions.remove(actor=request.user, pk=pk)
    messages.success(request, _("The webhook “%(name)s” is removed.") % {"name": gone.name})
    return redirect("webhooks:list")


@require_POST
def retry(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Try a parked call again."""
    again = actions.retry(actor=request.user, pk=pk)
    messages.success(request, _("It is tried again within a minute."))
    return redirect("webhooks:webhook", again.webhook_id)
