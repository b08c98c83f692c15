"""Runs every fault and attack at its full number; prints a table, writes build/torture.json and docs/reliability.md.

    python -m torture [C1 D3 ...]

With ids, only those rows run, and the report keeps what it said of the others.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from torture.report import Result, results_of, table, written

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "build" / "torture.json"
REPORT = ROOT / "docs" / "reliability.md"
ALL_OK_OR_NONE = {0, 5}
# One after another: what kills servers, and what drives a browser, wants the machine for itself.
PASSES = (
    ["-n", "2", "--dist", "loadfile", "-m", "fault and not alone and not spark", "src", "tools"],
    ["-m", "fault and alone", "src"],
    ["-m", "fault", "torture"],
    ["-m", "fault", "e2e"],
)


def main() -> int:
    """Run, report; the exit code says whether everything held."""
    asked = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "notes"
        notes.touch()
        codes = [run(words, notes, asked) for words in PASSES]
        lines = [json.loads(line) for line in notes.read_text().splitlines()]
    results = keep(results_of(lines, datetime.now(UTC).date()), whole=not asked)
    print(table(results))
    slowest(lines)
    return 0 if set(codes) <= ALL_OK_OR_NONE and not any(r.failed for r in results) else 1


def run(words: list[str], notes: Path, asked: list[str]) -> int:
    """One pass of pytest."""
    told = {"VITALFEW_TORTURE": "1", "VITALFEW_TORTURE_NOTES": str(notes)}
    told["VITALFEW_TORTURE_ONLY"] = " ".join(asked)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
    return subprocess.run(command, cwd=ROOT, env=os.environ | told, check=False).returncode


def keep(new: list[Result], *, whole: bool) -> list[Result]:
    """Write what came out; a run of some rows leaves the others as they were."""
    before = (
        {}
        if whole or not RESULTS.exists()
        else {r["id"]: r for r in json.loads(RESULTS.read_text())}
    )
    kept = before | {result.id: asdict(result) for result in new}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(list(kept.values()), indent=1, default=str) + "\n")
    results = [Result(**row) for row in kept.values()]
    REPORT.write_text(written(REPORT.read_text(), results))
    return results


def slowest(lines: list[dict[str, object]]) -> None:
    """Where the time went."""
    seconds: dict[str, float] = defaultdict(float)
    for line in lines:
        seconds[str(line["id"])] += float(str(line["seconds"]))
    longest = sorted(seconds.items(), key=lambda pair: -pair[1])[:8]
    print("longest: " + ", ".join(f"{name} {took:.0f} s" for name, took in longest))


if __name__ == "__main__":
    sys.exit(main())
