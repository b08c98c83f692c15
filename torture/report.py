"""What came out of a run of faults, as a table for the terminal and for docs/reliability.md."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from torture.rows import ROWS, Row

BEGIN, END = "<!-- made by make torture -->\n", "<!-- end -->\n"


@dataclass(frozen=True)
class Result:
    """One row: how many cases were run, how many did not hold, when, and which tests were left out."""

    id: str
    cases: int
    failed: int
    day: str
    skipped: str = ""


def results_of(lines: Sequence[dict[str, object]], day: date) -> list[Result]:
    """The sums of what the tests noted, in the order of the rows."""
    return [
        _sum(row.id, found, day)
        for row in ROWS
        if (found := [x for x in lines if x["id"] == row.id])
    ]


def _sum(name: str, lines: list[dict[str, object]], day: date) -> Result:
    skipped = sorted({str(line["skipped"]) for line in lines if line["skipped"]})
    return Result(
        name,
        sum(int(str(line["cases"])) for line in lines),
        sum(int(str(line["failed"])) for line in lines),
        day.isoformat(),
        "; ".join(skipped),
    )


def verdict(result: Result | None, due: int) -> str:
    """In a word or two."""
    if result is None or not result.cases:
        return "not run"
    if result.failed:
        return f"{result.failed} failed"
    return "held" if result.cases >= due else "held, fewer than due"


def table(results: Iterable[Result]) -> str:
    """For the terminal."""
    found = {result.id: result for result in results}
    head = f"{'row':5}{'cases':>8}{'due':>8}{'failed':>8}  result"
    lines = [
        f"{row.id:5}{_number(found.get(row.id)):>8}{_due(row):>8}{found[row.id].failed if row.id in found else '':>8}"
        f"  {verdict(found.get(row.id), row.due)}"
        for row in ROWS
    ]
    return "\n".join([head, *lines])


def _number(result: Result | None) -> str:
    return str(result.cases) if result else ""


def written(document: str, results: Iterable[Result]) -> str:
    """The document with its table made anew."""
    found = {result.id: result for result in results}
    lines = [
        "| row | proves | due | cases run | result | date |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in ROWS:
        result = found.get(row.id)
        said = " ".join(
            filter(
                None, [verdict(result, row.due), row.open and f"({row.open})", _left_out(result)]
            )
        )
        lines.append(
            f"| {row.id} | {row.proves} | {_due(row)} | {_number(result) or 0} | {said} | {_day(result)} |"
        )
    head, _, rest = document.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}{'\n'.join(lines)}\n{END}{tail}"


TABLE_LINE = re.compile(
    r"^\| (?P<id>[A-G]\d+) \|.*\| (?P<cases>\d+) \| (?P<said>[^|]*) \| (?P<day>[\d-]+) \|$",
    re.MULTILINE,
)


def remembered(document: str) -> list[Result]:
    """What an earlier run wrote into the document; rows that were never run are left out."""
    return [
        Result(
            line["id"],
            int(line["cases"]),
            int(failed[1]) if (failed := re.match(r"(\d+) failed", line["said"])) else 0,
            line["day"],
            skipped[1] if (skipped := re.search(r"\(left out: (.*)\)$", line["said"])) else "",
        )
        for line in TABLE_LINE.finditer(document)
    ]


def _due(row: Row) -> str:
    return str(row.due or "all")


def _day(result: Result | None) -> str:
    return result.day if result else ""


def _left_out(result: Result | None) -> str:
    return f"(left out: {result.skipped})" if result and result.skipped else ""
