"""The written set of Chinese pairs: what each is by the rule's meaning, not by what a matcher makes of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vitalfew.duplicates.matching import Record

FILE = Path(__file__).with_name("chinese_pairs.psv")


@dataclass(frozen=True)
class WrittenPair:
    """Two records, whether they are one customer, and the rule that says so."""

    one: Record
    other: Record
    is_same: bool
    rule: str


def written_pairs() -> list[WrittenPair]:
    """All of them, in the order of the file."""
    return list(_read(FILE.read_text(encoding="utf-8").splitlines()))


def _read(lines: list[str]) -> Iterator[WrittenPair]:
    for line in lines:
        if line and not line.startswith("#"):
            kind, one, other, same, rule = line.split("|")
            is_person = kind == "person"
            yield WrittenPair(
                _record(one, is_person), _record(other, is_person), same == "yes", rule
            )


def _record(text: str, is_person: bool) -> Record:
    name, *facts = text.split(";")
    said = dict(fact.split("=", 1) for fact in facts if fact)
    return Record(
        name=name,
        is_person=is_person,
        phones=tuple(said[key] for key in ("phone",) if key in said),
        mails=tuple(said[key] for key in ("mail",) if key in said),
        registration=said.get("reg", ""),
        identity=said.get("id", ""),
        company=said.get("company", ""),
        born=said.get("born"),
    )


def f1(told: list[tuple[bool, bool]]) -> float:
    """The F1 of (said, is) pairs."""
    right = sum(said and true for said, true in told)
    wrong = sum(said != true for said, true in told)
    return 2 * right / (2 * right + wrong)
