"""Writing a run: its row, and a partition of scores that is filled and indexed aside and then attached whole."""

import io

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as arrow_csv
from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.errors import LockNotAvailable

from vitalfew.value.facts import UNIT, Integers
from vitalfew.value.models import ValueRun
from vitalfew.value.reckoning import Floats, Reckoned
from vitalfew.value.rules import tier_codes

ROWS_AT_ONCE = 100_000
MONEY = pa.decimal128(18, 4)
SORTS = {
    "best": "score DESC",
    "sales": "net_sales DESC",
    "expected": "sales_expectation DESC",
    "latest": "last_on DESC",
}
# Read with the key, so that sums over a department or an owner never visit the rows: they lie all over the table.
SUMMED = "INCLUDE (run_id, tier, net_sales, sales_expectation)"
# What the lists of the newest run need: each sort alone, within a tier and a stage; the customers of a department and
# of an owner, few enough to be sorted in any other way; the bands of ranks; and filters that leave next to nothing
# together, as the best who bought once. Each index costs a run of a million about a second; customers that are nobody's
# cost nothing in those by department and owner.
INDEXES = (
    {"rank": "(rank)", "together": "(tier, stage, purchases)"}
    | {name: f"({keys}, customer_id DESC)" for name, keys in SORTS.items()}
    | {
        f"{group}_{name}": f"({group}, {keys}, customer_id DESC)"
        for group in ("tier", "stage")
        for name, keys in SORTS.items()
    }
    | {
        "department": f"(department_id, score DESC, customer_id DESC) {SUMMED} WHERE department_id IS NOT NULL",
        "owner": f"(owner_id, score DESC, customer_id DESC) {SUMMED} WHERE owner_id IS NOT NULL",
    }
)
# The best customers hardly ever bought once: without these, the planner would look for such customers row by row.
ALIKE = (("tier", "stage"), ("stage", "purchases"), ("tier", "stage", "purchases"))
# While an older run is being read, its indexes stay; the next run tries again.
PATIENCE = "SET LOCAL lock_timeout = '1s'"


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
        index_partition(cursor, partition)
        cursor.execute(
            f"ALTER TABLE value_customerscore ATTACH PARTITION {partition} FOR VALUES IN ({run.pk})"
        )
        _forget_older_lists(cursor, run)
        _follow_customers(cursor, partition)


def _follow_customers(cursor: CursorWrapper, partition: str) -> None:
    """Take over what changed since the facts were read; later changes wait for this run, and then follow."""
    cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('value stages', 0))")
    cursor.execute(
        f"UPDATE {partition} s SET stage = c.stage, owner_id = c.owner_id, department_id = c.department_id"
        " FROM customers_customer c WHERE c.id = s.customer_id AND (c.stage <> s.stage"
        " OR c.owner_id IS DISTINCT FROM s.owner_id OR c.department_id IS DISTINCT FROM s.department_id)"
    )


def index_partition(cursor: CursorWrapper, partition: str) -> None:
    """Make the partition ready to be listed."""
    for name, keys in INDEXES.items():
        cursor.execute(f"CREATE INDEX {partition}_{name} ON {partition} {keys}")
    for columns in ALIKE:
        name = f"{partition}_{'_'.join(columns)}"
        cursor.execute(f"CREATE STATISTICS {name} (mcv) ON {', '.join(columns)} FROM {partition}")
    cursor.execute(f"ANALYZE {partition}")


def _forget_older_lists(cursor: CursorWrapper, run: ValueRun) -> None:
    """Older runs are read one customer at a time: their key is enough, and the indexes are most of their size."""
    cursor.execute(
        "SELECT indexrelid::regclass::text FROM pg_index i JOIN pg_inherits h ON h.inhrelid = i.indrelid"
        " WHERE h.inhparent = 'value_customerscore'::regclass AND NOT i.indisprimary"
        " AND i.indrelid <> %s::regclass",
        [f"value_score_run_{run.pk}"],
    )
    names = [name for (name,) in cursor.fetchall()]
    try:
        with transaction.atomic():
            cursor.execute(PATIENCE)
            for name in names:
                cursor.execute(f"DROP INDEX {name}")
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise


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
        "stage": facts.stages,
        "owner_id": _key_or_none(facts.owners),
        "department_id": _key_or_none(facts.departments),
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


def _key_or_none(keys: Integers) -> pa.Array:
    return pa.array(keys, mask=keys == 0)


def _money(amounts: Floats) -> pa.Array:
    return _decimals(np.rint(amounts * UNIT).astype(np.int64))


def _decimals(units: Integers) -> pa.Array:
    """Ten-thousandths as decimals: the same 64 bits, with the sign carried on, are a 128-bit number."""
    pairs: npt.NDArray[np.int64] = np.empty((units.size, 2), np.int64)
    pairs[:, 0] = units
    pairs[:, 1] = units >> 63
    return pa.Array.from_buffers(MONEY, units.size, [None, pa.py_buffer(pairs)])
