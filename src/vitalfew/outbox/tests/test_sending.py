"""Against a real mail server: willing, away, slow, cut off in the middle of its answer, unwilling."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.mail import EmailMultiAlternatives
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, NotAllowed
from vitalfew.outbox import sending
from vitalfew.outbox.actions import retry
from vitalfew.outbox.api import deliver_due, send_mail
from vitalfew.outbox.backend import OutboxBackend
from vitalfew.outbox.installation import is_copy, release
from vitalfew.outbox.models import Installation, Message, MessageState
from vitalfew.outbox.rules import BACK_OFF

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class At:
    """Where the test's mail server listens."""

    port: int
    host: str = "127.0.0.1"
    user: str = ""
    password: str = ""
    security: str = ""


class Receiver:
    """What the mail server does with a message: keeps it, unless told otherwise."""

    def __init__(self) -> None:
        self.got: list[Envelope] = []
        self.answer, self.seconds, self.cut = "250 OK", 0.0, False

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name there
        """Called with a whole message."""
        await asyncio.sleep(self.seconds)
        if self.answer.startswith("250"):
            self.got.append(envelope)
        if self.cut and server.transport is not None:
            server.transport.close()
        return self.answer


@pytest.fixture
def receiver(settings: Settings, tmp_path: Path) -> Iterator[Receiver]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    behind = Receiver()
    server = Controller(behind, hostname="127.0.0.1", port=port)
    server.start()
    settings.MAIL_SERVER = At(port)
    settings.INSTALLATION_FILE = tmp_path / "installation.id"
    yield behind
    server.stop()


def wrote(subject: str = "你好", html: str = "") -> Message:
    return send_mail(to=["lin@example.org"], subject=subject, body="Welcome", html=html)


def content_of(envelope: Envelope) -> bytes:
    assert isinstance(envelope.content, bytes)
    return envelope.content


def now_due() -> None:
    Message.objects.update(due_at=timezone.now() - timedelta(seconds=1))


def test_a_message_is_sent_once(receiver: Receiver) -> None:
    message = wrote(html="<p>Welcome</p>")
    assert (deliver_due(), deliver_due()) == (1, 0)
    message.refresh_from_db()
    assert (message.state, message.body, message.attempts) == (MessageState.SENT, "", 1)
    (envelope,) = receiver.got
    text = content_of(envelope).decode()
    assert f"Message-ID: <{message.pk}@" in text
    assert "Auto-Submitted: auto-generated" in text
    assert envelope.rcpt_tos == ["lin@example.org"]


def test_what_is_not_committed_is_not_sent(receiver: Receiver) -> None:
    with transaction.atomic():
        wrote()
        transaction.set_rollback(True)
    assert deliver_due() == 0


@pytest.mark.fault("C9")
def test_two_workers_send_a_hundred_messages_once_each(receiver: Receiver) -> None:
    for number in range(100):
        wrote(subject=f"No. {number}")

    def work() -> None:
        while deliver_due():
            pass
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(receiver.got) == 100
    assert Message.objects.filter(state=MessageState.SENT, attempts=1).count() == 100


def test_a_server_that_is_away_is_tried_ever_more_slowly_and_then_given_up(
    receiver: Receiver, settings: Settings
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.MAIL_SERVER = At(nobody.getsockname()[1])
        message = wrote()
        for pause in BACK_OFF:
            before = timezone.now()
            assert deliver_due() == 1
            message.refresh_from_db()
            assert message.state == MessageState.WAITING
            assert pause <= message.due_at - before < pause + timedelta(seconds=20)
            now_due()
        deliver_due()
    message.refresh_from_db()
    assert (message.state, message.reason) == (MessageState.PARKED, "unreachable")
    assert "Connection" in message.detail


@pytest.mark.parametrize("answer", ["450 mailbox busy", "451 try later", "421 too many"])
def test_not_now_is_tried_again(receiver: Receiver, answer: str) -> None:
    receiver.answer = answer
    message = wrote()
    deliver_due()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.WAITING, 1)
    receiver.answer = "250 OK"
    now_due()
    deliver_due()
    assert len(receiver.got) == 1


@pytest.mark.parametrize("answer", ["550 no such user", "552 too large", "554 refused"])
def test_never_is_parked_at_once_with_the_server_s_words(receiver: Receiver, answer: str) -> None:
    receiver.answer = answer
    message = wrote()
    deliver_due()
    message.refresh_from_db()
    assert (message.state, message.reason) == (MessageState.PARKED, "refused")
    assert answer[:3] in message.detail


def test_a_slow_server_is_left_and_tried_again(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "TIMEOUT_SECONDS", 0.5)
    receiver.seconds = 1.5
    message = wrote()
    begun = time.monotonic()
    deliver_due()
    assert time.monotonic() - begun < 5
    message.refresh_from_db()
    assert (message.state, message.interruptions) == (MessageState.WAITING, 1)


def test_cut_off_in_the_middle_of_the_answer_it_goes_out_twice_at_most(receiver: Receiver) -> None:
    receiver.cut = True
    message = wrote()
    for _ in range(4):
        deliver_due()
        now_due()
    message.refresh_from_db()
    assert (message.state, message.reason) == (MessageState.PARKED, "interrupted")
    assert len(receiver.got) == 2  # accepted both times; we were never told
    ids = {
        line
        for got in receiver.got
        for line in content_of(got).splitlines()
        if b"Message-ID" in line
    }
    assert len(ids) == 1


@pytest.mark.fault("D2")
def test_a_worker_that_died_while_sending_is_followed_by_one_more_attempt(
    receiver: Receiver,
) -> None:
    message = wrote()
    Message.objects.update(state=MessageState.SENDING, attempts=1)  # claimed; its lock is gone
    assert deliver_due() == 1
    assert len(receiver.got) == 1
    Message.objects.update(state=MessageState.SENDING, interruptions=1)
    deliver_due()
    message.refresh_from_db()
    assert (message.state, message.reason) == (MessageState.PARKED, "interrupted")
    assert len(receiver.got) == 1


def test_a_message_that_another_worker_is_sending_is_left_to_it(receiver: Receiver) -> None:
    message = wrote()
    Message.objects.update(state=MessageState.SENDING, attempts=1)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"message {message.pk}"]
        )
        assert deliver_due() == 0
    other.close()
    assert deliver_due() == 1


def test_a_restored_copy_sends_nothing_before_somebody_says_so(
    receiver: Receiver, administrator: Member, salesperson: Member
) -> None:
    wrote()
    Installation.objects.update(name="another house")
    assert is_copy()
    assert deliver_due() == 0
    with pytest.raises(NotAllowed):
        release(actor=salesperson)
    release(actor=administrator)
    assert deliver_due() == 1


def test_a_restored_database_whose_file_was_taken_away_is_a_copy_too(
    receiver: Receiver, settings: Settings
) -> None:
    wrote()
    settings.INSTALLATION_FILE.unlink()
    assert deliver_due() == 0
    assert is_copy()


def test_without_a_mail_server_messages_wait(receiver: Receiver, settings: Settings) -> None:
    settings.MAIL_SERVER = None
    wrote()
    assert deliver_due() == 0
    assert Message.objects.get().attempts == 0


def test_a_parked_message_is_tried_again_when_an_administrator_asks(
    receiver: Receiver, administrator: Member
) -> None:
    receiver.answer = "550 no such user"
    message = wrote()
    deliver_due()
    receiver.answer = "250 OK"
    retry(actor=administrator, pk=message.pk)
    assert deliver_due() == 1
    assert len(receiver.got) == 1


@pytest.mark.fault("B16")
@pytest.mark.parametrize("subject", ["Hello\nBcc: all@example.org", "a\rb", "a\x00b"])
def test_nobody_adds_headers_through_a_subject(receiver: Receiver, subject: str) -> None:
    with pytest.raises(BadInput):
        wrote(subject=subject)


def test_django_s_own_mail_goes_the_same_way(receiver: Receiver) -> None:
    mail = EmailMultiAlternatives("Hi", "text", "a@example.org", ["b@example.org"])
    mail.attach_alternative("<p>text</p>", "text/html")
    assert OutboxBackend(alias="default").send_messages([mail]) == 1
    deliver_due()
    assert b"<p>text</p>" in content_of(receiver.got[0])


def test_the_list_shows_why_and_offers_another_attempt(receiver: Receiver, manager: Client) -> None:
    receiver.answer = "550 no such user"
    message = wrote()
    deliver_due()
    page = manager.get("/outbox/").content.decode()
    assert "refused it for good" in page
    assert f"/outbox/{message.pk}/retry/" in page
    assert "Welcome" not in page
