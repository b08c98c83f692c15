"""Comparing two people: the weights of name, birth, numbers, address and how they are reached, added up."""

from collections.abc import Iterator
from datetime import date

from rapidfuzz.distance import OSA, JaroWinkler

from vitalfew.duplicates.matching.address_evidence import addressed
from vitalfew.duplicates.matching.companies import company
from vitalfew.duplicates.matching.company_evidence import named as company_named
from vitalfew.duplicates.matching.evidence import Comparison, Finding, Part, Verdict
from vitalfew.duplicates.matching.persons import PersonName, person_name
from vitalfew.duplicates.matching.reach_evidence import numbered, of_one_domain, reached
from vitalfew.duplicates.matching.records import Record

SAME, LIKELY = 14.0, 9.0
SHARED = {"phone", "mail"}
CLOSE_WORD = 0.88
SHORTEST_SLIP = 4


def compare_persons(first: Record, second: Record) -> Comparison:
    """The verdict about two people."""
    parts = (
        *name_parts(person_name(first), person_name(second)),
        *born(first.born, second.born),
        *numbered("identity", first.identity, second.identity),
        *reached(first, second),
        *addressed(first.address, second.address),
        *_placed(first, second),
    )
    return Comparison(_verdict(parts), parts)


def _verdict(parts: tuple[Part, ...]) -> Verdict:
    weight = sum(part.weight for part in parts)
    if weight >= SAME:
        return Verdict.SAME
    if weight >= LIKELY:
        return Verdict.LIKELY
    # People who share a phone or a mailbox know each other; that does not make them one.
    shared = any(part.name in SHARED and part.finding == Finding.EQUAL for part in parts)
    return Verdict.RELATED if shared else Verdict.DIFFERENT


def name_parts(one: PersonName, other: PersonName) -> Iterator[Part]:
    """One part for a Chinese name, two for family and given name in Latin letters."""
    if not one.sounds or not other.sounds:
        return
    if one.is_han or other.is_han:
        yield _chinese(one, other)
        return
    yield from _latin(one, other)


def _chinese(one: PersonName, other: PersonName) -> Part:
    if one.whole == other.whole:
        return Part("name", Finding.EQUAL, 6.0)
    if one.is_han != other.is_han:
        same = sorted(one.run) == sorted(other.run) and _same_syllables(one, other)
        return Part("name", Finding.CLOSE, 4.0) if same else Part("name", Finding.AGAINST, -6.0)
    if one.run == other.run:
        return Part("name", Finding.CLOSE, 3.0)  # 张伟 and 张玮
    return Part("name", Finding.AGAINST, -6.0)


def _same_syllables(one: PersonName, other: PersonName) -> bool:
    """wang fang, fang wang and wangfang are 王芳."""
    han, latin = (one, other) if one.is_han else (other, one)
    family = han.sounds[:1]
    given = "".join(han.sounds[1:])
    return latin.run in {han.run, given + "".join(family)} or sorted(latin.sounds) == sorted(
        han.sounds
    )


def _latin(one: PersonName, other: PersonName) -> Iterator[Part]:
    straight = [_word("family", one.family, other.family), _word("given", one.given, other.given)]
    crossed = [_word("family", one.family, other.given), _word("given", one.given, other.family)]
    swapped = sum(p.weight for p in crossed if p) - 1.0
    yield from (
        p for p in (crossed if swapped > sum(p.weight for p in straight if p) else straight) if p
    )


def _word(name: str, one: str, other: str) -> Part | None:
    if not one or not other:
        return None
    if one == other:
        return Part(name, Finding.EQUAL, 4.0)
    if _is_slip(one, other):
        return Part(name, Finding.CLOSE, 2.5)
    if one[0] == other[0] and 1 in {len(one), len(other)}:
        return Part(name, Finding.CONTAINED, 1.0)
    return Part(name, Finding.AGAINST, -3.0)


def _is_slip(one: str, other: str) -> bool:
    """A letter wrong, left out or moved; in a short name that is another name."""
    if min(len(one), len(other)) < SHORTEST_SLIP:
        return False
    return OSA.distance(one, other) == 1 or JaroWinkler.similarity(one, other) >= CLOSE_WORD


def born(one: date | str | None, other: date | str | None) -> Iterator[Part]:
    """The day of birth: equal, with a slip, with day and month or two parts the same, or another."""
    this, that = _digits(one), _digits(other)
    if not this or not that:
        return
    if this == that:
        yield Part("born", Finding.EQUAL, 9.0)
    elif OSA.distance(this, that) == 1 or this == that[:4] + that[6:8] + that[4:6]:
        yield Part("born", Finding.CLOSE, 5.0)
    elif sum(a == b for a, b in zip(_fields(this), _fields(that), strict=True)) == 2:
        yield Part("born", Finding.CLOSE, 2.0)
    else:
        yield Part("born", Finding.AGAINST, -4.0)


def _digits(born: date | str | None) -> str:
    return f"{born:%Y%m%d}" if isinstance(born, date) else (born or "")


def _fields(digits: str) -> tuple[str, str, str]:
    return digits[:4], digits[4:6], digits[6:]


def _placed(first: Record, second: Record) -> Iterator[Part]:
    """Where they work: by the names of the companies, or where those differ, by the domain of the companies' mail."""
    parts = tuple(employed(first.company, second.company))
    if any(part.finding == Finding.EQUAL for part in parts):
        yield from parts
    else:
        yield from tuple(of_one_domain(first, second)) or parts


def employed(one: str, other: str) -> Iterator[Part]:
    """Where they work: at the same company, or at two."""
    if not one or not other:
        return
    found = {part.name: part.finding for part in company_named(company(one), company(other))}
    if Finding.AGAINST in found.values():
        yield Part("company", Finding.AGAINST, -2.0)
    else:
        yield Part("company", Finding.EQUAL, 4.5)
