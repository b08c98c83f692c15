"""Finding pairs in memory: records that share a key, compared. The product does the same with its keys in the database."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from vitalfew.duplicates.matching.comparing import compare
from vitalfew.duplicates.matching.evidence import Comparison
from vitalfew.duplicates.matching.keys import keys_of
from vitalfew.duplicates.matching.records import Record

LARGEST_BLOCK = 60  # a key that more records share tells them apart no better than chance
MOST_PAIRS = LARGEST_BLOCK**2
type Place = tuple[int, bool]  # which record, and whether it asks


def candidates(records: Sequence[Record]) -> set[tuple[int, int]]:
    """Positions of the records that meet under a key, the smaller first."""
    blocks: dict[int, list[Place]] = defaultdict(list)
    for position, record in enumerate(records):
        for key in keys_of(record):
            blocks[key.number].append((position, key.asks))
    return {pair for block in blocks.values() if is_telling(block) for pair in pairs_of(block)}


def is_telling(block: Sequence[Place]) -> bool:
    """Whether so few share the key that sharing it says something."""
    return sum(asks for _position, asks in block) * len(block) <= MOST_PAIRS


def pairs_of(block: Sequence[Place]) -> Iterator[tuple[int, int]]:
    """The pairs of a block in which at least one asks, the smaller first."""
    for (one, asks), (other, also) in combinations(sorted(block), 2):
        if (asks or also) and one != other:
            yield one, other


def found_pairs(records: Sequence[Record]) -> Iterator[tuple[int, int, Comparison]]:
    """Every pair that looks like one customer, with the reasons."""
    for first, second in candidates(records):
        comparison = compare(records[first], records[second])
        if comparison.is_duplicate:
            yield first, second, comparison
