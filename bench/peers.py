"""Measures the value engine against lifetimes and pymc-marketing on the same simulated orders.

    python bench/peers.py --peer-python .venv-bench/bin/python [--customers 1000000]

The peers live in an environment of their own (requirements/bench.txt). Prints JSON: one row per
peer with our seconds, its seconds and the ratio. Loading and imports stand outside all timings.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from simulate import Simulated, simulate
from valuation_bench import measure

HERE = Path(__file__).parent
PEERS = {"lifetimes": "peer_lifetimes.py", "pymc_marketing": "peer_pymc_marketing.py"}
PATIENCE = 900  # seconds for one peer


def run_peer(python: str, script: str, data: Path) -> dict[str, object]:
    """Run a peer in its environment and return what it printed last."""
    command = [python, str(HERE / script), str(data)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode:
        raise SystemExit(f"{script} failed:\n{done.stderr[-2000:]}")
    answer: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def row(peer: str, ours: dict[str, object], theirs: dict[str, object]) -> dict[str, object]:
    """Return one line of the comparison."""
    size = f"{ours['customers'] // 1_000_000}m" if ours["customers"] >= 1_000_000 else "small"
    return {
        "id": f"value.{size}.vs_{peer}",
        "peer_version": theirs["version"],
        "customers": ours["customers"],
        "ours_seconds": ours["seconds"],
        "peer_seconds": round(theirs["seconds"], 3),
        "ratio": round(theirs["seconds"] / ours["seconds"], 1),
        "peer_stages": {stage: round(each, 3) for stage, each in theirs["stages"].items()},
        "peer_outcome": theirs["outcome"],
    }


def save(base: Simulated, folder: str) -> Path:
    """Write the orders where the peers can read them."""
    path = Path(folder) / "orders.npz"
    columns = {"customer": base.customer, "day": base.day, "amount": base.amount}
    np.savez(path, **columns, as_of=base.as_of)
    return path


def main() -> None:
    """Measure ourselves, then each peer, and print the rows."""
    parser = argparse.ArgumentParser(description="Measure the value engine against its peers.")
    parser.add_argument("--peer-python", required=True)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--only", choices=sorted(PEERS))
    asked = parser.parse_args()
    base = simulate(asked.customers)
    ours = measure(base)
    chosen = [asked.only] if asked.only else sorted(PEERS)
    with TemporaryDirectory() as folder:
        data = save(base, folder)
        rows = [row(peer, ours, run_peer(asked.peer_python, PEERS[peer], data)) for peer in chosen]
    json.dump({"ours": ours, "rows": rows}, sys.stdout, indent=2)


if __name__ == "__main__":
    main()
