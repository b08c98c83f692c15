"""Django's own mail goes the same way: whatever calls ``django.core.mail`` writes into the outbox."""

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from vitalfew.outbox.actions import send_mail


class OutboxBackend(BaseEmailBackend):
    """Puts mails into the outbox, in the caller's transaction."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many were put there."""
        for mail in email_messages:
            if mail.attachments:
                raise ValueError("the outbox carries no attachments yet")
            send_mail(
                to=mail.recipients(),
                subject=str(mail.subject),
                body=str(mail.body),
                html=_html(mail),
                sender=mail.from_email,
            )
        return len(email_messages)


def _html(mail: EmailMessage) -> str:
    if not isinstance(mail, EmailMultiAlternatives):
        return ""
    found = (content for content, kind in mail.alternatives if kind == "text/html")
    return str(next(found, ""))
