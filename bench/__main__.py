"""Measures everything in one run: prints a table and writes build/bench.json.

    python -m bench [engine] [engines] [import] [product]

A ratio says how many times better we are than the peer, or than the limit we have to keep.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PEER_PYTHON = ROOT / ".venv-bench" / "bin" / "python"
SPARK_PYTHON = ROOT / ".venv-spark" / "bin" / "python"
PARTS = {
    "engine": ["bench/peers.py", "--peer-python", str(PEER_PYTHON)],
    "engines": ["bench/engines_bench.py", "--spark-python", str(SPARK_PYTHON)],
    "import": ["bench/import_bench.py"],
    "product": ["-m", "bench.product"],
}


def main() -> None:
    """Run the parts that were asked for, or all."""
    target = ROOT / "build" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    rows: list[dict[str, object]] = []
    for part in sys.argv[1:] or PARTS:
        rows += measured(part)
        # After every part: what was measured stays, whatever happens to the next.
        target.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
    print(
        f"{'what':38} {'ours':>12} {'peer/limit':>12} {'unit':6} {'ratio':>7} {'by cpu':>7} {'bar':>5}"
    )
    for row in rows:
        print(line(row))


def line(row: dict[str, object]) -> str:
    """One row of the table; a ratio below its bar, which is 1 against a limit, is marked."""
    ratio, bar = row["ratio"], row.get("bar", 1)
    missed = isinstance(ratio, float) and isinstance(bar, int) and ratio < bar
    return (
        f"{row['name']:38} {row['ours']:>12,} {row['peer'] or '':>12} {row['unit']:6} {ratio or '':>7}"
        f" {row.get('cpu_ratio', ''):>7} {row.get('bar', ''):>5}{' missed' if missed else ''}"
    )


def measured(part: str) -> list[dict[str, object]]:
    """The rows of one part; each runs in a process of its own, so that none warms another up."""
    print(f"measuring {part} …", file=sys.stderr)
    done = subprocess.run(
        [sys.executable, *PARTS[part]], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    rows: list[dict[str, object]] = json.loads(done.stdout.strip().splitlines()[-1])
    return rows


if __name__ == "__main__":
    main()
