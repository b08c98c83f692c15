"""Finding pairs in memory: records that share a key, compared. The product does the same with its keys in the database."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from vitalfew.duplicates.matching.comparing import compare
from vitalfew.duplicates.matching.evidence import Comparison
from vitalfew.duplicates.matching.keys import Key, keys_of
from vitalfew.duplicates.matching.records import Record

LARGEST_BLOCK = 60  # a key that more records share tells them apart no better than chance


def candidates(records: Sequence[Record], largest: int = LARGEST_BLOCK) -> set[tuple[int, int]]:
    """Positions of the records that share a key, the smaller first."""
    blocks: dict[Key, list[int]] = defaultdict(list)
    for position, record in enumerate(records):
        for key in keys_of(record):
            blocks[key].append(position)
    return {
        pair
        for block in blocks.values()
        if len(block) <= largest
        for pair in combinations(block, 2)
    }


def found_pairs(records: Sequence[Record]) -> Iterator[tuple[int, int, Comparison]]:
    """Every pair that looks like one customer, with the reasons."""
    for first, second in candidates(records):
        comparison = compare(records[first], records[second])
        if comparison.is_duplicate:
            yield first, second, comparison
