"""Runs every fault and attack at its full number; prints a table, writes build/torture.json and docs/reliability.md.

    python -m torture [C1 D3 ...]
    python -m torture --few [...]

With ids, only those rows run, and the report keeps what it said of the others. With --few the same tests run with the
cases of every day, what else is given goes to pytest, and nothing is written: what a change has to pass first.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from torture.report import Result, remembered, results_of, table, written

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "build" / "torture.json"
REPORT = ROOT / "docs" / "reliability.md"
ALL_OK_OR_NONE = {0, 5}
# One pass after another. What kills servers mostly waits for them: two files at once. A browser wants the machine.
PASSES: tuple[tuple[list[str], list[str]], ...] = (
    (
        ["-n", "2", "--dist", "loadfile", "-m", "fault and not alone and not spark"],
        ["src", "tools"],
    ),
    (["-m", "fault and alone"], ["src"]),
    (["-n", "2", "--dist", "loadfile", "-m", "fault"], ["torture"]),
    (
        [
            "-m",
            "fault",
            "-o",
            "faulthandler_timeout=400",
            "-o",
            "faulthandler_exit_on_timeout=true",
        ],
        ["e2e"],
    ),
)
MARKED = re.compile(r"\bfault\(([^)]*)\)")


def main() -> int:
    """Run, report; the exit code says whether everything held."""
    asked = sys.argv[1:]
    if asked[:1] == ["--few"]:
        return few(asked[1:])
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "notes"
        notes.touch()
        codes = [
            run([*words, *places], notes, asked)
            for words, folders in PASSES
            if (places := files_of(folders, asked) if asked else folders)
        ]
        lines = [json.loads(line) for line in notes.read_text().splitlines()]
    found = results_of(lines, datetime.now(UTC).date())
    print(table(keep(found, whole=not asked)))
    slowest(lines)
    return 0 if set(codes) <= ALL_OK_OR_NONE and not any(r.failed for r in found) else 1


def few(more: list[str]) -> int:
    """Every row with the cases of every day; says how long each pass took."""
    begun, codes = time.monotonic(), set[int]()
    for words, folders in PASSES:
        at = time.monotonic()
        command = [sys.executable, "-m", "pytest", "-q", "--durations=12", *words, *folders, *more]
        codes.add(subprocess.run(command, cwd=ROOT, check=False).returncode)
        print(f"{' '.join(folders)}: {time.monotonic() - at:.0f} s", flush=True)
    print(f"Faults and attacks, a few cases each: {time.monotonic() - begun:.0f} s")
    return 0 if codes <= (ALL_OK_OR_NONE if more else {0}) else 1


def files_of(folders: Iterable[str], asked: Iterable[str]) -> list[str]:
    """The test files that name a row that was asked for: reading all of them takes longer than many a row."""
    wanted = {f'"{name}"' for name in asked}
    return [
        str(file.relative_to(ROOT))
        for folder in folders
        for file in sorted((ROOT / folder).rglob("test_*.py"))
        if wanted
        & {name.strip() for said in MARKED.findall(file.read_text()) for name in said.split(",")}
    ]


def run(words: list[str], notes: Path, asked: list[str]) -> int:
    """One pass of pytest."""
    told = {"VITALFEW_TORTURE": "1", "VITALFEW_TORTURE_NOTES": str(notes)}
    told["VITALFEW_TORTURE_ONLY"] = " ".join(asked)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
    return subprocess.run(command, cwd=ROOT, env=os.environ | told, check=False).returncode


def keep(new: list[Result], *, whole: bool) -> list[Result]:
    """Write what came out; a run of some rows leaves the others as they were."""
    document = REPORT.read_text()
    before = {} if whole else {result.id: result for result in remembered(document)}
    kept = list((before | {result.id: result for result in new}).values())
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps([asdict(row) for row in kept], indent=1) + "\n")
    REPORT.write_text(written(document, kept))
    return kept


def slowest(lines: list[dict[str, object]]) -> None:
    """Where the time went."""
    seconds: dict[str, float] = defaultdict(float)
    for line in lines:
        seconds[str(line["id"])] += float(str(line["seconds"]))
    longest = sorted(seconds.items(), key=lambda pair: -pair[1])[:8]
    print("longest: " + ", ".join(f"{name} {took:.0f} s" for name, took in longest))


if __name__ == "__main__":
    sys.exit(main())
