"""Measures the value engine against lifetimes and pymc-marketing on the same simulated orders.

    python bench/peers.py --peer-python .venv-bench/bin/python [--customers 1000000]

The peers live in an environment of their own (requirements/bench.txt); without it only our seconds
are told. Prints JSON rows: whole task, orders in, every customer scored and valued. Loading, imports
and our compiling stand outside the timings; a peer runs once, we count the best of three.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from simulate import Simulated, simulate
from valuation_bench import measure

HERE = Path(__file__).parent
PEERS = {"lifetimes": "peer_lifetimes.py", "pymc_marketing": "peer_pymc_marketing.py"}
PATIENCE = 900  # seconds for one peer


def main() -> None:
    """Measure ourselves, then each peer that is there, and print the rows."""
    parser = argparse.ArgumentParser(description="Measure the value engine against its peers.")
    parser.add_argument("--peer-python", type=Path, required=True)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--only", choices=sorted(PEERS))
    asked = parser.parse_args()
    base = simulate(asked.customers)
    ours = measure(base)
    chosen = [asked.only] if asked.only else sorted(PEERS)
    with TemporaryDirectory() as folder:
        data = save(base, folder)
        rows = [row(peer, ours, run_peer(asked.peer_python, peer, data)) for peer in chosen]
    print(json.dumps(rows))


def save(base: Simulated, folder: str) -> Path:
    """Write the orders where the peers can read them."""
    path = Path(folder) / "orders.npz"
    columns = {"customer": base.customer, "day": base.day, "amount": base.amount}
    np.savez(path, **columns, as_of=base.as_of)
    return path


def run_peer(python: Path, peer: str, data: Path) -> dict[str, Any] | None:
    """Run a peer in its environment and return what it printed last; None if it is not there."""
    if not python.exists():
        print(f"{peer} is not installed at {python}: only our seconds are told", file=sys.stderr)
        return None
    command = [str(python), str(HERE / PEERS[peer]), str(data)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode:
        raise SystemExit(f"{PEERS[peer]} failed:\n{done.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def row(peer: str, ours: dict[str, Any], theirs: dict[str, Any] | None) -> dict[str, Any]:
    """Return one line of the comparison; the ratio says how many times faster we are."""
    told = {
        "name": f"value.{size_of(ours['customers'])}.vs_{peer}",
        "ours": round(ours["seconds"], 3),
        "peer": None,
        "unit": "s",
        "ratio": None,
        "our_stages": ours["stages"],
    }
    if theirs is None:
        return told
    return told | {
        "peer": round(theirs["seconds"], 3),
        "ratio": round(theirs["seconds"] / ours["seconds"], 1),
        "peer_version": theirs["version"],
        "peer_stages": {stage: round(seconds, 3) for stage, seconds in theirs["stages"].items()},
    }


def size_of(customers: int) -> str:
    """Return 1000000 as 1m, 100000 as 100k."""
    return f"{customers // 10**6}m" if customers >= 10**6 else f"{customers // 1000}k"


if __name__ == "__main__":
    main()
