"""The rows and the tests speak of the same faults, and the report says what was run."""

import re
from datetime import date
from pathlib import Path

from torture.report import BEGIN, END, Result, remembered, results_of, table, verdict, written
from torture.rows import ROWS

ROOT = Path(__file__).parents[1]


def marked() -> set[str]:
    """Every row that some test is marked with."""
    files = [
        *(ROOT / "src").rglob("tests/*.py"),
        *(ROOT / "torture").glob("*.py"),
        *(ROOT / "e2e").glob("*.py"),
    ]
    return {
        name
        for file in files
        for name in re.findall(r'mark\.fault\("([A-G]\d+)"', file.read_text())
    }


def test_every_marker_names_a_row() -> None:
    assert marked() <= {row.id for row in ROWS}


def test_every_row_has_a_test_or_says_what_is_missing() -> None:
    assert {row.id for row in ROWS if not row.open} - marked() == WITHOUT_TESTS


# Rows whose tests are not written yet: the report would show them as not run.
WITHOUT_TESTS: set[str] = set()


def line(row: str, cases: int, failed: int = 0, skipped: str = "") -> dict[str, object]:
    return {"id": row, "cases": cases, "failed": failed, "skipped": skipped}


def test_cases_of_all_tests_of_a_row_are_added_up() -> None:
    (result,) = results_of([line("C1", 700), line("C1", 20, 1)], date(2026, 1, 5))
    assert result == Result("C1", 720, 1, "2026-01-05")


def test_a_row_holds_only_with_all_its_cases_and_no_failure() -> None:
    assert verdict(Result("C1", 720, 0, ""), 720) == "held"
    assert verdict(Result("C1", 719, 0, ""), 720) == "held, fewer than due"
    assert verdict(Result("C1", 720, 2, ""), 720) == "2 failed"
    assert verdict(None, 720) == "not run"


def test_the_report_keeps_what_stands_around_its_table() -> None:
    document = f"Before\n{BEGIN}| yesterday |\n{END}After\n"
    text = written(document, [Result("C1", 720, 0, "2026-01-05", "no strace")])
    assert text.startswith("Before\n")
    assert text.endswith("After\n")
    assert "yesterday" not in text
    assert "| 720 | 720 | held (left out: no strace) | 2026-01-05 |" in text
    assert written(text, []).count("| not run") == len(ROWS)
    assert "C1" in table([])


def test_the_document_alone_remembers_every_row_that_was_run() -> None:
    found = [
        Result("A1", 44_000, 0, "2026-01-05"),
        Result("B16", 45, 0, "2026-01-05"),
        Result("C1", 720, 2, "2026-01-06"),
        Result("D6", 9, 0, "2026-01-07", "no strace; no room"),
    ]
    assert remembered(written(f"{BEGIN}{END}", found)) == found
