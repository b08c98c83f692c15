"""A pytest plugin: how many cases of which fault were run, and whether they held.

A test says by the marker ``fault("C1")`` what it guards against (the rows of ``torture.rows``). It counts as one case,
unless it counts through the fixture ``cases``: few in everyday runs, many under ``make torture``. Tests and figures
are the same ones; only the numbers differ.

Environment: VITALFEW_TORTURE=1 runs the many; VITALFEW_TORTURE_ONLY="C1 D3" runs those rows alone;
VITALFEW_TORTURE_NOTES names the file to which each test adds one line of JSON.
"""

import json
import os
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

SEED = 20_260_101  # everyday runs look at the same sample every time
NOTED = pytest.StashKey["Cases"]()


class Cases:
    """The cases of one test."""

    def __init__(self, *, many: bool) -> None:
        self.many, self.number = many, 0

    def number_of(self, few: int, many: int) -> int:
        """How many to run."""
        return many if self.many else few

    def rounds(self, few: int, many: int) -> Iterator[int]:
        """That many rounds, each counted once it is over."""
        for place in range(self.number_of(few, many)):
            yield place
            self.add()

    def among[Thing](
        self, things: Sequence[Thing], few: int, many: int | None = None
    ) -> Iterator[Thing]:
        """Some of the things, or (``many`` None) all of them under torture; each counted once it is over."""
        wanted = self.number_of(few, len(things) if many is None else many)
        order = random.Random(SEED)  # noqa: S311 - a sample, no secret
        for thing in order.sample(list(things), min(wanted, len(things))):
            yield thing
            self.add()

    def add(self, number: int = 1) -> None:
        """So many more held."""
        self.number += number


@pytest.fixture
def cases(request: pytest.FixtureRequest) -> Cases:
    """Counts the cases of a test with the marker ``fault``."""
    counted = Cases(many=bool(os.environ.get("VITALFEW_TORTURE")))
    request.node.stash[NOTED] = counted
    return counted


def faults_of(item: pytest.Item) -> list[str]:
    """The rows that a test is for; of the nearest marker only, so that a test may say otherwise than its module."""
    nearest = item.get_closest_marker("fault")
    return [str(name) for name in nearest.args] if nearest else []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the rows that were asked for."""
    wanted = set(os.environ.get("VITALFEW_TORTURE_ONLY", "").split())
    if not wanted:
        return
    kept = [item for item in items if wanted & set(faults_of(item))]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Note what came out of each test."""
    outcome: Any = yield
    report: pytest.TestReport = outcome.get_result()
    notes = os.environ.get("VITALFEW_TORTURE_NOTES")
    if notes and (report.when == "call" or (report.when == "setup" and not report.passed)):
        for fault in faults_of(item):
            _note(Path(notes), _line(item, report, fault))


def _line(item: pytest.Item, report: pytest.TestReport, fault: str) -> dict[str, object]:
    counted = item.stash.get(NOTED, None)
    held = counted.number if counted and counted.number else int(report.passed)
    return {
        "id": fault,
        "test": item.nodeid,
        "cases": held + int(report.failed),
        "failed": int(report.failed),
        "skipped": str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else "",
        "seconds": round(report.duration, 2),
    }


def _note(file: Path, line: dict[str, object]) -> None:
    """Added in one write, so that several processes may note at once."""
    with file.open("ab", buffering=0) as notes:
        notes.write(json.dumps(line).encode() + b"\n")
