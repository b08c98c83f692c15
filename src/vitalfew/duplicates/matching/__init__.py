"""Whether two records are one customer, said by rules: pure functions, no database, no training.

``keys_of`` gives the keys under which two records of one customer meet; ``compare`` says what it makes of a pair, and why.
"""

from vitalfew.duplicates.matching.comparing import compare
from vitalfew.duplicates.matching.evidence import Comparison, Finding, Part, Verdict
from vitalfew.duplicates.matching.keys import Key, keys_of
from vitalfew.duplicates.matching.pairing import candidates, found_pairs
from vitalfew.duplicates.matching.records import Address, Record

__all__ = [
    "Address",
    "Comparison",
    "Finding",
    "Key",
    "Part",
    "Record",
    "Verdict",
    "candidates",
    "compare",
    "found_pairs",
    "keys_of",
]
