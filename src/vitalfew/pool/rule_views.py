"""Rules by which customers go into a pool.

Who opens this: the customer-management office, when customers lie with owners who do nothing for them. It says
after how many days of silence which customers go, runs the rule, looks at the plan with
its names, and confirms it or not.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.access.api import Verb, require
from vitalfew.identity.api import MemberRequest
from vitalfew.kernel.errors import Conflict
from vitalfew.pool import queries, setting
from vitalfew.pool.forms import RuleForm
from vitalfew.pool.policies import POOL
from vitalfew.pool.recycling import plan_recycling
from vitalfew.web.api import keep_what_was_opened, merge_page, page


@require_GET
def rules(request: MemberRequest) -> HttpResponse:
    """Every rule."""
    require(request.user, POOL, Verb.CONFIGURE)
    return page(request, "pool/rules.html", {"rules": queries.rules(request.user)})


@require_http_methods(["GET", "POST"])
def rule(request: MemberRequest, pk: int | None = None) -> HttpResponse:
    """A new rule, or another text of one."""
    require(request.user, POOL, Verb.CONFIGURE)
    found = queries.rule_for(request.user, pk) if pk else None
    form = RuleForm(request.POST or None, actor=request.user, instance=found)
    keep_what_was_opened(form)
    if request.method == "POST" and form.is_valid():
        try:
            setting.set_rule(actor=request.user, **form.given())
        except Conflict as error:
            return _choose(request, form, pk or 0, error)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("pool:rules")
    context = {"form": form, "rule": found}
    return page(request, "pool/rule_form.html", context, status=422 if form.errors else 200)


def _choose(request: MemberRequest, typed: RuleForm, pk: int, error: Conflict) -> HttpResponse:
    stored = RuleForm(actor=request.user, instance=queries.rule_for(request.user, pk))
    return merge_page(
        request,
        typed=typed,
        stored=stored,
        hidden={"version": str(stored.instance.version)},
        sentence=error.sentence,
        back=reverse("pool:rules"),
    )


@require_POST
def rule_run(request: MemberRequest, pk: int) -> HttpResponse:
    """What the rule would recycle today, as a plan to look at."""
    plan = plan_recycling(actor=request.user, rule_id=pk)
    return redirect("jobs:plan", plan.pk)


@require_POST
def rule_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Drop a rule."""
    setting.remove_rule(actor=request.user, rule_id=pk)
    messages.success(request, _("The change is saved."))
    return redirect("pool:rules")
