import codecs
import io
import zipfile
from contextlib import suppress

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitalfew.importing.fields import fold, guess_mapping
from vitalfew.importing.files import recognised
from vitalfew.importing.files.encodings import SNIFFED_BYTES, guess_encoding
from vitalfew.importing.files.reading import recognise
from vitalfew.importing.ledger.fields import FIELDS
from vitalfew.importing.tests.xlsx_files import workbook
from vitalfew.kernel.errors import BadInput

pytestmark = pytest.mark.fault("B10")

SIMPLIFIED = (
    "订单日期,客户编号,客户名称,产品名称,数量,单价,金额\n"
    "2026-03-05,C001,苏州联成精密机械有限公司,深沟球轴承,10,12.50,125.00\n"
    "2026-03-06,C002,广东省佛山市顺德区龙骏贸易行,不锈钢螺丝（M8）,200,0.35,70.00\n"
)
TRADITIONAL = (
    "訂單日期,客戶編號,客戶名稱,產品名稱,數量,單價,金額\n"
    "2026/03/05,C001,臺北龍騰實業股份有限公司,深溝滾珠軸承,10,12.50,125.00\n"
    "2026/03/06,C002,宏碁電腦高雄恒春門市,不鏽鋼螺絲,200,0.35,70.00\n"
)
SHORT_SIMPLIFIED = "日期,金额\n2026-1-1,5\n"
SHORT_TRADITIONAL = "日期,金額\n2026-1-1,5\n"
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]


def see(tmp_path, data: bytes | str, encoding: str = "") -> recognised.Recognised:
    path = tmp_path / "source"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return recognise(path, FIELDS, encoding)


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, SHORT_SIMPLIFIED, SHORT_TRADITIONAL])
@pytest.mark.parametrize("encoding", [*ENCODINGS, "gb18030"])
def test_a_ledger_is_read_in_the_encoding_it_was_written_in(tmp_path, text, encoding):
    seen = see(tmp_path, text.encode(encoding))
    assert [seen.headers, *seen.rows] == [line.split(",") for line in text.splitlines()]


@pytest.mark.parametrize("text", [TRADITIONAL, SHORT_TRADITIONAL])
@pytest.mark.parametrize("encoding", ["cp950", "big5hkscs"])
def test_a_traditional_ledger_in_big5_is_not_taken_for_gb18030(tmp_path, text, encoding):
    seen = see(tmp_path, text.encode(encoding))
    assert [seen.headers, *seen.rows] == [line.split(",") for line in text.splitlines()]


def test_utf16_big_endian_with_its_mark(tmp_path):
    data = codecs.BOM_UTF16_BE + SIMPLIFIED.encode("utf-16-be")
    assert see(tmp_path, data).headers[2] == "客户名称"


def test_a_ledger_that_names_its_first_chinese_customer_late(tmp_path):
    plain = "date,customer name,amount\n" + "2026-01-01,Acme,1\n" * (SNIFFED_BYTES // 10)
    seen = see(tmp_path, (plain + "2026-01-02,苏州联成机械,1\n").encode("gb18030"))
    assert seen.encoding == "gb18030"


def test_the_end_of_what_is_looked_at_may_cut_a_character(tmp_path):
    data = ("日期,客户名称\n" + "2026-01-01,苏州联成精密机械有限公司\n" * 20_000).encode("gb18030")
    assert {guess_encoding(data[:end], whole=False) for end in range(1000, 1010)} == {"gb18030"}


def test_an_encoding_that_a_person_chose_is_used(tmp_path):
    assert see(tmp_path, TRADITIONAL.encode("cp950"), "gb18030").headers != TRADITIONAL.split(
        "\n", maxsplit=1
    )[0].split(",")


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_each_delimiter_is_found(tmp_path, delimiter):
    text = "date,customer name,amount\n2026-01-01,Acme,1\n2026-01-02,Acme,2\n"
    seen = see(tmp_path, text.replace(",", delimiter))
    assert seen.delimiter == delimiter
    assert seen.headers == ["date", "customer name", "amount"]


def test_semicolons_in_texts_and_decimal_commas_do_not_mislead(tmp_path):
    assert see(tmp_path, "date;amount\n1.1.2026;1,5\n2.1.2026;2,5\n").delimiter == ";"
    assert (
        see(tmp_path, "date,product,amount\n2026-1-1,a;b;c;d;e,5\n2026-1-1,x,5\n").delimiter == ","
    )


def test_headings_may_stand_under_a_title(tmp_path):
    seen = see(
        tmp_path, "销售明细表,,\n\n打印日期:2026-03-01,,\n日期,客户,金额\n2026-03-05,联成,5\n"
    )
    assert (seen.heading_row, seen.headers, seen.rows) == (
        4,
        ["日期", "客户", "金额"],
        [["2026-03-05", "联成", "5"]],
    )


def test_a_heading_may_run_over_two_lines(tmp_path):
    seen = see(tmp_path, '"order\ndate",amount\n2026-03-05,5\n')
    assert seen.headers == ["order\ndate", "amount"]


def test_a_workbook_shows_its_cells_as_the_sheet_does(tmp_path):
    from_sheet = workbook(
        [["日期", "客户编号", "金额"], ["2026-03-05", 17850.0, 0.1 + 0.2], ["", "007", True]]
    )
    assert see(tmp_path, from_sheet).rows == [["2026-03-05", "17850", "0.3"], ["", "007", "TRUE"]]


def test_rows_above_the_headings_of_a_workbook_are_counted(tmp_path):
    seen = see(tmp_path, workbook([["日期", "金额"], ["2026-03-05", 5]], first_row=3))
    assert (seen.heading_row, seen.headers, seen.rows) == (
        3,
        ["日期", "金额"],
        [["2026-03-05", "5"]],
    )


def test_an_empty_first_column_of_a_workbook_is_no_column(tmp_path):
    seen = see(tmp_path, workbook([[None, "日期", "金额"], [None, "2026-03-05", 5]]))
    assert (seen.headers, seen.rows) == (["日期", "金额"], [["2026-03-05", "5"]])


def test_parquet_keeps_whole_floats_whole_and_money_exact(tmp_path):
    table = pa.table(
        {
            "date": ["2026-03-05"] * 4,
            "customer id": [17850.0, None, 7.0, 8.0],
            "amount": [0.1 + 0.2, 2.5, None, 1e15],
        }
    )
    sink = io.BytesIO()
    pq.write_table(table, sink)
    assert [row[1:] for row in see(tmp_path, sink.getvalue()).rows] == [
        ["17850", "0.3"], ["", "2.5"], ["7", ""], ["8", "1000000000000000"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        ("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
         "order_number,product_code,product_name,quantity,placed_at,unit_price,customer_code,country"),
        ("订单编号,客户编码,客户名称,下单时间,商品名称,数量,单价,金额,成本价,币种",
         "order_number,customer_code,customer_name,placed_at,product_name,quantity,unit_price,amount,unit_cost,currency"),
        ("單號,客戶代號,客戶名稱,銷貨日期,品名,數量,單價,金額,幣別",
         "order_number,customer_code,customer_name,placed_at,product_name,quantity,unit_price,amount,currency"),
        ("Order ID,Customer,Order Date,Item,Qty,Price,Total",
         "order_number,customer_code,placed_at,product_name,quantity,unit_price,amount"),
    ],
)  # fmt: skip
def test_headings_in_three_languages_are_understood(headings, fields):
    columns = headings.split(",")
    by_column = {column: field for field, column in guess_mapping(columns, FIELDS).items()}
    assert [by_column.get(i) for i in range(len(columns))] == fields.split(",")


@given(st.lists(st.text(max_size=12), max_size=12))
def test_any_headings_give_each_field_a_column_of_its_own(headings):
    mapping = guess_mapping(headings, FIELDS)
    assert len(set(mapping.values())) == len(mapping)


def test_a_unit_in_brackets_is_no_part_of_a_heading_unless_another_heading_says_it_plainly():
    assert guess_mapping(["数量（箱）", "单价(元)"], FIELDS) == {"quantity": 0, "unit_price": 1}
    assert guess_mapping(["金额（未税）", "金额"], FIELDS) == {"amount": 1}


def test_headings_are_compared_without_case_spaces_and_signs():
    assert fold(" Invoice_Date\u3000") == fold("INVOICE DATE") == "invoicedate"


ODD_FILES = {
    "empty": (b"", "file_empty"),
    "only spaces": (b"  \n\n ", "file_empty"),
    "only a mark": (codecs.BOM_UTF8, "one_column"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00" + bytes(range(256)) * 9, "file_not_a_table"),
    "a zero byte in the text": (b"date,amount\n2026-01-01,\x005\n", "file_not_a_table"),
    "one column": ("日期\n2026-01-01\n".encode(), "one_column"),
    "headings only": (b"date,amount\n", "no_rows"),
    "headings without a line end": (b"date,amount", "no_rows"),
    "five thousand columns": (b",".join([b"c"] * 5000) + b"\n" + b"," * 4999 + b"\n", "too_many_columns"),
    "a quote that never closes": (b'date,amount\n2026-01-01,"' + b"2026-01-01,5\n" * 20_000, "quote_not_closed"),
    "half a Parquet file": (b"PAR1" + b"\x00" * 200, "parquet_unreadable"),
    "an archive that is no workbook": (b"PK\x03\x04" + b"\x00" * 200, "workbook_unreadable"),
    "a workbook under a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "workbook_unreadable"),
    "an empty workbook": (workbook([]), "file_empty"),
    "a workbook with headings only": (workbook([["date", "amount"]]), "no_rows"),
    "no encoding at all": (b"date,amount\n\xff\xff\x80\xff\x80,5\n", "encoding_unknown"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "code"), ODD_FILES.values(), ids=list(ODD_FILES))
def test_what_is_no_ledger_is_refused_in_one_sentence(tmp_path, data, code):
    with pytest.raises(BadInput) as refused:
        see(tmp_path, data)
    assert refused.value.code == code


def test_a_workbook_that_unpacks_to_a_mountain_is_refused_unopened(tmp_path):
    bomb = workbook([["date", "amount"], ["0" * 120_000_000, 1]])
    with pytest.raises(BadInput) as refused:
        see(tmp_path, bomb)
    assert refused.value.code == "workbook_too_large"


def test_a_small_workbook_that_asks_for_all_memory_fails_alone(tmp_path):
    small = workbook([["date", "amount"], ["far away", 1]])
    with zipfile.ZipFile(io.BytesIO(small)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part.replace(b'r="A2"', b'r="XFD1048576"'))
    with pytest.raises(BadInput) as refused:
        see(tmp_path, bomb.getvalue())
    assert refused.value.code == "workbook_too_large"


@given(data=st.binary(max_size=400))
def test_any_bytes_are_either_recognised_or_refused(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "source"
    path.write_bytes(data)
    with suppress(BadInput):
        assert recognise(path, FIELDS).rows
