"""Forms for websites: set up here, with the text to put into one's own pages."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vitalfew.access.api import Verb, require
from vitalfew.identity.api import MemberRequest
from vitalfew.inquiries import configuring
from vitalfew.inquiries.models import MailboxLook, WebForm
from vitalfew.inquiries.policies import INQUIRIES
from vitalfew.inquiries.rule_forms import WebFormForm
from vitalfew.kernel.errors import Conflict
from vitalfew.web.api import keep_what_was_opened, merge_page, page


@require_GET
def forms(request: MemberRequest) -> HttpResponse:
    """All forms."""
    require(request.user, INQUIRIES, Verb.CONFIGURE)
    context = {
        "forms": WebForm.objects.order_by("name", "pk"),
        "mailbox": settings.INQUIRY_MAILBOX,
        "look": MailboxLook.objects.first(),
    }
    return page(request, "inquiries/forms.html", context)


@require_http_methods(["GET", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """A new form."""
    require(request.user, INQUIRIES, Verb.CONFIGURE)
    return _edit(request, WebForm())


@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """A form, its address, and what to put into a website."""
    return _edit(request, configuring.form_for(request.user, pk))


def _edit(request: MemberRequest, kept: WebForm) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    form = WebFormForm(typed, instance=kept)
    if kept.pk:
        keep_what_was_opened(form)
    if request.method == "POST" and form.is_valid():
        try:
            saved = configuring.save_form(actor=request.user, form=form)
        except Conflict as error:
            return _choose(request, form, kept.pk, error)
        messages.success(request, _("The change is saved."))
        return redirect("inquiries:form", saved.pk)
    address = public_address(request, kept) if kept.pk else ""
    context = {"form": form, "kept": kept, "address": address}
    return page(request, "inquiries/web_form.html", context, status=422 if form.is_bound else 200)


def public_address(request: MemberRequest, form: WebForm) -> str:
    """Where strangers find it."""
    path = reverse("ask:form", args=[form.key])
    base: str = settings.PUBLIC_ADDRESS
    return f"{base.rstrip('/')}{path}" if base else request.build_absolute_uri(path)


def _choose(request: MemberRequest, typed: WebFormForm, pk: int, error: Conflict) -> HttpResponse:
    stored = configuring.form_for(request.user, pk)
    return merge_page(
        request,
        typed=typed,
        stored=WebFormForm(instance=stored),
        hidden={"version": str(stored.version)},
        sentence=error.sentence,
        back=reverse("inquiries:forms"),
    )
