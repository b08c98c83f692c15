"""Measures the plan of the order log on DuckDB and on a Spark cluster of two workers, on this machine.

    python bench/engines_bench.py --spark-python .venv-spark/bin/python

From Parquet to the ledger in Parquet, every line checked. Prints JSON rows: lines per second, and the
processor seconds a thousand million lines would take, from which the cost of a cluster follows.
"""

import argparse
import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import pyarrow.parquet as pq
from peers import SMALL, Row, run, simulated
from simulate import LOGGED, START

from valuation.engines import Engine, embedded
from valuation.engines.tests.cluster import spark_engine

AS_OF = START + LOGGED
FEW = 100_000  # customers of the log whose time is taken off: most of it is starting
MEMORY = "2GB"
SOURCE = Path(__file__).parents[1] / "src"


def main() -> None:
    """Measure both, each in a process of its own."""
    parser = argparse.ArgumentParser(description="Measure the engines under the value engine.")
    parser.add_argument("--spark-python", type=Path, default=Path(sys.executable))
    parser.add_argument("--run", choices=["duckdb", "spark"])
    parser.add_argument("--orders", type=Path)
    asked = parser.parse_args()
    if asked.run:
        print(json.dumps(RUNS[asked.run](asked.orders)))
        return
    pythons = {"duckdb": Path(sys.executable), "spark": asked.spark_python}
    print(json.dumps([row(name, python) for name, python in pythons.items() if python.exists()]))


def row(name: str, python: Path) -> Row:
    """Return what an engine needs for each further line: the large log less the small one.

    Spark compiles while it runs, so that a log of some minutes shows it slower than one of hours.
    """
    few, many = (measured(name, python, simulated(customers)) for customers in (FEW, SMALL))
    lines = many["lines"] - few["lines"]
    took, cpu = many["seconds"] - few["seconds"], many["cpu"] - few["cpu"]
    return {
        "name": f"engines.{name}",
        "ours": round(lines / took),
        "peer": None,
        "unit": "rows/s",
        "ratio": None,
        "rows_per_cpu_second": round(lines / cpu),
        "cpu_hours_per_1e9_lines": round(cpu / lines * 1e9 / 3600, 2),
        "runs": [few, many],
    }


def measured(name: str, python: Path, orders: Path) -> Row:
    """Run an engine in a process of its own."""
    command = [
        "env",
        f"PYTHONPATH={SOURCE}",
        str(python),
        str(Path(__file__)),
        "--run",
        name,
        "--orders",
        str(orders),
    ]
    answer: Row = json.loads(run(command).strip().splitlines()[-1])
    return answer


def on_duckdb(orders: Path) -> Row:
    """DuckDB with two threads in bounded memory."""
    with TemporaryDirectory() as folder, embedded(memory=MEMORY, scratch=folder) as engine:
        took = timed(lambda: reduce(engine, orders, Path(folder) / "ledger.parquet"))
    return told(orders, took, resource.RUSAGE_SELF)


def on_two_workers(orders: Path) -> Row:
    """A cluster of two workers with one core each; its processes end before they are counted."""
    with TemporaryDirectory() as name, spark_engine(Path(name), "-server") as engine:
        took = timed(lambda: reduce(engine, orders, Path(name) / "ledger"))
    return told(orders, took, resource.RUSAGE_CHILDREN)


def reduce(engine: Engine, orders: Path, target: Path) -> None:
    """Check the lines and write their ledger."""
    engine.write(engine.files(str(orders)), AS_OF, str(target))


def timed(task: Callable[[], None]) -> float:
    """Return how long a task took."""
    started = perf_counter()
    task()
    return perf_counter() - started


def told(orders: Path, took: float, whose: int) -> Row:
    """Return a run with the processor time and the largest memory of its processes."""
    used = resource.getrusage(whose)
    return {
        "lines": pq.ParquetFile(orders).metadata.num_rows,
        "seconds": round(took, 2),
        "cpu": round(used.ru_utime + used.ru_stime, 2),
        "peak_mb": used.ru_maxrss // 1024,
    }


RUNS: dict[str, Callable[[Path], Row]] = {"duckdb": on_duckdb, "spark": on_two_workers}


if __name__ == "__main__":
    main()
