"""Order logs and ledgers in Parquet say what the arrays say."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from valuation import Ledger, OrderLog, ValuationError, order_log, summarise
from valuation.files import Columns, ledgers, load_ledger, order_batches, post_file, save_ledger
from valuation.files import orders as orders_module
from valuation.tests.test_ledger import assert_alike

CUSTOMERS = 40


@pytest.fixture
def log() -> OrderLog:
    rng = np.random.default_rng(5)
    who, day = rng.integers(0, CUSTOMERS, 900), rng.integers(10_000, 10_090, 900)
    return order_log(who, day, rng.integers(-200, 900, 900) / 100, customers=CUSTOMERS)


def written(folder: Path, log: OrderLog, **changed: pa.Array) -> Path:
    columns = {"customer": log.customer, "day": log.day, "amount": log.amount}
    pq.write_table(pa.table(columns | changed), folder / "orders.parquet")
    return folder / "orders.parquet"


@pytest.mark.parametrize("by_date", [True, False], ids=["by date", "in any sequence"])
def test_a_file_posted_in_batches_says_what_the_log_says(
    log: OrderLog, by_date: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders_module, "BATCH", 70)
    path = written(tmp_path, log.in_date_order() if by_date else log)
    assert len(list(order_batches(path, customers=CUSTOMERS))) == 13
    ledger = post_file(path, customers=CUSTOMERS)
    found, expected = ledger.state(10_100), summarise(log, 10_100)
    assert_alike(found, expected)


def test_row_groups_are_posted_in_order_whatever_thread_reads_them(
    log: OrderLog, tmp_path: Path
) -> None:
    ordered = log.in_date_order()
    table = pa.table({"customer": ordered.customer, "day": ordered.day, "amount": ordered.amount})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=40)
    batches = list(order_batches(tmp_path / "a.parquet", customers=CUSTOMERS))
    assert len(batches) == 23
    assert np.array_equal(np.concatenate([batch.day for batch in batches]), ordered.day)
    ledger = post_file(tmp_path / "a.parquet", customers=CUSTOMERS)
    assert_alike(ledger.state(10_100), summarise(log, 10_100))


def test_days_may_be_dates_and_amounts_decimals(log: OrderLog, tmp_path: Path) -> None:
    exact = [Decimal(round(amount * 100)).scaleb(-2) for amount in log.amount.tolist()]
    path = written(
        tmp_path,
        log,
        day=pa.array(log.day).cast(pa.date32()),
        amount=pa.array(exact, pa.decimal128(12, 2)),
    )
    assert_alike(post_file(path, customers=CUSTOMERS).state(10_100), summarise(log, 10_100))


def test_columns_may_have_other_names(tmp_path: Path) -> None:
    pq.write_table(pa.table({"buyer": [0], "on": [5], "net": [2.5]}), tmp_path / "a.parquet")
    ledger = post_file(tmp_path, customers=1, columns=Columns("buyer", "on", "net"))
    assert ledger.state(6).first_spend.tolist() == [2.5]


def test_a_missing_column_and_a_gap_are_refused_by_name(log: OrderLog, tmp_path: Path) -> None:
    with pytest.raises(ValuationError, match=r"net: .* a column of the file"):
        post_file(written(tmp_path, log), customers=CUSTOMERS, columns=Columns(amount="net"))
    gaps = pa.array([None, None, *log.amount[2:].tolist()])
    with pytest.raises(ValuationError, match="every row has a value") as refused:
        post_file(written(tmp_path, log, amount=gaps), customers=CUSTOMERS)
    assert (refused.value.column, refused.value.rows) == ("amount", 2)


def test_a_saved_ledger_goes_on_where_it_was(log: OrderLog, tmp_path: Path) -> None:
    early, late = log.between(0, 10_050), log.between(10_050, 10_100)
    ledger = Ledger(CUSTOMERS, count_free=True)
    ledger.post(early)
    save_ledger(ledger, tmp_path / "ledger.arrow", customer=np.arange(CUSTOMERS) + 7000)
    kept = load_ledger(tmp_path / "ledger.arrow")
    assert kept.customer[3] == 7003
    assert not kept.ledger.post(late).size
    expected = summarise(log, 10_100, count_free=True)
    assert_alike(kept.ledger.state(10_100), expected)
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.arrow"]


@pytest.mark.parametrize("customers", [0, 3, 25])
@pytest.mark.parametrize("named", [str, int])
def test_a_ledger_of_any_size_comes_back_from_its_file(
    customers: int, named: type, tmp_path: Path
) -> None:
    ledger = Ledger(customers)
    bought = np.arange(customers)
    ledger.post(order_log(bought, 100 + bought, 5.0 + bought, customers=customers))
    who = np.array([named(code + 50) for code in bought])
    save_ledger(ledger, tmp_path / "ledger.arrow", customer=who)
    kept = load_ledger(tmp_path / "ledger.arrow")
    assert kept.customer.tolist() == who.tolist()
    assert np.array_equal(kept.ledger.lines, ledger.lines)
    assert np.array_equal(kept.ledger.other_days, ledger.other_days)


def test_posting_to_a_loaded_ledger_leaves_its_file_as_it_is(log: OrderLog, tmp_path: Path) -> None:
    path = tmp_path / "ledger.arrow"
    ledger = Ledger(CUSTOMERS)
    ledger.post(log.between(0, 10_050))
    save_ledger(ledger, path)
    before = path.read_bytes()
    kept = load_ledger(path).ledger
    kept.post(log.between(10_050, 10_100))
    assert path.read_bytes() == before
    save_ledger(kept, path)
    assert_alike(kept.state(10_100), summarise(log, 10_100))
    assert_alike(load_ledger(path).ledger.state(10_100), summarise(log, 10_100))


def test_an_empty_log_is_a_ledger_without_purchases(tmp_path: Path) -> None:
    columns = {"customer": pa.array([], pa.int64()), "day": pa.array([], pa.int32())}
    pq.write_table(
        pa.table(columns | {"amount": pa.array([], pa.float64())}), tmp_path / "a.parquet"
    )
    assert post_file(tmp_path / "a.parquet", customers=2).state(5).purchase_days == 0


def test_stale_customers_are_not_saved_as_if_they_were_right(log: OrderLog, tmp_path: Path) -> None:
    ledger = Ledger(CUSTOMERS)
    ledger.post(log)
    ledger.invalidate(np.array([3]))
    with pytest.raises(ValuationError, match="rebuilt"):
        save_ledger(ledger, tmp_path / "ledger.arrow")


@pytest.mark.parametrize("content", [b"", b"no Arrow", None], ids=["empty", "text", "parquet"])
def test_a_file_that_holds_no_ledger_is_refused(
    log: OrderLog, content: bytes | None, tmp_path: Path
) -> None:
    path = written(tmp_path, log)
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValuationError) as refused:
        load_ledger(path)
    assert refused.value.code == "not_a_ledger"


def test_a_ledger_whose_lines_are_laid_out_otherwise_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as other:
        other.setattr(ledgers, "FIELDS", [["first_day", "<i8"]])
        save_ledger(Ledger(3), tmp_path / "ledger.arrow")
    with pytest.raises(ValuationError, match="save_ledger wrote"):
        load_ledger(tmp_path / "ledger.arrow")
