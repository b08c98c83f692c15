"""Writing messages, and trying parked ones again."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.audit.api import record
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict, NotFound
from vitalfew.outbox.installation import is_at_home
from vitalfew.outbox.models import Message, MessageState
from vitalfew.outbox.policies import check_may_administer


def send_mail(
    *,
    to: list[str],
    subject: str,
    body: str,
    html: str = "",
    actor: Member | None = None,
    sender: str = "",
) -> Message:
    """Put a mail into the outbox; the worker sends it once the caller's transaction is committed.

    BadInput when the subject or an address holds a line break: that would add headers of somebody's choice.
    """
    for text in (subject, sender, *to):
        # All that Python takes for the end of a line: it would refuse to send such a header.
        if "\x00" in text or len(f"{text}.".splitlines()) > 1:
            raise BadInput(
                "line_break_in_header", _("An address or a subject is one line of text.")
            )
    is_at_home()  # the first message gives a new database its name
    return Message.objects.create(
        recipients=to, subject=subject, body=body, html=html, actor=actor,
        sender=sender or settings.DEFAULT_FROM_EMAIL,
    )  # fmt: skip


@transaction.atomic
def retry(*, actor: Member, pk: UUID) -> Message:
    """Try a parked message again, from the first attempt."""
    check_may_administer(actor)
    message = Message.objects.select_for_update().filter(pk=pk).first()
    if message is None:
        raise NotFound("no_such_message", _("There is no such message. Look at the list."))
    if message.state != MessageState.PARKED:
        raise Conflict("not_parked", _("This message is on its way or has been sent already."))
    message.state, message.due_at = MessageState.WAITING, timezone.now()
    message.attempts = message.interruptions = 0
    message.save()
    record(actor=actor, verb="outbox.retry", subject=f"message:{message.pk}")
    return message
