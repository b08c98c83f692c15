"""Files that mean harm, or that are broken in the ways files break: each with what must become of it."""

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from vitalfew.importing.tests.xlsx_files import workbook

MERGED = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
NO_TEXTS = pa.array([], pa.string())
GOOD: list[list[str | float | date | None]] = [
    ["date", "customer name", "amount"],
    [date(2026, 1, 5), "Acme", 7.5],
    [date(2026, 1, 6), "联成", 8.0],
]
CSV = b"date,customer name,amount\n2026-01-05,Acme,7.5\n"
SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
DOCTYPE = '<?xml version="1.0"?><!DOCTYPE x [{}]>'
EXPANSION = '<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{(f"&{before};") * 10}">'
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def repacked(changes: dict[str, bytes | None], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The good workbook with parts put in another's place, or left out."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(GOOD))) as old,
        zipfile.ZipFile(file, "w", packed) as new,
    ):
        parts: dict[str, bytes | None] = {name: old.read(name) for name in old.namelist()}
        parts |= changes
        for name, data in parts.items():
            if data is not None:
                new.writestr(name, data)
    return file.getvalue()


def sheet(rows: str, before: str = "") -> bytes:
    """The XML of a sheet."""
    return f'{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def cell(text: str, place: str = "A1") -> str:
    """One cell of text."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def zipped(names: Sequence[tuple[str, bytes]]) -> bytes:
    """Any archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in names:
            archive.writestr(name, data)
    return file.getvalue()


def parquet(table: pa.Table | None = None, **more: object) -> bytes:
    """A Parquet file; the good ledger unless another table is given."""
    good = pa.table({"date": ["2026-01-05"], "customer name": ["Acme"], "amount": [7.5]})
    sink = io.BytesIO()
    pq.write_table(good if table is None else table, sink, **more)
    return sink.getvalue()


def flipped(data: bytes, at: int) -> bytes:
    """One byte is another."""
    held = bytearray(data)
    held[at] ^= 0xFF
    return bytes(held)


def lying_footer() -> bytes:
    """A Parquet file whose end says that its description is huge."""
    return parquet()[:-8] + struct.pack("<I", 2**31 - 1) + b"PAR1"


def million_equal_texts() -> bytes:
    """A few kilobytes that unpack to gigabytes: one long text, a hundred thousand times."""
    texts = pa.array(["x" * 60_000]).dictionary_encode()
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 100_000, pa.int32()), texts.dictionary)
    return parquet(pa.table({"date": column, "amount": column}))


UNREADABLE, TOO_LARGE = "workbook_unreadable", "workbook_too_large"
NO_TABLE, BROKEN = "file_not_a_table", "parquet_unreadable"
READ = ""  # there is nothing wrong with it: it is read, and read harmlessly
SOMEHOW = "*"  # read or refused, both with a clear word
type Case = tuple[Callable[[], bytes], str]

WORKBOOKS: dict[str, Case] = {
    "one sheet of zeros": (lambda: repacked({SHEET: b"0" * 300_000_000}), TOO_LARGE),
    "a bomb in a part nobody reads": (lambda: repacked({"xl/media/x.bin": b"0" * 300_000_000}), TOO_LARGE),
    "many parts": (lambda: zipped([(f"xl/{n}.xml", b"0" * 1000) for n in range(3000)]), UNREADABLE),
    "external entity": (
        lambda: repacked({SHEET: sheet(
            f'<row r="1">{cell("&x;")}{cell("b", "B1")}</row><row r="2">{cell("c", "A2")}</row>',
            DOCTYPE.format('<!ENTITY x SYSTEM "file:///etc/passwd">'))}), SOMEHOW,
    ),
    "entity from the network": (
        lambda: repacked({SHEET: sheet(
            f'<row r="1">{cell("&x;")}</row>', DOCTYPE.format('<!ENTITY x SYSTEM "http://127.0.0.1:9/">'))}), SOMEHOW,
    ),
    "billion laughs": (
        lambda: repacked({SHEET: sheet(f'<row r="1">{cell("&i;")}</row>', DOCTYPE.format(EXPANSION))}), SOMEHOW,
    ),
    "entities in UTF-16": (
        lambda: repacked({
            SHEET: sheet(f'<row r="1">{cell("&i;")}</row>', DOCTYPE.format(EXPANSION)).decode().encode("utf-16"),
        }), SOMEHOW,
    ),
    "one cell at the far corner": (lambda: repacked({SHEET: sheet(f'<row r="1048576">{cell("x", "XFD1048576")}</row>'
        f'<row r="1">{cell("x")}</row>')}), SOMEHOW),
    "two far corners": (lambda: repacked({SHEET: sheet(f'<row r="1">{cell("x")}</row><row r="1048576">'
        f'{cell("x", "XFD1048576")}</row>')}), TOO_LARGE),
    "a place that is none": (
        lambda: repacked({SHEET: sheet('<row r="1"><c r="ZZZZZZ99999999999"><v>1</v></c></row>')}), SOMEHOW,
    ),
    "a negative place": (lambda: repacked({SHEET: sheet('<row r="-1"><c r="A-1"><v>1</v></c></row>')}), SOMEHOW),
    "a text that is not there": (
        lambda: repacked({SHEET: sheet('<row r="1"><c r="A1" t="s"><v>999999999</v></c></row>')}), SOMEHOW,
    ),
    "numbers that are none": (
        lambda: repacked({SHEET: sheet('<row r="1"><c r="A1"><v>NaN</v></c><c r="B1"><v>1e999</v></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c></row>')}), SOMEHOW,
    ),
    "deep nesting": (lambda: repacked({SHEET: b"<a>" * 200_000}), SOMEHOW),
    "a long attribute": (lambda: repacked({SHEET: sheet(f'<row r="{"9" * 1_000_000}"></row>')}), SOMEHOW),
    "no sheet": (lambda: repacked({SHEET: None}), SOMEHOW),
    "no book": (lambda: repacked({BOOK: None}), "file_empty"),
    "an empty sheet": (lambda: repacked({SHEET: sheet("")}), "file_empty"),
    "a book of noise": (lambda: repacked({BOOK: bytes(range(256)) * 40}), SOMEHOW),
    "a sheet outside": (
        lambda: repacked({"xl/_rels/workbook.xml.rels": repacked_rels("../../../../etc/passwd")}), SOMEHOW,
    ),
    "a sheet by address": (
        lambda: repacked({"xl/_rels/workbook.xml.rels": repacked_rels("http://127.0.0.1:9/x")}), SOMEHOW,
    ),
    "cut in half": (lambda: workbook(GOOD)[:900], UNREADABLE),
    "without its end": (lambda: workbook(GOOD)[:-30], UNREADABLE),
    "a byte that is another": (lambda: flipped(workbook(GOOD), 400), SOMEHOW),
    "an archive of something else": (lambda: zipped([("readme.txt", b"hello"), ("x/y.csv", CSV)]), UNREADABLE),
    "names that climb": (lambda: zipped([("../../outside.txt", b"x"), ("/abs.txt", b"x")]), UNREADABLE),
    "an empty archive": (lambda: zipped([]), UNREADABLE),
    "under a password": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), UNREADABLE),
    "two letters of an archive": (lambda: b"PK", UNREADABLE),
    "stored, not packed": (lambda: repacked({}, zipfile.ZIP_STORED), READ),
    "formulas": (
        lambda: repacked({SHEET: sheet(
            f'<row r="1">{cell("date")}{cell("amount", "B1")}</row><row r="2"><c r="A2"><v>46027</v></c>'
            '<c r="B2"><f>WEBSERVICE("http://127.0.0.1:9/")</f><v>7</v></c></row>')}), READ,
    ),
    "merged cells": (lambda: repacked({SHEET: sheet(
        f'<row r="1">{cell("date")}{cell("amount", "B1")}</row>'
        f'<row r="2">{cell("2026-01-05", "A2")}{cell("7", "B2")}</row>'
    ).replace(b"</sheetData>", b"</sheetData>" + MERGED)}), READ),
}  # fmt: skip
PARQUETS: dict[str, Case] = {
    "parquet: an end that lies": (lying_footer, BROKEN),
    "parquet: only its name": (lambda: b"PAR1", BROKEN),
    "parquet: its name twice": (lambda: b"PAR1PAR1", BROKEN),
    "parquet: cut in half": (lambda: parquet()[:200], BROKEN),
    "parquet: its end is another": (lambda: flipped(parquet(), -20), SOMEHOW),
    "parquet: its pages are others": (lambda: flipped(flipped(parquet(), 10), 20), SOMEHOW),
    "parquet: noise": (lambda: b"PAR1" + bytes(range(256)) * 20 + b"\xff\xff\xff\x7fPAR1", BROKEN),
    "parquet: no columns": (lambda: parquet(pa.table({})), SOMEHOW),
    "parquet: no rows": (lambda: parquet(pa.table({"date": NO_TEXTS, "amount": NO_TEXTS})), "no_rows"),
    "parquet: lists in lists": (lambda: parquet(pa.table({"date": [[[["x"]]]], "amount": [[1]]})), READ),
    "parquet: bytes": (lambda: parquet(pa.table({"date": [b"\xff\x00"], "amount": [b"7"]})), READ),
    "parquet: a thousand columns": (lambda: parquet(pa.table({f"c{n}": [1] for n in range(1000)})), "too_many_columns"),
    "parquet: names twice": (lambda: parquet(pa.table([pa.array([1]), pa.array([2])], names=["date", "date"])), READ),
    "parquet: unpacks to gigabytes": (million_equal_texts, SOMEHOW),
}  # fmt: skip
TEXTS: dict[str, Case] = {
    "nothing": (lambda: b"", "file_empty"),
    "spaces": (lambda: b" \n \t\n" * 50, "file_empty"),
    "zeros": (lambda: bytes(5000), NO_TABLE),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, NO_TABLE),
    "a program": (lambda: b"\x7fELF" + bytes(range(256)) * 8, NO_TABLE),
    "a page": (lambda: b"<!doctype html><script>alert(1)</script>\n" * 5, "one_column"),
    "an open quotation mark": (lambda: b'date,amount\n"2026-01-05,7\n' + b"x,1\n" * 90_000, SOMEHOW),
    "one endless line": (lambda: b"date,amount," + b"x" * 3_000_000, SOMEHOW),
    "ten thousand columns": (lambda: b",".join(b"c%d" % n for n in range(10_000)) + b"\n1\n", "too_many_columns"),
    "one column": (lambda: b"date\n2026-01-05\n", "one_column"),
    "headings alone": (lambda: b"date,amount\n", "no_rows"),
    "half a UTF-16": (lambda: "date,amount\n1,2\n".encode("utf-16")[:-1], SOMEHOW),
    "GB18030 and Big5 at once": (lambda: "日期,金额\n".encode("gb18030") + "客戶,7\n".encode("cp950") * 50, SOMEHOW),
    "headings twice": (lambda: b"date,date,amount,amount\n2026-01-05,x,7,8\n", READ),
    "a mark before the mark": (lambda: b"\xef\xbb\xbf\xef\xbb\xbf" + CSV, READ),
    "formulas in cells": (lambda: CSV + b"=cmd|' /C calc'!A0,@SUM(1),+1\n", READ),
}  # fmt: skip
HOSTILE: dict[str, Case] = WORKBOOKS | PARQUETS | TEXTS


def repacked_rels(target: str) -> bytes:
    """The relations of a book whose sheet is somewhere else."""
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return (
        f'<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{related}/worksheet" Target="{target}"/>'
        "</Relationships>"
    ).encode()
