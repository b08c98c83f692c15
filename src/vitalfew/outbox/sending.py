"""The worker's side: takes each due message, sends it, and writes down what became of it.

A message is claimed (and the claim committed) before it is sent, under a lock that dies with the worker's connection.
Killed between the server's "yes" and our own commit, a message stays "being sent" with a free lock: it is tried once
more, under the same Message-ID. So at most one copy too many can leave the house, and only then.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from vitalfew.outbox.installation import is_at_home
from vitalfew.outbox.models import Message, MessageState
from vitalfew.outbox.rules import MOST_INTERRUPTIONS, pause_after
from vitalfew.outbox.turns import give_up_turn, take_turn

TIMEOUT_SECONDS = 10
LONGEST_DETAIL = 500
AT_ONCE = 50


@dataclass(frozen=True)
class Outcome:
    """What became of one attempt: sent, refused for good, or to be tried again; ``cut_off``: it may have arrived."""

    sent: bool = False
    for_good: bool = False
    cut_off: bool = False
    detail: str = ""


def deliver_due() -> int:
    """Send everything that is due; how many messages were tried. Nothing without a mail server or away from home."""
    if settings.MAIL_SERVER is None or not is_at_home():
        return 0
    tried = 0
    while (message := _claimed()) is not None:
        try:
            _settle(message, _attempt(message))
        finally:
            _let_go(message)
        tried += 1
    return tried


@transaction.atomic
def _claimed() -> Message | None:
    """The next message, marked as being sent and locked for this connection; None when nothing is due."""
    due = Message.objects.filter(
        state__in=[MessageState.WAITING, MessageState.SENDING], due_at__lte=timezone.now()
    )
    for message in due.order_by("due_at").select_for_update(skip_locked=True)[:AT_ONCE]:
        if not _take(message):
            continue  # another worker is sending it
        if message.state == MessageState.SENDING:
            message.interruptions += 1  # its sender died: the lock was free
        if message.interruptions > MOST_INTERRUPTIONS:
            _park(message, "interrupted")
            _let_go(message)
            continue
        message.state, message.attempts = MessageState.SENDING, message.attempts + 1
        message.save(update_fields=["state", "attempts", "interruptions"])
        return message
    return None


def _take(message: Message) -> bool:
    return take_turn(f"message {message.pk}")


def _let_go(message: Message) -> None:
    give_up_turn(f"message {message.pk}")


def _attempt(message: Message) -> Outcome:
    """One conversation with the mail server."""
    begun = False
    try:
        with _server() as server:
            begun = True
            server.send_message(mail_of(message), message.sender, message.recipients)
            return Outcome(sent=True)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        return Outcome(for_good=min(codes) >= 500, detail=str(error.recipients))
    except smtplib.SMTPResponseException as error:
        return Outcome(for_good=begun and error.smtp_code >= 500, detail=str(error))
    except (smtplib.SMTPException, OSError) as error:
        return Outcome(cut_off=begun, detail=f"{type(error).__name__}: {error}")


@contextmanager
def _server() -> Iterator[smtplib.SMTP]:
    at = settings.MAIL_SERVER
    assert at is not None  # noqa: S101 - deliver_due has seen it
    context = ssl.create_default_context()
    if at.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            at.host, at.port, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(at.host, at.port, timeout=TIMEOUT_SECONDS)
    try:
        if at.security == "starttls":
            server.starttls(context=context)
        if at.user:
            server.login(at.user, at.password)
        yield server
    finally:
        server.close()


def mail_of(message: Message) -> EmailMessage:
    """The mail itself; made again, it is the same."""
    mail = EmailMessage()
    mail["Subject"], mail["From"] = message.subject, message.sender
    mail["To"] = ", ".join(message.recipients)
    mail["Date"] = message.created_at
    mail["Message-ID"] = f"<{message.pk}@{settings.MAIL_DOMAIN}>"
    mail["Auto-Submitted"] = "auto-generated"  # no answering machine shall answer it
    mail.set_content(message.body)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    return mail


@transaction.atomic
def _settle(message: Message, outcome: Outcome) -> None:
    message.detail = outcome.detail[:LONGEST_DETAIL]
    if outcome.sent:
        message.state, message.sent_at, message.detail = MessageState.SENT, timezone.now(), ""
        message.body = message.html = ""  # what is sent needs no copy here
        message.save()
        return
    message.interruptions += outcome.cut_off
    pause = pause_after(message.attempts)
    if outcome.for_good:
        _park(message, "refused")
    elif message.interruptions > MOST_INTERRUPTIONS:
        _park(message, "interrupted")
    elif pause is None:
        _park(message, "unreachable")
    else:
        message.state, message.due_at = MessageState.WAITING, timezone.now() + pause
        message.save()


def _park(message: Message, reason: str) -> None:
    message.state, message.reason = MessageState.PARKED, reason
    message.save()


def parked() -> int:
    """How many messages wait for a person."""
    return Message.objects.filter(state=MessageState.PARKED).count()
