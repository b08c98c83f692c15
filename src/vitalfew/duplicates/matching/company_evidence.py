"""Comparing two companies: by their number, else core, place, trade and form, which are not of one weight."""

from collections.abc import Iterator

from rapidfuzz.distance import OSA

from vitalfew.duplicates.matching.address_evidence import addressed
from vitalfew.duplicates.matching.companies import Company, company
from vitalfew.duplicates.matching.company_words import BODIES
from vitalfew.duplicates.matching.evidence import Comparison, Finding, Part, Verdict
from vitalfew.duplicates.matching.persons import looks_like_person
from vitalfew.duplicates.matching.places import conflict
from vitalfew.duplicates.matching.reach_evidence import numbered, reached
from vitalfew.duplicates.matching.records import Record
from vitalfew.kernel.folding import has_han

LONG_NAME = 6  # Latin letters in which one slip is a slip
PROVEN = {"phone", "mail", "domain"}


def compare_companies(first: Record, second: Record) -> Comparison:
    """The verdict about two companies."""
    one, other = company(first.name), company(second.name)
    parts = (
        *numbered("registration", first.registration, second.registration),
        *named(one, other),
        *reached(first, second),
        *addressed(first.address, second.address),
    )
    return Comparison(
        _verdict(first, one, other, {part.name: part.finding for part in parts}), parts
    )


def _verdict(record: Record, one: Company, other: Company, found: dict[str, Finding]) -> Verdict:
    if found["branch"] == Finding.AGAINST:
        return Verdict.RELATED if found["core"] != Finding.AGAINST else Verdict.DIFFERENT
    number = found.get("registration")
    if number == Finding.EQUAL:
        return Verdict.SAME
    if number is not None:
        return Verdict.DIFFERENT
    if Finding.AGAINST in {found["core"], found["place"], found["trade"], found["form"]}:
        return Verdict.DIFFERENT
    if found["group"] == Finding.AGAINST:
        return Verdict.RELATED
    return _of_alike(record, one, other, found)


def _of_alike(record: Record, one: Company, other: Company, found: dict[str, Finding]) -> Verdict:
    proven = any(found.get(name) == Finding.EQUAL for name in PROVEN)
    if one.whole == other.whole:
        # 王芳 and 王芳 may be two people who buy under their own names.
        return Verdict.LIKELY if looks_like_person(record.name) and not proven else Verdict.SAME
    if found["core"] == Finding.EQUAL:
        return Verdict.SAME if proven else Verdict.LIKELY
    return (
        Verdict.LIKELY
        if found["core"] != Finding.CLOSE or _agrees(found, proven)
        else Verdict.DIFFERENT
    )


def _agrees(found: dict[str, Finding], proven: bool) -> bool:
    """Whether the rest says so clearly that a slip in the core may be one."""
    rest = {found["place"], found["trade"]}
    return proven or Finding.EQUAL in rest


def named(one: Company, other: Company) -> Iterator[Part]:
    """What the names say: one part each."""
    yield _core(one, other)
    yield _place(one, other)
    yield _trade(one, other)
    yield _form(one, other)
    yield _group(one, other)
    yield _branch(one, other)


def _core(one: Company, other: Company) -> Part:
    if one.numbers != other.numbers:
        return Part("core", Finding.AGAINST, -10.0)
    if one.core == other.core:
        return Part("core", Finding.EQUAL, 8.0 if one.whole != other.whole else 12.0)
    if _is_short_for(one, other) or _is_short_for(other, one):
        return Part("core", Finding.CONTAINED, 5.0)
    if _sounds_alike(one, other) or _is_slip(one.core, other.core):
        return Part("core", Finding.CLOSE, 4.0)
    return Part("core", Finding.AGAINST, -10.0)


def _is_short_for(short: Company, long: Company) -> bool:
    """A name in everyday words, without legal form, inside the other's registered one; two registered ones differ."""
    if short.form or short.group or short.branch or len(short.core) < 2:
        return False
    if has_han(short.core) != has_han(long.core):
        return False
    if has_han(short.core):
        return long.core.startswith(short.core) or (
            short.core.startswith(long.core) and short.core in long.core + long.trade
        )
    return set(short.core.split()) <= set(long.core.split())


def _sounds_alike(one: Company, other: Company) -> bool:
    if one.sound == other.sound:
        return True
    if has_han(one.core) == has_han(other.core):
        return False
    return one.sound.replace(" ", "") == other.sound.replace(" ", "")


def _is_slip(one: str, other: str) -> bool:
    """One letter wrong in a long Latin name; a wrong Chinese character is another name, a missing or moved one is not."""
    if has_han(one) or has_han(other):
        lengths = sorted((len(one), len(other)))
        moved = sorted(one) == sorted(other) and OSA.distance(one, other) == 1
        return lengths[0] >= 3 and (
            moved or (lengths[1] - lengths[0] == 1 and OSA.distance(one, other) == 1)
        )
    allowed = 1 if min(len(one), len(other)) < 2 * LONG_NAME else 2
    return min(len(one), len(other)) >= LONG_NAME and OSA.distance(one, other) <= allowed


def _place(one: Company, other: Company) -> Part:
    if conflict(one.places, other.places):
        return Part("place", Finding.AGAINST, -12.0)
    if one.places == other.places:
        return Part("place", Finding.EQUAL, 2.0 if one.places else 0.0)
    if one.places and other.places:
        return Part("place", Finding.CONTAINED, 1.5)
    return Part("place", Finding.ONE_SIDE, 0.0)


def _trade(one: Company, other: Company) -> Part:
    if one.trade == other.trade:
        return Part("trade", Finding.EQUAL, 2.0 if one.trade else 0.0)
    if not one.trade or not other.trade:
        return Part("trade", Finding.ONE_SIDE, -0.5)
    if one.trade in other.trade or other.trade in one.trade or one.trade[:2] == other.trade[:2]:
        return Part("trade", Finding.CONTAINED, 1.0)
    return Part("trade", Finding.AGAINST, -8.0)


def _form(one: Company, other: Company) -> Part:
    if one.form == other.form:
        return Part("form", Finding.EQUAL, 0.5 if one.form else 0.0)
    if not one.form or not other.form:
        return Part("form", Finding.ONE_SIDE, 0.0)
    if one.form in BODIES or other.form in BODIES:  # a hospital is no factory
        return Part("form", Finding.AGAINST, -8.0)
    return Part("form", Finding.CLOSE, -0.5)


def _group(one: Company, other: Company) -> Part:
    """A group and a company of it: one is called group, the other says what it makes."""
    if one.group == other.group:
        return Part("group", Finding.EQUAL, 0.0)
    head, member = (one, other) if one.group else (other, one)
    if member.trade and not head.trade:
        return Part("group", Finding.AGAINST, -4.0)
    return Part("group", Finding.ONE_SIDE, 0.0)


def _branch(one: Company, other: Company) -> Part:
    if one.branch == other.branch:
        return Part("branch", Finding.EQUAL, 1.0 if one.branch else 0.0)
    return Part("branch", Finding.AGAINST, -12.0)
