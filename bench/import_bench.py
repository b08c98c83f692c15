"""Measures the import: the sample, and a CSV of five million lines whose reading must not fill the memory.

    python bench/import_bench.py [rows]

Each file is brought in by a process of its own, into an embedded server of a throw-away folder. Prints JSON rows; the
peer is the limit to keep, so a ratio above 1 is a limit kept.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from config.launcher.server import EmbeddedServer

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "src" / "vitalfew" / "importing" / "sample" / "online_retail.parquet"
ROWS_PER_S = 20_000
MEGABYTES = 500
# What is asked of customers too. They are compared with those that are here, and every number, address and tag of
# theirs has its entry in the history: a ratio under 1 says how far that is from it.
RECORDS, RECORDS_PER_S, UNDO_S = 50_000, 20_000, 300
BLOCK = 500_000


def main() -> None:
    """Measure, and print the rows."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000
    with tempfile.TemporaryDirectory(prefix="vitalfew-bench-") as folder:
        Path(folder).chmod(0o755)
        print(json.dumps(measure(Path(folder), rows)))


def measure(folder: Path, rows: int) -> list[dict[str, object]]:
    """Bring in both files, one after the other."""
    server = EmbeddedServer(folder)
    os.environ |= {
        "VITALFEW_HOME": str(folder),
        "DATABASE_URL": server.ensure(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    large = folder / "large.csv"
    write_ledger(large, rows)
    try:
        sample, whole = brought(SAMPLE), brought(large)
        records = told("bench.move_in", str(RECORDS))
    finally:
        server.stop()
    name = f"import.csv_{rows // 1_000_000}m"
    return [
        at_least("import.ledger.rows_per_s", sample["rows_per_s"], ROWS_PER_S, "rows/s"),
        at_least(f"{name}.rows_per_s", whole["rows_per_s"], ROWS_PER_S, "rows/s"),
        at_most(f"{name}.peak_rss_mb", whole["peak_rss_mb"], MEGABYTES, "MB"),
        at_least("import.customers.rows_per_s", records["rows_per_s"], RECORDS_PER_S, "rows/s"),
        at_most("import.customers.undo_s", records["undo_s"], UNDO_S, "s"),
        at_most("import.customers.peak_rss_mb", records["peak_rss_mb"], MEGABYTES, "MB"),
    ]


def at_least(name: str, ours: float, limit: float, unit: str) -> dict[str, object]:
    """A row whose figure must reach the limit."""
    return {
        "name": name,
        "ours": ours,
        "unit": unit,
        "peer": limit,
        "ratio": round(ours / limit, 2),
    }


def at_most(name: str, ours: float, limit: float, unit: str) -> dict[str, object]:
    """A row whose figure must stay under the limit."""
    return {
        "name": name,
        "ours": ours,
        "unit": unit,
        "peer": limit,
        "ratio": round(limit / ours, 2),
    }


def write_ledger(path: Path, rows: int) -> None:
    """A ledger like a wholesaler's: five lines an order, 200,000 customers, 20,000 products."""
    chance = np.random.default_rng(1)
    with pa.csv.CSVWriter(path, _block(0, 1, chance).schema) as writer:
        for start in range(0, rows, BLOCK):
            writer.write_table(_block(start, min(BLOCK, rows - start), chance))


def _block(start: int, count: int, chance: np.random.Generator) -> pa.Table:
    order = np.arange(start, start + count) // 5
    customer = (order * 7919) % 200_000
    product = chance.integers(0, 20_000, count)
    day = np.datetime64("2020-01-01T08:00") + (order % 2_000_000).astype("timedelta64[m]")
    return pa.table(
        {
            "Order number": [f"A{n}" for n in order],
            "Date": np.datetime_as_string(day, unit="m"),
            "Customer number": [f"C{n:06}" for n in customer],
            "Customer name": [f"苏州联成{n}号有限公司" for n in customer],
            "Product": [f"轴承 {n}" for n in product],
            "Quantity": chance.integers(1, 50, count),
            "Unit price": chance.integers(100, 9000, count) / 100,
        }
    )


def brought(file: Path) -> dict[str, float]:
    """What a process of its own says about bringing this file in."""
    return told("bench.bring", str(file))


def told(module: str, argument: str) -> dict[str, float]:
    """The figures that a module prints, run by itself."""
    done = subprocess.run(
        [sys.executable, "-m", module, argument],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    figures: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


if __name__ == "__main__":
    main()
