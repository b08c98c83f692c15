"""Files that are not what they say: each is refused in words or taken as a ledger, and none ever becomes a page."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from vitalfew.importing.models import LedgerImport
from vitalfew.importing.tests.hostile import repacked

pytestmark = pytest.mark.django_db

LEDGER = b"date,amount,customer\n2026-01-05,7,Olga\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x00\x00\x00\x00\x00,"


def zipped(*names: str) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, HTML)
    return target.getvalue()


CONTENTS: dict[str, bytes] = {
    "svg": SVG, "html": HTML, "html in a gif": GIF + HTML, "empty": b"", "one byte": b"x", "nul bytes": b"\x00" * 5000,
    "python": b"import os\nos.system('id')\n", "shell": b"#!/bin/sh\nid\n", "php": b"<?php system('id');",
    "elf": b"\x7fELF" + b"\x00" * 200, "exe": b"MZ" + b"\x00" * 200, "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "zip of a page": zipped("index.html"), "zip that climbs": zipped("../../outside.html", "/outside"),
    "half a zip": zipped("xl/workbook.xml")[:40], "parquet in name": b"PAR1" + b"\x00" * 50 + b"PAR1",
    "xml with entities": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "json": b'{"date": "2026-01-05", "amount": 7}', "one long line": b"a," * 100_000,
    "gzip": b"\x1f\x8b\x08" + b"\x00" * 50,
}  # fmt: skip
NAMES = [
    "../../../etc/passwd", "..\\..\\windows\\system.ini", "/etc/passwd", "C:\\ledger.csv", "ledger.csv.exe", "a.html",
    "ledger.php.csv", ".htaccess", "CON", "nul.csv", "a\x00b.csv", "a\nb.csv", "\u202egpj.csv", "x" * 300 + ".csv",
    "<img src=x onerror=alert(1)>.csv", "'; DROP TABLE x;--.csv", "$(id).csv", "`id`.csv", "%2e%2e%2f.csv", "名 单.csv",
    "-rf.csv", "~.csv", "*.csv", "a/b/c.csv", ".csv", "..",
]  # fmt: skip


@pytest.mark.fault("B9")
@pytest.mark.parametrize("as_name", ["ledger.csv", "picture.png"])
@pytest.mark.parametrize("what", CONTENTS)
def test_what_is_no_ledger_never_becomes_a_page(manager: Client, what: str, as_name: str) -> None:
    file = SimpleUploadedFile(as_name, CONTENTS[what], content_type="text/html")
    answer = manager.post("/import/", {"file": file})
    assert answer.status_code in {302, 422}
    for ledger in LedgerImport.objects.all():  # taken for a table: then its texts are texts
        page = manager.get(f"/import/{ledger.pk}/")
        assert page.status_code in {200, 302}
        assert "<script>alert" not in page.text
        assert "root:" not in page.text
        assert page.headers["content-type"].startswith("text/html")


@pytest.mark.fault("B17")
@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_is_a_text(manager: Client, name: str) -> None:
    boundary = b"x"
    quoted = name.replace('"', "%22").replace("\n", "%0A").encode()
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="' + quoted
        + b'"\r\nContent-Type: text/csv\r\n\r\n' + LEDGER + b"\r\n--" + boundary + b"--\r\n"
    )  # fmt: skip
    answer = manager.post("/import/", body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code in {302, 422}
    for ledger in LedgerImport.objects.all():
        assert "/" not in ledger.file_name
        assert ledger.source.is_relative_to(ledger.folder)
        assert ledger.source.read_bytes() == LEDGER
        assert "<img src=x" not in manager.get(f"/import/{ledger.pk}/").text


MEMBERS_OF_ARCHIVES = [
    "../../outside.xml", "/var/outside.xml", "..\\outside.xml", "C:\\outside.xml", "xl/../../outside.xml", "a\nb.xml",
    "xl/worksheets/../../../outside.xml", "\u202elmx.edistuo", "x" * 2000 + ".xml", "con.xml", "~/outside.xml", "./.",
]  # fmt: skip


@pytest.mark.fault("B17")
@pytest.mark.parametrize("name", MEMBERS_OF_ARCHIVES)
def test_the_name_of_a_member_of_an_archive_leads_nowhere(
    manager: Client, name: str, tmp_path: Path, settings: Settings
) -> None:
    settings.FILES_FOLDER = tmp_path / "inside" / "files"
    file = SimpleUploadedFile("ledger.xlsx", repacked({name: HTML}))
    answer = manager.post("/import/", {"file": file})
    assert answer.status_code in {302, 422}
    written = {path for path in tmp_path.rglob("*") if path.is_file()}
    kept = {one for ledger in LedgerImport.objects.all() for one in ledger.folder.iterdir()}
    assert written <= kept
    assert list(tmp_path.parent.rglob("outside*")) == []
