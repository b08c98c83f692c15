"""What leaves the house, and what could not.

Opened by administrators when somebody says that a mail did not come, or when the page shows parked ones. They read why,
put that right (an address, the mail server), and have the message tried again.
"""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from vitalfew.identity.api import MemberRequest
from vitalfew.outbox import actions, installation
from vitalfew.outbox.models import Message, MessageState
from vitalfew.outbox.policies import check_may_administer
from vitalfew.outbox.rules import REASONS
from vitalfew.web.listing import Choice, ChoiceFilter, Column, Empty, Listing, Sort


def _to(message: Message) -> str:
    return ", ".join(message.recipients)


def _why(message: Message) -> str | Promise:
    return (
        REASONS.get(message.reason, message.reason) if message.state == MessageState.PARKED else ""
    )


OUTBOX: Listing[Message] = Listing(
    key="outbox",
    columns=[
        Column("subject", gettext_lazy("Subject")),
        Column("recipients", pgettext_lazy("message", "To"), value=_to),
        Column("state", gettext_lazy("State"), template="outbox/_state.html"),
        Column("attempts", gettext_lazy("Attempts"), kind="number"),
        Column("reason", gettext_lazy("Reason"), value=_why),
        Column("created_at", gettext_lazy("Written"), kind="datetime", sort="created"),
        Column("retry", "", value=lambda message: "", template="outbox/_retry.html"),
    ],
    sorts=[Sort("created", gettext_lazy("Newest first"), "created_at")],
    filters=[
        ChoiceFilter(
            "state", gettext_lazy("State"), [Choice(v, label) for v, label in MessageState.choices]
        )
    ],
    empty=Empty(
        gettext_lazy("No message yet"),
        gettext_lazy("Invitations and other mails appear here when they are written."),
        "inbox",
    ),
)


@require_GET
def outbox(request: MemberRequest) -> HttpResponseBase:
    """All messages, the newest first, and whether they can leave."""
    check_may_administer(request.user)
    context = {
        "title": _("Outbox"),
        "has_server": settings.MAIL_SERVER is not None,
        "is_copy": installation.is_copy(),
    }
    return OUTBOX.respond(request, Message.objects.all(), "outbox/list.html", context)


@require_POST
def retry(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Try a parked message again."""
    actions.retry(actor=request.user, pk=pk)
    messages.success(request, _("It is tried again within a minute."))
    return redirect("outbox:list")


@require_POST
def release(request: MemberRequest) -> HttpResponse:
    """This is the real installation: let it send."""
    installation.release(actor=request.user)
    messages.success(request, _("This installation sends its messages from now on."))
    return redirect("outbox:list")
