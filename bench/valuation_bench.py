"""Times the value engine on a simulated base: Parquet in, every customer scored and valued.

    python bench/valuation_bench.py ORDERS.parquet [--json]

Imports and the compiling of kernels stand outside the timings; the median of three runs counts. What
the machine allows at best is timed beside it: reading the file, and one random read per order.
"""

import argparse
import json
import os
import resource
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

import numpy as np
import pyarrow.parquet as pq
from simulate import HELD_OUT, LOGGED, START
from stopwatch import Stopwatch

import valuation as engine
from valuation.files import load_ledger, order_batches, post_file, save_ledger
from valuation.orders import kernels

REPEATS = 3  # odd: one of them is the median
AS_OF = START + LOGGED


def main() -> None:
    """Print the stages as a table, or everything as JSON."""
    parser = argparse.ArgumentParser(description="Time the value engine.")
    parser.add_argument("orders", type=Path)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    measured = measure(asked.orders)
    if asked.json:
        json.dump(measured, sys.stdout)
        return
    for part in ("from_parquet", "from_kept", "limits", "outcome"):
        print(part)
        for stage, value in measured[part].items():
            print(f"{stage:>24} {value}")
    print({name: value for name, value in measured.items() if not isinstance(value, dict)})


def measure(orders: Path) -> dict[str, object]:
    """Return everything measured as plain data."""
    held_out = np.load(orders.with_suffix(".npy"))
    kept = orders.with_name(orders.stem + ".ledger")
    warm_up(orders, held_out.size)
    whole, result = median_of(lambda watch: score(watch, posted(watch, orders, held_out.size)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    save_ledger(post_file(orders, customers=held_out.size), kept)
    again, _ = median_of(lambda watch: score(watch, loaded(watch, kept)))
    purchases, spend, expected = result
    return {
        "customers": held_out.size,
        "orders": pq.ParquetFile(orders).metadata.num_rows,
        "from_parquet": rounded(whole),
        "from_kept": rounded(again),
        "limits": limits(orders, held_out.size),
        "one_customer_ms": round(
            1000 * one_customer(load_ledger(kept).ledger, purchases, spend), 3
        ),
        "outcome": outcome(expected, held_out, purchases),
        "seconds": round(whole.total, 4),
        "cpu": round(whole.cpu, 4),
        "kept_seconds": round(again.total - again.seconds["load_ledger"], 4),
        "loaded_seconds": round(again.total, 4),
        "load": round(os.getloadavg()[0], 1),
        "peak_mb": peak,
    }


def posted(watch: Stopwatch, orders: Path, customers: int) -> engine.Ledger:
    """Return the ledger of a file of orders."""
    return watch.time("read_and_post", lambda: post_file(orders, customers=customers))


def loaded(watch: Stopwatch, kept: Path) -> engine.Ledger:
    """Return the ledger kept in a file."""
    return watch.time("load_ledger", lambda: load_ledger(kept).ledger)


def score(
    watch: Stopwatch, ledger: engine.Ledger
) -> tuple[engine.BgNbd, engine.GammaGamma, np.ndarray]:
    """Fit both models and value everybody."""
    state = watch.time("state", lambda: ledger.state(AS_OF))
    rows = watch.time("history", state.history)
    mean = watch.time("mean_spend", state.mean_spend)
    purchases, spend = watch.time("fit_both", lambda: fit_both(rows, state.repeats, mean))
    alive = watch.time("alive", lambda: purchases.alive(rows))
    expected = watch.time("expected_purchases", lambda: purchases.if_alive(rows, HELD_OUT) * alive)
    watch.time("value", lambda: expected * spend.expected_spend(state.repeats, mean))
    return purchases, spend, expected


def fit_both(
    rows: engine.History, repeats: np.ndarray, mean: np.ndarray
) -> tuple[engine.BgNbd, engine.GammaGamma]:
    """Fit purchases and spend at the same time: what one does in one thread leaves a core to the other."""
    with ThreadPoolExecutor(1) as beside:
        spend = beside.submit(engine.fit_gamma_gamma, repeats, mean)
        return engine.fit_bg_nbd(rows).model, spend.result().model


def one_customer(ledger: engine.Ledger, purchases: engine.BgNbd, spend: engine.GammaGamma) -> float:
    """Return the seconds from an order of one customer to its new value."""

    def value() -> float:
        ledger.post(engine.order_log([7], [AS_OF], [20.0], customers=ledger.customers))
        state = ledger.state(AS_OF, np.array([7]))
        rows = state.history()
        each = spend.expected_spend(state.repeats, state.mean_spend())
        return float((purchases.expected(rows, HELD_OUT) * each * purchases.alive(rows))[0])

    return min(seconds(value) for _ in range(50))


def limits(orders: Path, customers: int) -> dict[str, tuple[float, float]]:
    """Return the seconds that no engine can save: the scan, and a random read per order."""
    batches = list(order_batches(orders, customers=customers))
    customer, day, amount = (
        np.concatenate([getattr(batch, name) for batch in batches])
        for name in ("customer", "day", "amount")
    )
    lines = np.zeros((customers, 2), np.int64)  # 16 bytes each: the least that could be kept
    tasks: dict[str, Callable[[], object]] = {
        "scan_of_columns": lambda: (customer.sum(), day.sum(), amount.sum()),
        "read_of_parquet": lambda: pq.read_table(orders),
        "random_read_per_order": lambda: int(lines[:, 0][customer].sum()),
    }

    def alone(name: str) -> dict[str, tuple[float, float]]:
        return rounded(median_of(lambda watch: watch.time(name, tasks[name]))[0])

    return {name: alone(name)[name] for name in tasks}


def outcome(
    expected: np.ndarray, held_out: np.ndarray, purchases: engine.BgNbd
) -> dict[str, float]:
    """Return the parameters and how the forecast compares with what was held out."""
    graded = engine.score_forecast("bg_nbd", expected, held_out.astype(np.float64))
    parameters = {name: getattr(purchases, name) for name in ("r", "alpha", "a", "b")}
    result = {**parameters, "mae": graded.mae, "rmse": graded.rmse, "bias": graded.bias}
    return {name: round(value, 5) for name, value in result.items()}


def warm_up(orders: Path, customers: int) -> None:
    """Compile every kernel, on the first orders of the file."""
    first = next(order_batches(orders, customers=customers))
    ledger = engine.Ledger(max(kernels.LARGE, customers // 10))
    known = first.customer < ledger.customers
    columns = (first.customer[known], first.day[known], first.amount[known])
    ledger.post(engine.order_log(*columns, customers=ledger.customers))
    score(Stopwatch(), ledger)


def median_of[Result](task: Callable[[Stopwatch], Result]) -> tuple[Stopwatch, Result]:
    """Return the median of some runs by the clock, and what it returned."""
    runs = []
    for _ in range(REPEATS):
        watch = Stopwatch()
        runs.append((watch, task(watch)))
    return sorted(runs, key=lambda run: run[0].total)[REPEATS // 2]


def seconds(task: Callable[[], object]) -> float:
    """Return how long a task took."""
    started = perf_counter()
    task()
    return perf_counter() - started


def rounded(watch: Stopwatch) -> dict[str, tuple[float, float]]:
    """Return the seconds of the stages by the clock and of all cores."""
    return {
        stage: (round(took, 4), round(watch.processor[stage], 4))
        for stage, took in watch.seconds.items()
    }


if __name__ == "__main__":
    main()
