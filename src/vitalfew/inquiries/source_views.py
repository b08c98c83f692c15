"""The company's own sources beside the fixed ones.

The customer-management office opens this before a fair or a campaign; next it makes a form or a rule for the source.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.access.api import Verb, require
from vitalfew.customers.api import OwnSource, Source, own_sources
from vitalfew.identity.api import MemberRequest
from vitalfew.inquiries import sources
from vitalfew.inquiries.policies import INQUIRIES
from vitalfew.inquiries.rule_forms import SourceForm
from vitalfew.inquiries.words import Via
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.web.api import keep_what_was_opened, merge_page, page


@require_GET
def every(request: MemberRequest) -> HttpResponse:
    """All sources, one's own first."""
    require(request.user, INQUIRIES, Verb.CONFIGURE)
    doors = {one.value: one.label for one in Via}
    own = [(one, doors.get(Via(one.intake)) if one.intake else "") for one in own_sources()]
    return page(request, "inquiries/sources.html", {"own": own, "fixed": [s.label for s in Source]})


@require_http_methods(["GET", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """A new source."""
    require(request.user, INQUIRIES, Verb.CONFIGURE)
    return _edit(request, OwnSource())


@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Another name or place; in use or not."""
    return _edit(request, sources.source_for(request.user, pk))


def _edit(request: MemberRequest, source: OwnSource) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    form, name = SourceForm(typed, instance=source), source.name
    if source.pk:
        keep_what_was_opened(form)
    if request.method == "POST" and form.is_valid():
        try:
            sources.save_source(actor=request.user, form=form)
        except Conflict as error:
            return _choose(request, form, source.pk, error)
        messages.success(request, _("The change is saved."))
        return redirect("inquiries:sources")
    status = 422 if form.is_bound else 200
    context = {"form": form, "source": source, "name": name}
    return page(request, "inquiries/source.html", context, status=status)


def _choose(request: MemberRequest, typed: SourceForm, pk: int, error: Conflict) -> HttpResponse:
    stored = sources.source_for(request.user, pk)
    return merge_page(
        request,
        typed=typed,
        stored=SourceForm(instance=stored),
        hidden={"version": str(stored.version)},
        sentence=error.sentence,
        back=reverse("inquiries:sources"),
    )


@require_POST
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    """A source by which nothing came goes; one in use stays, with the sentence why."""
    try:
        sources.remove_source(actor=request.user, pk=pk)
    except BadInput as error:
        messages.error(request, error.sentence)
        return redirect("inquiries:source", pk)
    messages.success(request, _("The source is gone."))
    return redirect("inquiries:sources")
