"""Times the value engine on a simulated base: orders in, every customer scored and valued.

    python bench/valuation_bench.py [customers] [--json]

Simulation, imports and the compiling of kernels stand outside the timings; the best of three runs
counts.
"""

import argparse
import json
import resource
import sys

import numpy as np
from simulate import HELD_OUT, Simulated, simulate
from stopwatch import Stopwatch

import valuation as engine
from valuation.orders import kernels_numba
from valuation.purchases import leaving

REPEATS = 3


def run_once(base: Simulated) -> tuple[Stopwatch, dict[str, float]]:
    """Do the whole task once; return its stages and how the forecast came out."""
    watch = Stopwatch()
    log = watch.time(
        "check",
        lambda: engine.order_log(base.customer, base.day, base.amount, customers=base.customers),
    )
    state = watch.time("summarise", lambda: engine.summarise(log, base.as_of))
    rows = watch.time("history", state.history)
    purchases = watch.time("fit_bg_nbd", lambda: engine.fit_bg_nbd(rows)).model
    expected = watch.time("expected_purchases", lambda: purchases.expected(rows, HELD_OUT))
    watch.time("alive", lambda: purchases.alive(rows))
    mean = watch.time("mean_spend", state.mean_spend)
    spend = watch.time("fit_gamma_gamma", lambda: engine.fit_gamma_gamma(state.repeats, mean)).model
    watch.time("value", lambda: expected * spend.expected_spend(state.repeats, mean))
    return watch, outcome(expected, base, purchases)


def outcome(expected: np.ndarray, base: Simulated, purchases: engine.BgNbd) -> dict[str, float]:
    """Return the parameters and how the forecast compares with what was held out."""
    score = engine.score_forecast("bg_nbd", expected, base.held_out.astype(np.float64))
    parameters = {name: getattr(purchases, name) for name in ("r", "alpha", "a", "b")}
    return {**parameters, "mae": score.mae, "rmse": score.rmse, "bias": score.bias}


def warm_up() -> None:
    """Compile the kernels on a handful of rows."""
    few = np.zeros(1, np.int32)
    kernels_numba.collect(few, few, np.ones(1), 1, 1e-6)
    rows = engine.compress(engine.history([1], [1], [2]))
    evidence = leaving.DropoutEvidence.from_rows(rows, 7.0)
    tables = leaving.dropout_tables(evidence, np.ones(4))
    kernels_numba.dropout_sums(evidence.rows, tables)


def measure(base: Simulated) -> dict[str, object]:
    """Return the best of some runs as plain data."""
    warm_up()
    runs = [run_once(base) for _ in range(REPEATS)]
    watch, result = min(runs, key=lambda run: run[0].total)
    return {
        "customers": base.customers,
        "orders": int(base.customer.size),
        "stages": {stage: round(seconds, 4) for stage, seconds in watch.seconds.items()},
        "seconds": round(watch.total, 4),
        "outcome": {name: round(value, 5) for name, value in result.items()},
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    """Print the stages as a table, or everything as JSON."""
    parser = argparse.ArgumentParser(description="Time the value engine.")
    parser.add_argument("customers", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    measured = measure(simulate(asked.customers))
    if asked.json:
        json.dump(measured, sys.stdout, indent=2)
        return
    print(f"{measured['customers']:,} customers, {measured['orders']:,} orders")
    for stage, seconds in measured["stages"].items():
        print(f"{stage:>20} {seconds:9.4f} s")
    print(f"{'total':>20} {measured['seconds']:9.4f} s   peak {measured['peak_mb']:,} MB")
    print(", ".join(f"{name} {value}" for name, value in measured["outcome"].items()))


if __name__ == "__main__":
    main()
