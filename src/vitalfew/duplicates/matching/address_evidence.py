"""Comparing two addresses, part by part; an address copied into another field still agrees."""

from collections.abc import Iterator

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from vitalfew.duplicates.matching.evidence import Finding, Part
from vitalfew.duplicates.matching.records import Address
from vitalfew.kernel.folding import even, folded

CLOSE_TEXT = 85.0


def addressed(one: Address, other: Address) -> Iterator[Part]:
    """What two addresses say; nothing when either is not known."""
    if not one or not other:
        return
    yield from _text("street", one.street, other.street, (4.0, 3.0, -2.0))
    yield from _text("address", one.more, other.more, (3.0, 2.0, -0.5))
    yield from _text("suburb", one.suburb, other.suburb, (4.0, 3.0, -2.0))
    yield from _code("number", one.number, other.number, (2.0, 0.5, -1.0))
    yield from _code("postcode", one.postcode, other.postcode, (4.0, 2.0, -2.0))
    yield from _code("region", one.region, other.region, (1.5, 0.5, -1.5))


type Weights = tuple[float, float, float]  # equal, close, against


def _text(name: str, one: str, other: str, weights: Weights) -> Iterator[Part]:
    this, that = even(one).strip(), even(other).strip()
    if not this or not that:
        return
    if this == that:
        yield Part(name, Finding.EQUAL, weights[0])
    elif fuzz.token_sort_ratio(this, that) >= CLOSE_TEXT or OSA.distance(this, that) <= 1:
        yield Part(name, Finding.CLOSE, weights[1])
    else:
        yield Part(name, Finding.AGAINST, weights[2])


def _code(name: str, one: str, other: str, weights: Weights) -> Iterator[Part]:
    this, that = folded(one), folded(other)
    if not this or not that:
        return
    if this == that:
        yield Part(name, Finding.EQUAL, weights[0])
    elif OSA.distance(this, that) == 1:
        yield Part(name, Finding.CLOSE, weights[1])
    else:
        yield Part(name, Finding.AGAINST, weights[2])
