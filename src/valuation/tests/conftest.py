"""Real order logs the published figures were computed from; not all ship with the product."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from valuation import History, OrderLog, Split, order_log, split

REPOSITORY = Path(__file__).parents[3]
SAMPLE = "src/vitalfew/importing/sample"


@dataclass(frozen=True)
class Case:
    """A log, and the day its published calibration period ends."""

    log: OrderLog
    as_of: int
    held_out: int  # days
    count_free: bool

    def split(self) -> Split:
        return split(self.log, self.as_of, self.held_out, count_free=self.count_free)


def _folders() -> Iterator[Path]:
    """Where a file may be: a named folder, the product's sample, beside the checkout, a peer."""
    if named := os.environ.get("VALUATION_TEST_DATA"):
        yield Path(named)
    yield REPOSITORY / SAMPLE
    yield from sorted(REPOSITORY.parent.glob("*/data"))
    lifetimes = find_spec("lifetimes")
    for location in (lifetimes and lifetimes.submodule_search_locations) or ():
        yield Path(location) / "datasets"


def find_data(name: str) -> Path:
    found = next((each / name for each in _folders() if (each / name).is_file()), None)
    if found is None:
        pytest.skip(f"{name} is not here: name its folder in VALUATION_TEST_DATA")
    return found


def epoch_day(day: str) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))


@pytest.fixture(scope="session")
def cdnow() -> Case:
    """The 1/10 sample of all papers: 2,357 customers, 39 weeks learned, 39 held out."""
    rows = [line.split() for line in find_data("CDNOW_sample.txt").read_text().splitlines()]
    day = [f"{row[2][:4]}-{row[2][4:6]}-{row[2][6:]}" for row in rows]
    log = order_log(
        np.array([int(row[1]) - 1 for row in rows]),
        np.array(day, "datetime64[D]"),
        np.array([float(row[4]) for row in rows]),
        customers=2357,
    )
    return Case(log, epoch_day("1997-09-30"), 273, count_free=True)


@pytest.fixture(scope="session")
def online_retail() -> Case:
    """A British wholesaler 2010-12 to 2011-12; as published, sales alone without the returns."""
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(find_data("online_retail.parquet"))
    customer = table["CustomerID"].to_numpy()
    quantity = table["Quantity"].to_numpy()
    sold = ~np.isnan(customer) & (quantity > 0)
    codes, code = np.unique(customer[sold], return_inverse=True)
    amount = quantity[sold] * table["UnitPrice"].to_numpy()[sold]
    log = order_log(code, table["InvoiceDate"].to_numpy()[sold], amount, customers=codes.size)
    return Case(log, epoch_day("2011-08-31"), 100, count_free=False)


@pytest.fixture(scope="session")
def cdnow_held(cdnow: Case) -> Split:
    return cdnow.split()


@pytest.fixture(scope="session")
def cdnow_rows(cdnow_held: Split) -> History:
    return cdnow_held.calibration.history()
