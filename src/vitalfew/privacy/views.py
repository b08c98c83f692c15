"""Personal data: what is held about somebody, taking it out, erasing them, and how long people are kept.

Opened by the customer-management office when a person asks what is known of them, or to be forgotten; next they send
the file, or watch the erasure through. The page of rules is opened now and then, to see who has been kept long enough.
"""

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.access.api import Verb, require
from vitalfew.identity.api import MemberRequest
from vitalfew.kernel.errors import Conflict
from vitalfew.privacy import actions
from vitalfew.privacy.forms import DaysForm, EraseForm
from vitalfew.privacy.gathering import as_document, gather
from vitalfew.privacy.models import Keeping, RetentionRule
from vitalfew.privacy.persons import Person, person_for
from vitalfew.privacy.policies import PRIVACY, check_may_keep
from vitalfew.privacy.retention import Due, due
from vitalfew.web.api import merge_page, opened_values, page


def _person(request: MemberRequest, verb: Verb, kind: str, key: int) -> Person:
    """Seen first, then allowed: whom one may not see is not there."""
    found = person_for(request.user, kind, key)
    require(request.user, PRIVACY, verb)
    return found


@require_GET
def person(request: MemberRequest, kind: str, key: int) -> HttpResponse:
    """Everything that is held about one person, to be read."""
    found = _person(request, Verb.EXPORT, kind, key)
    return page(request, "privacy/person.html", {"held": gather(found)})


@require_GET
def export(request: MemberRequest, kind: str, key: int) -> HttpResponse:
    """The same as a file."""
    found = _person(request, Verb.EXPORT, kind, key)
    answer = JsonResponse(
        as_document(gather(found)), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer["Content-Disposition"] = f'attachment; filename="{kind}-{key}.json"'
    return answer


@require_http_methods(["GET", "POST"])
def erase(request: MemberRequest, kind: str, key: int) -> HttpResponse:
    """What would go, and what stays; then the job."""
    found = _person(request, Verb.DELETE, kind, key)
    form = EraseForm(request.POST if request.method == "POST" else None, name=found.name)
    if request.method == "POST" and form.is_valid():
        job = actions.start_erasing(
            actor=request.user, kind=kind, key=key, ground=form.cleaned_data["ground"]
        )
        return redirect("jobs:detail", job.pk)
    context = {"held": gather(found), "form": form}
    return page(request, "privacy/erase.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def retention(request: MemberRequest) -> HttpResponse:
    """Each rule with whom it would erase today."""
    check_may_keep(request.user)
    form = DaysForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and form.cleaned_data["what"] in Keeping.values:
        try:
            actions.set_days(
                actor=request.user, **form.cleaned_data, opened=opened_values(request, form)
            )
        except Conflict as error:
            return _choose(request, form, error)
        messages.success(request, _("The change is saved."))
        return redirect("privacy:retention")
    rules = {rule.what: rule for rule in RetentionRule.objects.all()}
    lines = [(what, _dry_run(rules.get(what.value))) for what in Keeping]
    status = 422 if request.method == "POST" else 200
    return page(request, "privacy/retention.html", {"lines": lines, "form": form}, status=status)


def _choose(request: MemberRequest, typed: DaysForm, error: Conflict) -> HttpResponse:
    what = typed.cleaned_data["what"]
    rule = RetentionRule.objects.filter(what=what).first()
    return merge_page(
        request,
        typed=typed,
        stored=DaysForm(initial={"days": rule.days if rule else None}),
        hidden={"what": what},
        sentence=error.sentence,
        back=request.path,
    )


def _dry_run(rule: RetentionRule | None) -> Due | None:
    return due(rule) if rule else None


@require_POST
def retention_run(request: MemberRequest, what: str) -> HttpResponse:
    """Erase exactly those whom the page showed."""
    check_may_keep(request.user)
    if what not in Keeping.values:
        raise Http404
    shown = [int(key) for key in request.POST.getlist("key") if key.isdecimal()]
    job = actions.start_retention(actor=request.user, what=what, shown=shown)
    return redirect("jobs:detail", job.pk)
