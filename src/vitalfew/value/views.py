"""The value overview, and how value is reckoned.

Executives and the customer office open the overview to see where sales come from and how far the forecast holds;
they choose a tier or a band and go on to its customers. Administrators start a run there.
Administrators open the settings to change weights: they see who would move, then save, and a run begins; everybody
else reads there by which rule a tier came about, and who may change it.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.access.api import Verb, may
from vitalfew.identity.api import MemberRequest
from vitalfew.kernel.errors import Conflict
from vitalfew.value import actions
from vitalfew.value import overview as pages
from vitalfew.value.forms import CurrencyForm, SettingsForm
from vitalfew.value.models import ValueSettings
from vitalfew.value.policies import (
    VALUE,
    check_may_change_value,
    check_may_read_rules,
    check_may_see_overview,
)
from vitalfew.value.previewing import Preview, preview
from vitalfew.value.queries import run_for, settings_in_force, settings_of, settings_versions
from vitalfew.value.rules import COMPONENTS
from vitalfew.web.api import merge_page, page


@require_GET
def overview(request: MemberRequest) -> HttpResponse:
    """The whole base: concentration, distribution, tiers, the model and its grade."""
    check_may_see_overview(request.user)
    shown, found = pages.overview(request.user)
    return page(request, "value/overview.html", {"shown": shown, "found": found}, part="job")


@require_POST
def run(request: MemberRequest) -> HttpResponse:
    """Start a value run and show its progress."""
    job = actions.start_run(request.user)
    return redirect("jobs:detail", job.pk)


@require_http_methods(["GET", "POST"])
def settings(request: MemberRequest) -> HttpResponse:
    """Weights, with a preview of who moves; saving makes a new version and starts a run."""
    check_may_read_rules(request.user)
    base = settings_in_force()
    form = SettingsForm(request.POST if request.method == "POST" else None, base=base)
    seen: Preview | None = None
    if request.method == "POST":
        check_may_change_value(request.user)
        if form.is_valid() and request.POST.get("do") == "save":
            return _save(request, form)
        without_reason = not form.errors.keys() - {"reason"}
        seen = _preview(request, form, base) if without_reason else None
    context = {
        "form": form,
        "seen": seen,
        "base": base,
        "components": [(component, base.weights[component.name]) for component in COMPONENTS],
        "versions": settings_versions(),
        "may_change": may(request.user, VALUE, Verb.CONFIGURE),
        "run": run_for(request.user),
    }
    return page(
        request, "value/settings.html", context, part="form", status=422 if form.errors else 200
    )


def _preview(request: MemberRequest, form: SettingsForm, base: ValueSettings) -> Preview | None:
    now = run_for(request.user)
    return preview(request.user, now, form.proposal().upon(base)) if now and now.customers else None


def _save(request: MemberRequest, form: SettingsForm) -> HttpResponse:
    based_on = form.cleaned_data["based_on"]
    reason = form.cleaned_data["reason"]
    try:
        version, job = actions.save_settings(
            actor=request.user, proposal=form.proposal(), reason=reason, based_on=based_on
        )
    except Conflict as error:
        return _choose(request, form, error, "value:settings", {"do": "save", "reason": reason})
    messages.success(
        request,
        _("Version %(version)s is saved; value is being reckoned by it.")
        % {"version": version.version},
    )
    return redirect("jobs:detail", job.pk)


def _choose(
    request: MemberRequest,
    typed: SettingsForm | CurrencyForm,
    error: Conflict,
    address: str,
    hidden: dict[str, str],
) -> HttpResponse:
    """Both proposals side by side, with what both began from: the second writer chooses."""
    newest, opened = settings_in_force(), settings_of(typed.cleaned_data["based_on"])
    original = type(typed)(base=opened).initial
    return merge_page(
        request,
        typed=typed,
        stored=type(typed)(base=newest),
        original={name: str(value) for name, value in original.items()},
        hidden={"based_on": str(newest.version)} | hidden,
        sentence=error.sentence,
        back=reverse(address),
    )


@require_http_methods(["GET", "POST"])
def currency(request: MemberRequest) -> HttpResponse:
    """The company's currency and exchange rates."""
    check_may_change_value(request.user)
    base = settings_in_force()
    form = CurrencyForm(request.POST if request.method == "POST" else None, base=base)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            _version, job = actions.save_currency(actor=request.user, **typed)
        except Conflict as error:
            hidden = {"reason": typed["reason"]}
            return _choose(request, form, error, "value:currency", hidden)
        return redirect("jobs:detail", job.pk)
    return page(request, "value/currency.html", {"form": form}, status=422 if form.errors else 200)
