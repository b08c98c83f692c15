"""Mails become inquiries, once, whatever they look like; machines that write get none, and nobody is answered."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.utils import timezone
from pytest_django import Settings

from vitalfew.inquiries import mailbox
from vitalfew.inquiries.letters import read_letter
from vitalfew.inquiries.mailbox import MARK, keep, opened, take_from, take_mail
from vitalfew.inquiries.models import Inquiry, MailboxLook
from vitalfew.inquiries.tests.dovecot import IS_HERE, Box, running
from vitalfew.outbox.models import Message

pytestmark = pytest.mark.django_db
real = pytest.mark.skipif(not IS_HERE, reason="Debian's dovecot-imapd is not installed")


def mail(text: str = "Two lathes, please", **headers: str) -> EmailMessage:
    message = EmailMessage()
    told = {
        "From": "Anna Schmidt <anna@example.com>",
        "Subject": "Lathes",
        "Message-ID": "<1@example.com>",
    }
    for name, value in {**told, **{n.replace("_", "-"): v for n, v in headers.items()}}.items():
        message[name] = value
    message.set_content(text)
    return message


@pytest.fixture(scope="module")
def server() -> Iterator[Box]:
    with running() as box:
        yield box


@pytest.fixture
def box(server: Box) -> Box:
    with opened(server) as cleaner:
        cleaner.uid("STORE", "1:*", "+FLAGS", r"(\Deleted)")
        cleaner.expunge()
    return server


@real
def test_a_mail_becomes_one_inquiry_and_stays_in_the_mailbox(box: Box) -> None:
    box.deliver(bytes(mail()), "a")
    assert take_from(box) == 1
    assert take_from(box) == 0
    inquiry = Inquiry.objects.get()
    assert (inquiry.name, inquiry.mail, inquiry.via, inquiry.source) == (
        "Anna Schmidt", "anna@example.com", "mail", "mail",
    )  # fmt: skip
    assert inquiry.wants == "Lathes\n\nTwo lathes, please"
    assert timezone.now() - inquiry.received_at < timedelta(minutes=5)
    with opened(box) as looker:
        _answer, found = looker.uid("SEARCH", f"KEYWORD {MARK}", "UNSEEN")
        assert len(found[0].split()) == 1  # people still see it as unread
    assert Message.objects.count() == 0


@real
def test_the_same_mail_from_two_mailboxes_or_after_a_crash_is_one_inquiry(box: Box) -> None:
    box.deliver(bytes(mail()), "a")
    take_from(box)
    with opened(box) as forgetter:
        forgetter.uid("STORE", "1:*", "-FLAGS", f"({MARK})")
    box.deliver(bytes(mail(To="sales@example.com")), "b")
    assert take_from(box) == 0
    assert Inquiry.objects.count() == 1


@real
def test_more_than_fits_into_one_round_comes_with_the_next(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "AT_ONCE", 2)
    for number in range(5):
        sender = {"From": f"p{number}@example.com", "Message_ID": f"<{number}@x>"}
        box.deliver(bytes(mail(**sender)), str(number))
    assert [take_from(box) for _ in range(4)] == [2, 2, 1, 0]


@real
def test_of_a_very_large_mail_the_head_is_taken_in(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "LARGEST", 2000)
    box.deliver(bytes(mail("x" * 5000)), "large")
    assert take_from(box) == 1
    inquiry = Inquiry.objects.get()
    assert inquiry.mail == "anna@example.com"
    assert "xxx" not in inquiry.wants
    assert inquiry.wants.startswith("Lathes")


@real
def test_a_wrong_password_is_noted_and_the_right_one_clears_it(
    box: Box, settings: Settings
) -> None:
    settings.INQUIRY_MAILBOX = Box(box.host, box.port, box.mails, password="wrong")
    assert take_mail() == 0
    assert "auth" in MailboxLook.objects.get().error.lower()
    settings.INQUIRY_MAILBOX = box
    take_mail()
    assert MailboxLook.objects.get().error == ""


def test_a_server_that_is_not_there_is_noted(settings: Settings, tmp_path: object) -> None:
    settings.INQUIRY_MAILBOX = Box("127.0.0.1", 1, tmp_path)  # type: ignore[arg-type]
    assert take_mail() == 0
    assert MailboxLook.objects.get().error


def test_without_a_mailbox_nothing_is_looked_into() -> None:
    assert take_mail() == 0
    assert not MailboxLook.objects.exists()


LOOPS: list[dict[str, str]] = [
    {"Auto_Submitted": "auto-replied"}, {"Auto_Submitted": "auto-generated"}, {"Auto_Submitted": "AUTO-REPLIED; x"},
    {"Precedence": "bulk"}, {"Precedence": "junk"}, {"Precedence": "list"}, {"Precedence": "Auto_Reply"},
    {"Return_Path": "<>"}, {"X_Auto_Response_Suppress": "All"}, {"List_Id": "<news.example.com>"},
    {"X_Autoreply": "yes"}, {"From": "MAILER-DAEMON@example.com"}, {"From": "Mailer-Daemon <mailer-daemon@x.org>"},
    {"From": "postmaster@example.com"}, {"From": "noreply@example.com"}, {"From": "no-reply@example.com"},
    {"From": "donotreply@example.com"}, {"From": "do-not-reply@example.com"}, {"From": "bounce@example.com"},
    {"From": "bounces+123@example.com"}, {"From": "noreply+abc@example.com"}, {"From": "crm@own.example"},
    {"From": "Vital Few <CRM@own.example>"}, {"From": "nobody"}, {"From": ""},
]  # fmt: skip


@pytest.mark.fault("B16")
def test_no_machine_gets_an_inquiry_or_an_answer(settings: Settings, cases) -> None:
    settings.DEFAULT_FROM_EMAIL = "Vital Few <crm@own.example>"
    for headers in LOOPS:
        assert not keep(read_letter(bytes(mail(**headers))), timezone.now()), headers
        cases.add()
    assert Inquiry.objects.count() == Message.objects.count() == 0


@pytest.mark.fault("B16")
def test_a_sender_who_never_stops_is_cut_off(cases) -> None:
    kept = [
        keep(read_letter(bytes(mail(Message_ID=f"<{number}@x>"))), timezone.now())
        for number in range(25)
    ]
    assert kept == [True] * mailbox.MOST_A_DAY + [False] * 5
    cases.add(25)


def nested(depth: int) -> bytes:
    message = mail()
    for _ in range(depth):
        around = mail()
        around.clear_content()
        around.make_mixed()
        around.attach(message)
        message = around
    return bytes(message)


def with_head(body: bytes, content_type: str = "text/plain", more: bytes = b"") -> bytes:
    head = b"From: Anna <anna@example.com>\r\nSubject: Lathes\r\nMessage-ID: <b@x>\r\nMIME-Version: 1.0\r\n"
    return head + b"Content-Type: " + content_type.encode() + b"\r\n" + more + b"\r\n" + body


HTML = "<html><head><title>t</title><style>b{}</style></head><body><p>Hello <b>you</b></p><script>bad()</script></body>"
BROKEN: dict[str, tuple[bytes, str]] = {
    "html": (with_head(HTML.encode(), "text/html"), "Hello you"),
    "html whose head stays open": (with_head(b"<head><body>Hello", "text/html"), "Hello"),
    "html that ends in a comment": (with_head(b"Hello<!-- ", "text/html"), "Hello"),
    "only a script": (with_head(b"<script>bad()</script>", "text/html"), "Lathes"),
    "gb18030": (with_head("你好".encode("gb18030"), "text/plain; charset=gb18030"), "你好"),
    "gb18030 that says it is utf-8": (with_head("你好，车床".encode("gb18030"), "text/plain; charset=utf-8"), "车床"),
    "a charset that there is not": (with_head(b"Hello", "text/plain; charset=x-none"), "Hello"),
    "a charset of bytes": (with_head(b"Hello", "text/plain; charset=hex"), "Hello"),
    "broken base64": (with_head(b"SGVsbG8=!!!", more=b"Content-Transfer-Encoding: base64\r\n"), "Lathes"),
    "an encoding that there is not": (with_head(b"Hello", more=b"Content-Transfer-Encoding: x\r\n"), "Hello"),
    "multipart without a boundary": (with_head(b"Hello", "multipart/mixed"), "Lathes"),
    "multipart that never ends": (with_head(b"--a\r\n\r\nHello", "multipart/mixed; boundary=a"), "Hello"),
    "a thousand parts": (with_head(b"--a\r\n\r\nHello\r\n" * 1000, "multipart/mixed; boundary=a"), "Hello"),
    "forty mails in each other": (nested(40), "Lathes"),
    "a NUL": (with_head(b"Hel\x00lo"), "Hello"),
    "bytes that are no text": (with_head(bytes(range(128, 256))), "Lathes"),
    "a very long line": (with_head(b"x" * 200_000), "xxx"),
    "a subject in base64": (with_head(b"").replace(b"Lathes", b"=?utf-8?B?5L2g5aW9?="), "你好"),
    "a broken subject": (with_head(b"Hello").replace(b"Lathes", b"=?utf-9?B?!!?="), "Hello"),
    "raw bytes in the subject": (with_head(b"Hello").replace(b"Lathes", "车床".encode()), "Hello"),
    "a folded header with another in it": (
        with_head(b"Hello").replace(b"Lathes", b"a\r\n Bcc: all@example.com"), "Hello",
    ),
}  # fmt: skip


@pytest.mark.fault("B6")
@pytest.mark.parametrize("what", BROKEN)
def test_whatever_a_mail_looks_like_it_is_an_inquiry_in_plain_words(what: str, cases) -> None:
    raw, words = BROKEN[what]
    assert keep(read_letter(raw), timezone.now())
    inquiry = Inquiry.objects.get()
    assert inquiry.mail == "anna@example.com"
    assert words in inquiry.wants
    assert "bad()" not in inquiry.wants
    cases.add()


@pytest.mark.fault("B6")
def test_any_bytes_are_read_without_a_fault(cases) -> None:
    whole = bytes(mail("车床" * 50))
    for cut in cases.among(range(len(whole)), 200):
        read_letter(whole[:cut])
        read_letter(whole[:cut] + b"\xff\x00\r\n" + whole[cut:])


@pytest.mark.fault("B9")
def test_files_are_named_and_left_in_the_mailbox(cases) -> None:
    message = mail()
    for name in ("offer.pdf", "../../etc/passwd", "a\tb.exe", "图.svg"):
        message.add_attachment(
            b"MZ\x90", maintype="application", subtype="octet-stream", filename=name
        )
        cases.add()
    keep(read_letter(bytes(message)), timezone.now())
    wants = Inquiry.objects.get().wants
    assert "Two lathes, please" in wants
    assert "offer.pdf" in wants
    assert "MZ" not in wants
