"""Writing a run: its row, and a partition of scores that is filled and indexed aside and then attached whole."""

import io

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as arrow_csv
from django.db import connection, transaction

from vitalfew.value.facts import UNIT, Integers
from vitalfew.value.models import ValueRun
from vitalfew.value.reckoning import Floats, Reckoned
from vitalfew.value.rules import tier_codes

ROWS_AT_ONCE = 100_000
MONEY = pa.decimal128(18, 4)
INDEXES = {
    "best": "(score DESC, customer_id DESC)",
    "rank": "(rank)",
    "tier": "(tier, score DESC, customer_id DESC)",
    "sales": "(net_sales DESC, customer_id DESC)",
    "expected": "(sales_expectation DESC, customer_id DESC)",
    "latest": "(last_on DESC, customer_id DESC)",
}


@transaction.atomic
def store_scores(run: ValueRun, reckoned: Reckoned) -> None:
    """Write every customer's standing of a run that has just been made; call inside the run's transaction."""
    partition = f"value_score_run_{run.pk}"
    table = _table(run, reckoned)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute(
            f"CREATE TABLE {partition} (LIKE value_customerscore INCLUDING DEFAULTS INCLUDING CONSTRAINTS,"
            f" CONSTRAINT {partition}_alone CHECK (run_id = {run.pk}))"
        )
        columns = ", ".join(table.column_names)
        with (
            cursor.copy(
                f"COPY {partition} ({columns}) FROM STDIN (FORMAT csv, FREEZE)"  # seen by nobody before the commit
            ) as copy
        ):
            for batch in table.to_batches(ROWS_AT_ONCE):
                copy.write(_csv(batch))
        cursor.execute(f"ALTER TABLE {partition} ADD PRIMARY KEY (customer_id, run_id)")
        for name, keys in INDEXES.items():
            cursor.execute(f"CREATE INDEX {partition}_{name} ON {partition} {keys}")
        cursor.execute(
            f"ALTER TABLE value_customerscore ATTACH PARTITION {partition} FOR VALUES IN ({run.pk})"
        )
        cursor.execute(f"ANALYZE {partition}")


def _csv(batch: pa.RecordBatch) -> bytes:
    text = io.BytesIO()
    arrow_csv.write_csv(
        batch, text, arrow_csv.WriteOptions(include_header=False, quoting_style="none")
    )
    return text.getvalue()


def _table(run: ValueRun, reckoned: Reckoned) -> pa.Table:
    facts, sales, forecast = reckoned.facts, reckoned.sales, reckoned.forecast
    standings, size = reckoned.standings, facts.customers.size
    codes = np.array(tier_codes(run.settings.scheme))
    columns = {
        "run_id": np.full(size, run.pk),
        "customer_id": facts.customers,
        "rank": standings.rank,
        "tier": codes[standings.tier],
        "score": standings.score,
        "percentile": 100 * (size - standings.rank) / max(size, 1),
        **{f"{name}_score": values for name, values in standings.scaled.items()},
        **{name: _money(values) for name, values in reckoned.components.items()},
        "known_profit": _decimals(sales.known_profit),
        "uncosted_sales": _decimals(sales.uncosted),
        "net_sales": _decimals(sales.net),
        "lifetime_value": _money(forecast.lifetime_value),
        "expected_spend": forecast.expected_spend,
        "expected_purchases": forecast.expected_purchases,
        "p_alive": pa.array(
            forecast.p_alive, from_pandas=True
        ),  # NaN: never bought, nothing to say
        "purchases": forecast.purchases,
        "orders": sales.orders,
        "first_on": sales.first_day.astype("datetime64[D]"),
        "last_on": sales.last_day.astype("datetime64[D]"),
    }
    best_first = np.argsort(
        standings.rank
    )  # as lists read them: neighbours in a list are neighbours on the disk
    return pa.table(columns).take(pa.array(best_first))


def _money(amounts: Floats) -> pa.Array:
    return _decimals(np.rint(amounts * UNIT).astype(np.int64))


def _decimals(units: Integers) -> pa.Array:
    """Ten-thousandths as decimals: the same 64 bits, with the sign carried on, are a 128-bit number."""
    pairs: npt.NDArray[np.int64] = np.empty((units.size, 2), np.int64)
    pairs[:, 0] = units
    pairs[:, 1] = units >> 63
    return pa.Array.from_buffers(MONEY, units.size, [None, pa.py_buffer(pairs)])
