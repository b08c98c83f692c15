"""Measures the value engine, against lifetimes, pymc-marketing and what the machine allows at best.

    python bench/peers.py --peer-python .venv-bench/bin/python [--only small]

The peers live in an environment of their own (requirements/bench.txt); without it only our seconds
are told. Prints JSON rows: the whole task, Parquet in, every customer scored and valued. Imports and
our compiling stand outside the timings; a peer runs once, we run three times and count the median.
Where lifetimes would take very long it runs on fewer customers, and its seconds are extrapolated.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

from simulate import LOGGED, START

HERE = Path(__file__).parent
DATA = HERE.parent / "build" / "bench"
PEERS = {"lifetimes": "peer_lifetimes.py", "pymc_marketing": "peer_pymc_marketing.py"}
PATIENCE = 1800  # seconds for one program
SMALL, LARGE = 1_000_000, 10_000_000
# Customers of lifetimes' largest run: at 10,000,000 it would go on for many minutes, and more gigabytes
# than a laptop has. Its seconds grow a little faster than its customers: to extrapolate favours it.
FEASIBLE = 3_000_000
BARS = {"lifetimes": 25, "pymc_marketing": 12, "extrapolated": 80}  # times as fast, at least
LIMITS = {"passes": 7, "peak_mb": 4096, "kept_share": 60, "one_customer_ms": 5, "import": 1}
IMPORT = "import time; start = time.perf_counter(); {}; print(time.perf_counter() - start)"
DOOR = "import valuation"
EVERYTHING = f"{DOOR}; [getattr(valuation, name) for name in valuation.__all__]"

type Row = dict[str, Any]


def main() -> None:
    """Measure the small base, then the large one, and print the rows."""
    parser = argparse.ArgumentParser(description="Measure the value engine against its peers.")
    parser.add_argument("--peer-python", type=Path, required=True)
    parser.add_argument("--only", choices=["small", "large"])
    asked = parser.parse_args()
    rows = [importing("value.import", DOOR), importing("value.import.everything", EVERYTHING)]
    if asked.only != "large":
        rows += small(asked.peer_python)
    if asked.only != "small":
        rows += large(asked.peer_python)
    print(json.dumps(rows))


def small(peer_python: Path) -> list[Row]:
    """A million customers, against every peer on the same file."""
    orders = simulated(SMALL)
    ours = ourselves(orders)
    against = [
        compared(f"value.1m.vs_{peer}", ours, run_peer(peer_python, peer, orders), BARS[peer])
        for peer in PEERS
    ]
    return [*against, *kept_rows("value.1m", ours)]


def large(peer_python: Path) -> list[Row]:
    """Ten million customers, against what lifetimes would take, and against the machine."""
    ours = ourselves(simulated(LARGE))
    theirs = run_peer(peer_python, "lifetimes", simulated(FEASIBLE))
    measured = {"peer_ran_on": FEASIBLE, "peer_ran": theirs}
    if theirs is not None:
        theirs = theirs | {kind: theirs[kind] * LARGE / FEASIBLE for kind in ("seconds", "cpu")}
    name = "value.10m.vs_lifetimes_extrapolated"
    against = compared(name, ours, theirs, BARS["extrapolated"])
    return [against | measured, *kept_rows("value.10m", ours), *physical(ours)]


def kept_rows(name: str, ours: Row) -> list[Row]:
    """Scoring again from the kept ledger, in memory and from its file, and one customer alone."""
    again, loaded = (
        round(100 * ours[kind] / ours["seconds"], 1) for kind in ("kept_seconds", "loaded_seconds")
    )
    alone = ours["one_customer_ms"]
    return [
        within(f"{name}.from_kept", again, LIMITS["kept_share"], "%")
        | {"seconds": ours["kept_seconds"], "our_stages": ours["from_kept"]},
        within(f"{name}.from_kept_file", loaded, LIMITS["kept_share"], "%")
        | {"seconds": ours["loaded_seconds"]},
        within(f"{name}.one_customer", alone, LIMITS["one_customer_ms"], "ms"),
    ]


def physical(ours: Row) -> list[Row]:
    """How far from what the machine allows at best."""
    limits = ours["limits"]

    def times(limit: str) -> tuple[float, Row]:
        took, cpu = limits[limit]
        by_cpu = round(ours["cpu"] / cpu, 2)
        return round(ours["seconds"] / took, 2), {"by_cpu": by_cpu, "limit": limits[limit]}

    passes, further = times("random_read_per_order")
    reads, scans = times("read_of_parquet"), times("scan_of_columns")
    return [
        within("value.10m.random_passes", passes, LIMITS["passes"], "x") | further,
        told("value.10m.reads_of_parquet", reads[0], "x") | reads[1],
        told("value.10m.scans_of_columns", scans[0], "x") | scans[1],
        within("value.10m.peak", ours["peak_mb"], LIMITS["peak_mb"], "MB"),
    ]


def importing(name: str, code: str) -> Row:
    """How long an import takes, the median of three fresh processes."""
    command = [sys.executable, "-c", IMPORT.format(code)]
    took = median(
        float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        for _ in range(3)
    )
    return within(name, round(took, 3), LIMITS["import"], "s")


def simulated(customers: int) -> Path:
    """Return the file of a simulated base, written once."""
    path = DATA / f"orders_{customers // 1000}k.parquet"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name("unfinished.parquet")
        run([sys.executable, str(HERE / "simulate.py"), str(customers), str(unfinished)])
        unfinished.with_suffix(".npy").replace(path.with_suffix(".npy"))
        unfinished.replace(path)
    return path


def ourselves(orders: Path) -> Row:
    """Measure the value engine, in a process of its own."""
    answer: Row = json.loads(
        run([sys.executable, str(HERE / "valuation_bench.py"), str(orders), "--json"])
    )
    return answer


def run_peer(python: Path, peer: str, orders: Path) -> Row | None:
    """Run a peer in its environment and return what it printed last; None if it is not there."""
    if not python.exists():
        print(f"{peer} is not installed at {python}: only our seconds are told", file=sys.stderr)
        return None
    printed = run([str(python), str(HERE / PEERS[peer]), str(orders), str(START + LOGGED)])
    answer: Row = json.loads(printed.strip().splitlines()[-1])
    return answer


def run(command: list[str]) -> str:
    """Return what a program printed; stop here with its complaint if it failed."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode:
        raise SystemExit(f"{command[1]} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def compared(name: str, ours: Row, theirs: Row | None, bar: float) -> Row:
    """Return one line of the comparison; the ratio says how many times faster we are."""
    row = told(name, round(ours["seconds"], 3), "s") | {
        "bar": bar,
        "our_cpu": ours["cpu"],
        "our_stages": ours["from_parquet"],
        "load": ours["load"],
    }
    if theirs is None:
        return row
    return row | {
        "peer": round(theirs["seconds"], 1),
        "ratio": round(theirs["seconds"] / ours["seconds"], 1),
        "peer_cpu": round(theirs["cpu"], 1),
        "cpu_ratio": round(theirs["cpu"] / ours["cpu"], 1),
        "peer_version": theirs["version"],
        "peer_stages": {stage: round(seconds, 3) for stage, seconds in theirs["stages"].items()},
    }


def within(name: str, ours: float, limit: float, unit: str) -> Row:
    """Return one line against a limit; the ratio says how many times better than it we are."""
    return told(name, ours, unit) | {"peer": limit, "ratio": round(limit / ours, 2)}


def told(name: str, ours: float, unit: str) -> Row:
    """Return one line that has nothing to be compared with."""
    return {"name": name, "ours": ours, "peer": None, "unit": unit, "ratio": None}


if __name__ == "__main__":
    main()
