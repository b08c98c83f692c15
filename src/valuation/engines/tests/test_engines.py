"""Every engine says what the arrays say, to the last digit kept."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from valuation import CustomerState, ValuationError, order_log, summarise
from valuation.engines import Engine, OrderColumns
from valuation.engines.tests.cluster import WORKERS
from valuation.files import load_closed, load_ledger, save_ledger
from valuation.files.ledgers import Kept

FIRST, DAYS, AS_OF = 10_000, 120, 10_090
CENT = 100
type Column = npt.NDArray[Any]
type Written = Callable[[Column], pa.Array]


class Sales:
    """Orders of some customers with gaps in their numbers; returns, free goods, several a day."""

    def __init__(self, lines: int, seed: int = 1) -> None:
        rng = np.random.default_rng(seed)
        self.code = rng.integers(0, lines // 6, lines)
        self.number = self.code * 7 + 1_000_000_000_000
        self.day = rng.integers(FIRST, FIRST + DAYS, lines)
        self.cents = rng.integers(-40, 120, lines) * 25

    def state(self, as_of: int, *, count_free: bool = False) -> CustomerState:
        """What the arrays say of the customers with a line up to that day."""
        customers = int(self.code.max()) + 1
        log = order_log(self.code, self.day, self.cents / CENT, customers=customers)
        return summarise(log, as_of, count_free=count_free)

    def seen(self, as_of: int) -> Column:
        """The codes of the customers with a line up to that day."""
        return np.unique(self.code[self.day <= as_of])

    def write(self, path: Path, day: pa.Array | None = None, **changed: pa.Array) -> str:
        columns = {"customer": self.number, "day": self.day, "amount": self.cents / CENT}
        pq.write_table(pa.table(columns | changed), path / "orders.parquet")
        return str(path / "orders.parquet")


def dates(days: Column) -> pa.Array:
    return pa.array(days.astype(np.int32)).cast(pa.date32())


def moments(days: Column) -> pa.Array:
    """A moment late in the evening: in a zone of its own it would be another day."""
    return pa.array(days.astype("datetime64[D]") + np.timedelta64(23 * 3600, "s"))


def decimals(cents: Column) -> pa.Array:
    return pa.array([Decimal(each).scaleb(-2) for each in cents.tolist()], pa.decimal128(12, 2))


def floats(cents: Column) -> pa.Array:
    return pa.array(cents / CENT)


def assert_says(kept: Kept, sales: Sales, as_of: int, *, count_free: bool = False) -> None:
    codes = sales.seen(as_of)
    assert kept.customer.tolist() == (codes * 7 + 1_000_000_000_000).tolist()
    found, expected = kept.ledger.state(as_of), sales.state(as_of, count_free=count_free)
    for name in ("first_day", "last_day", "repeats", "first_spend", "repeat_spend"):
        assert getattr(found, name) == pytest.approx(
            getattr(expected, name)[codes], rel=1e-9, abs=1e-9
        ), name
    assert found.other_days == expected.other_days


@pytest.mark.parametrize(
    ("day", "amount"),
    [(dates, decimals), (moments, floats), (pa.array, floats)],
    ids=["dates and decimals", "moments and floats", "day numbers and floats"],
)
def test_every_engine_says_what_the_arrays_say(
    engine: Engine, day: Written, amount: Written, tmp_path: Path
) -> None:
    sales = Sales(20_000)
    lines = engine.files(sales.write(tmp_path, day=day(sales.day), amount=amount(sales.cents)))
    assert_says(engine.ledger(lines, AS_OF), sales, AS_OF)


def test_whole_amounts_are_minor_units(engine: Engine, tmp_path: Path) -> None:
    sales = Sales(500)
    ledger = engine.ledger(engine.files(sales.write(tmp_path, amount=sales.cents)), AS_OF).ledger
    expected = sales.state(AS_OF).repeat_spend[sales.seen(AS_OF)]
    assert ledger.state(AS_OF).repeat_spend == pytest.approx(expected * CENT, rel=1e-9)


def test_free_goods_count_when_asked(engine: Engine, tmp_path: Path) -> None:
    sales = Sales(3_000, seed=2)
    kept = engine.ledger(engine.files(sales.write(tmp_path)), AS_OF, count_free=True)
    assert_says(kept, sales, AS_OF, count_free=True)
    assert kept.ledger.count_free


def test_a_moment_with_a_zone_is_dated_in_utc(engine: Engine, tmp_path: Path) -> None:
    east = timezone(timedelta(hours=8))
    moments = [datetime(1969, 12, 31, 23, tzinfo=east), datetime(1970, 1, 3, 7, tzinfo=east)]
    table = {"customer": [1, 1], "day": moments, "amount": [1.0, 1.0]}
    pq.write_table(pa.table(table), tmp_path / "orders.parquet")
    state = engine.ledger(engine.files(str(tmp_path / "orders.parquet")), 9).ledger.state(9)
    assert (state.first_day[0], state.last_day[0]) == (-1, 1)


def test_customers_may_be_text_and_columns_have_other_names(engine: Engine, tmp_path: Path) -> None:
    table = {"buyer": ["乙", "A-1", "乙"], "on": [5, 6, 9], "net": [2.5, 0.1, 0.2]}
    pq.write_table(pa.table(table), tmp_path / "orders.parquet")
    columns = OrderColumns("buyer", "on", "net")
    kept = engine.ledger(engine.files(str(tmp_path / "orders.parquet"), columns), 9)
    assert kept.customer.tolist() == ["A-1", "乙"]
    assert kept.ledger.state(9).repeats.tolist() == [0, 1]


def test_what_an_engine_wrote_is_kept_and_goes_on(engine: Engine, tmp_path: Path) -> None:
    sales = Sales(6_000, seed=3)
    engine.write(engine.files(sales.write(tmp_path)), AS_OF, str(tmp_path / "ledger"))
    kept = load_closed(tmp_path / "ledger", AS_OF)
    assert_says(kept, sales, AS_OF)
    save_ledger(kept.ledger, tmp_path / "ledger.arrow", customer=kept.customer)
    ledger = load_ledger(tmp_path / "ledger.arrow").ledger
    code = np.searchsorted(kept.customer, sales.number)
    later = (sales.day > AS_OF) & np.isin(sales.code, sales.seen(AS_OF))
    log = order_log(
        code[later], sales.day[later], sales.cents[later] / CENT, customers=ledger.customers
    )
    assert not ledger.post(log).size
    whole = sales.state(FIRST + DAYS)
    assert ledger.state(FIRST + DAYS).repeats.tolist() == (
        whole.repeats[sales.seen(AS_OF)].tolist()
    )


def test_an_order_of_a_closed_day_makes_its_customer_stale(engine: Engine, tmp_path: Path) -> None:
    sales = Sales(600, seed=4)
    ledger = engine.ledger(engine.files(sales.write(tmp_path)), AS_OF).ledger
    log = order_log([3, 5], [AS_OF, AS_OF + 1], [1.0, 1.0], customers=ledger.customers)
    assert ledger.post(log).tolist() == [3]


@pytest.mark.parametrize(
    ("changed", "column", "code", "rows"),
    [
        ({"customer": pa.array([1, None, None])}, "customer", "missing_value", 2),
        ({"day": pa.array([None, 5, 6])}, "day", "missing_value", 1),
        ({"day": pa.array([10**10, 5, 6])}, "day", "day_out_of_range", 1),
        ({"amount": pa.array([1.0, float("nan"), float("inf")])}, "amount", "not_finite", 2),
        ({"amount": pa.array([1.0, -1e13, 2.0])}, "amount", "amount_out_of_range", 1),
        ({"amount": pa.array(["1", "2", "3"])}, "amount", "not_numbers", 0),
        ({"customer": pa.array([0.5, 1.0, 2.0])}, "customer", "not_codes", 0),
        ({"day": pa.array(["1", "2", "3"])}, "day", "not_days", 0),
    ],
)
def test_wrong_lines_are_refused_by_column_rows_and_rule(
    engine: Engine, changed: dict[str, pa.Array], column: str, code: str, rows: int, tmp_path: Path
) -> None:
    columns = {"customer": [1, 2, 3], "day": [4, 5, 6], "amount": [1.0, 2.0, 3.0]}
    pq.write_table(pa.table(columns | changed), tmp_path / "orders.parquet")
    with pytest.raises(ValuationError) as refused:
        engine.files(str(tmp_path / "orders.parquet"))
    assert (refused.value.column, refused.value.code, refused.value.rows) == (column, code, rows)


def test_a_missing_column_is_refused(engine: Engine, tmp_path: Path) -> None:
    path = Sales(60).write(tmp_path)
    with pytest.raises(ValuationError, match=r"net: .* a column of the log"):
        engine.files(path, OrderColumns(amount="net"))


@pytest.mark.parametrize("engine", [pytest.param("spark", marks=pytest.mark.spark)], indirect=True)
def test_both_workers_of_the_cluster_take_part(engine: Engine) -> None:
    tracker = engine.backend._session.sparkContext._jsc.sc().statusTracker()
    driver_and_workers = list(tracker.getExecutorInfos())
    assert len(driver_and_workers) == 1 + WORKERS
