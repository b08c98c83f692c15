"""Who gets which inquiries: the rules, in the order in which they are asked.

The customer-management office opens this when somebody comes, goes or is overloaded; next it watches the list.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.access.api import Verb, require
from vitalfew.identity.api import MemberRequest
from vitalfew.inquiries import configuring
from vitalfew.inquiries.models import RoutingRule
from vitalfew.inquiries.policies import INQUIRIES
from vitalfew.inquiries.rule_forms import RuleForm
from vitalfew.kernel.errors import Conflict
from vitalfew.web.api import keep_what_was_opened, merge_page, page


@require_GET
def rules(request: MemberRequest) -> HttpResponse:
    """All rules."""
    require(request.user, INQUIRIES, Verb.CONFIGURE)
    found = RoutingRule.objects.select_related("member", "department").order_by("place", "pk")
    return page(request, "inquiries/rules.html", {"rules": found})


@require_http_methods(["GET", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """A new rule."""
    require(request.user, INQUIRIES, Verb.CONFIGURE)
    return _edit(request, RoutingRule())


@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Another condition, another target."""
    return _edit(request, configuring.rule_for(request.user, pk))


def _edit(request: MemberRequest, rule: RoutingRule) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    form = RuleForm(typed, instance=rule)
    if rule.pk:
        keep_what_was_opened(form)
    if request.method == "POST" and form.is_valid():
        try:
            configuring.save_rule(actor=request.user, form=form)
        except Conflict as error:
            return _choose(request, form, rule.pk, error)
        messages.success(request, _("The change is saved."))
        return redirect("inquiries:rules")
    status = 422 if form.is_bound else 200
    return page(request, "inquiries/rule.html", {"form": form, "rule": rule}, status=status)


def _choose(request: MemberRequest, typed: RuleForm, pk: int, error: Conflict) -> HttpResponse:
    stored = configuring.rule_for(request.user, pk)
    return merge_page(
        request,
        typed=typed,
        stored=RuleForm(instance=stored),
        hidden={"version": str(stored.version)},
        sentence=error.sentence,
        back=reverse("inquiries:rules"),
    )


@require_POST
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    """The rule goes; what it gave out stays given."""
    configuring.remove_rule(actor=request.user, pk=pk)
    messages.success(request, _("The rule is gone."))
    return redirect("inquiries:rules")
