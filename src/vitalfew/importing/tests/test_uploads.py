"""Uploads: a name is only words, and whatever was sent comes back as nothing that a browser would run."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from vitalfew.importing.actions import plain_name, receive
from vitalfew.importing.models import LedgerImport

CSV = b"date,amount\n2026-01-05,7\n2026-01-06,x\n"
NAMES = [
    "../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/cron.d/x", "C:\\autoexec.csv", "x\x00.csv",
    "a\r\nSet-Cookie: b.csv",
    "\u202egnp.csv", "\u2066x\u2069.csv", "\ufeffx.csv", "<script>alert(1)</script>.csv",
    "\"><img src=x onerror=alert(1)>.csv",
    "CON", "nul.csv", ".htaccess", ".", "..", "~root", "$(id).csv", "`id`.csv", "|ls", "a;reboot.csv", "%2e%2e%2fx",
    "x.csv.exe", "x.php", "a" * 400 + ".csv", "日本語 客户.csv", "e\u0301.csv",
    "x" + "/" * 50, "\\\\server\\share\\x.csv", " .csv ",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_words_and_no_place(db: None, manager: Client, name: str) -> None:
    ledger = receive(actor=None, name=name, chunks=[CSV])
    ledger.refresh_from_db()
    files = [path for path in Path(settings.FILES_FOLDER).rglob("*") if path.is_file()]
    assert [path.name for path in files] == ["source"]
    assert ledger.file_name.isprintable()
    assert "/" not in ledger.file_name
    assert len(ledger.file_name) <= 255
    page = manager.get(f"/import/{ledger.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("name", NAMES)
def test_a_name_from_a_browser_is_words_too(db: None, manager: Client, name: str) -> None:
    told = name.replace("\\", "\\\\").replace('"', '\\"').replace("\r\n", "%0D%0A").encode()
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="' + told + b'"\r\n\r\n'
    body = head + CSV + b"\r\n--x--\r\n"
    answer = manager.generic("POST", "/import/", body, "multipart/form-data; boundary=x")
    assert answer.status_code in {302, 422}
    for ledger in LedgerImport.objects.all():
        assert ledger.file_name == plain_name(ledger.file_name)


KINDS = {
    "page as picture": ("x.png", b"<html><script>alert(1)</script></html>"),
    "svg": ("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "svg as csv": ("x.csv", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "page as csv": ("x.csv", b"<!doctype html><script>alert(1)</script>"),
    "picture": ("x.png", b"\x89PNG\r\n\x1a\n" + bytes(200)),
    "picture that is an archive": ("x.gif", b"GIF89a" + bytes(60) + b"PK\x05\x06" + bytes(18)),
    "document": ("x.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"),
    "program": ("x.csv.exe", b"MZ" + bytes(300)),
    "nothing": ("x.csv", b""),
    "script": ("x.js", b"alert(1)"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_ledger_is_refused_and_nothing_of_it_is_kept(
    db: None, manager: Client, kind: str
) -> None:
    name, data = KINDS[kind]
    answer = manager.post("/import/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    assert not LedgerImport.objects.exists()
    assert not [path for path in Path(settings.FILES_FOLDER).rglob("*") if path.is_file()]


def test_what_comes_back_is_a_file_to_keep_and_never_a_page(db: None, manager: Client) -> None:
    sent = SimpleUploadedFile("<b>.html", b"date,amount,x\n2026-01-05,7,<script>\n", "text/html")
    manager.post("/import/", {"file": sent})
    ledger = LedgerImport.objects.get()
    answer = manager.get(f"/import/{ledger.pk}/errors.csv")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
