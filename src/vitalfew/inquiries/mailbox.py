"""The mailbox for inquiries: each mail becomes one inquiry, and stays in the mailbox with a mark.

Nothing is answered from here, so two machines cannot write to each other for ever.
"""

import imaplib
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import mktime
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from vitalfew.customers.api import Source
from vitalfew.inquiries.arriving import Arrival, take_in
from vitalfew.inquiries.letters import Letter, read_letter
from vitalfew.inquiries.models import Inquiry, MailboxLook
from vitalfew.inquiries.words import Via

SECONDS, AT_ONCE = 20, 50
MARK = "VitalFewTaken"  # the keyword on a mail that was looked at
LARGEST = 10 * 1024 * 1024
MOST_A_DAY = 20  # of one sender
log = logging.getLogger(__name__)


class MailBox(Protocol):
    """Where inquiries come in by mail, as the settings name it: ``security`` is "", "starttls" or "tls"."""

    @property
    def host(self) -> str:
        """The server."""

    @property
    def port(self) -> int:
        """Where it listens."""

    @property
    def user(self) -> str:
        """Whose mailbox."""

    @property
    def password(self) -> str:
        """What opens it."""

    @property
    def security(self) -> str:
        """How the connection is kept secret."""

    @property
    def folder(self) -> str:
        """Which folder of it."""


def take_mail() -> int:
    """Take in what is new in the mailbox of the settings; how many inquiries. What went wrong is noted, not raised."""
    box: MailBox | None = settings.INQUIRY_MAILBOX
    if box is None:
        return 0
    try:
        taken = take_from(box)
    except (OSError, imaplib.IMAP4.error) as error:
        log.warning("the mailbox for inquiries could not be read: %s", type(error).__name__)
        MailboxLook.note(0, str(error))
        return 0
    MailboxLook.note(taken, "")
    return taken


def take_from(box: MailBox) -> int:
    """Take in what is new in ``box``; raises what the connection raises. Mails are marked once they are kept."""
    taken = 0
    with opened(box) as server:
        for uid in _new(server):
            taken += _take(server, uid)
            server.uid("STORE", uid, "+FLAGS.SILENT", f"({MARK})")
    return taken


@contextmanager
def opened(box: MailBox) -> Iterator[imaplib.IMAP4]:
    """Signed in, the folder selected."""
    secure = ssl.create_default_context(cafile=settings.OUTGOING_CA or None)
    if box.security == "tls":
        server: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            box.host, box.port, ssl_context=secure, timeout=SECONDS
        )
    else:
        server = imaplib.IMAP4(box.host, box.port, timeout=SECONDS)
    try:
        if box.security == "starttls":
            server.starttls(secure)
        server.login(box.user, box.password)
        answer, told = server.select(f'"{box.folder}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(str(told[0]))
        yield server
    finally:
        server.shutdown()


def _new(server: imaplib.IMAP4) -> list[str]:
    """The first of the mails without the mark, the oldest first."""
    _answer, found = server.uid("SEARCH", f"UNKEYWORD {MARK}")
    return [uid.decode() for uid in (found[0] or b"").split()][:AT_ONCE]


def _take(server: imaplib.IMAP4, uid: str) -> int:
    size, arrived = _facts(server, uid)
    part = "BODY.PEEK[]" if size <= LARGEST else "BODY.PEEK[HEADER]"
    _answer, found = server.uid("FETCH", uid, f"({part})")
    raw = next((one[1] for one in found if isinstance(one, tuple)), b"")
    with override(settings.LANGUAGE_CODE):
        letter = read_letter(raw)
        if size > LARGEST:
            note = _("This mail is very large: open it in the mailbox.")
            letter = replace(letter, wish=f"{letter.wish}\n\n{note}"[:4000])
    return int(keep(letter, arrived))


def _facts(server: imaplib.IMAP4, uid: str) -> tuple[int, datetime]:
    """How large a mail is, and when it arrived."""
    _answer, found = server.uid("FETCH", uid, "(RFC822.SIZE INTERNALDATE)")
    told = found[0] if found and isinstance(found[0], bytes) else b""
    numbers = told.partition(b"RFC822.SIZE ")[2].split()
    size = int(numbers[0].rstrip(b")")) if numbers and numbers[0].rstrip(b")").isdigit() else 0
    moment = imaplib.Internaldate2tuple(told)
    arrived = datetime.fromtimestamp(mktime(moment), UTC) if moment else timezone.now()
    return size, min(arrived, timezone.now())


@transaction.atomic
def keep(letter: Letter, arrived: datetime) -> bool:
    """Make an inquiry of a letter, once; False for what no person wrote, what came before, and floods."""
    if letter.is_automatic or not letter.mail or letter.mail.lower() == _own_address():
        return False
    if Inquiry.everything.filter(receipt=letter.receipt).exists() or _is_flood(letter):
        return False
    arrival = Arrival(Via.MAIL, Source.MAIL, received_at=arrived, receipt=letter.receipt)
    take_in(
        actor=None, arrival=arrival,
        facts={"name": letter.name, "mail": letter.mail, "wants": letter.wish},
    )  # fmt: skip
    return True


def _own_address() -> str:
    text = str(settings.DEFAULT_FROM_EMAIL)
    return text.rpartition("<")[2].rstrip(">").lower()


def _is_flood(letter: Letter) -> bool:
    """Whether this sender has written very often today: two machines may have found each other."""
    since = timezone.now() - timedelta(days=1)
    before = Inquiry.everything.filter(via=Via.MAIL, mail__iexact=letter.mail, created_at__gt=since)
    return before.count() >= MOST_A_DAY
