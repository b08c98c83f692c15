"""The door of duplicates."""

from vitalfew.duplicates.afterwards import follow_merges
from vitalfew.duplicates.alike import Alike, CustomerIsHere, alike, ask_first
from vitalfew.duplicates.arriving import Meets, alike_among, told_to
from vitalfew.duplicates.describing import record as record_of
from vitalfew.duplicates.keeping import catch_up
from vitalfew.duplicates.merging import merge
from vitalfew.duplicates.queries import followed, gone_into, merged_into, merges_of
from vitalfew.duplicates.unmerging import undo

__all__ = [
    "Alike",
    "CustomerIsHere",
    "Meets",
    "alike",
    "alike_among",
    "ask_first",
    "catch_up",
    "follow_merges",
    "followed",
    "gone_into",
    "merge",
    "merged_into",
    "merges_of",
    "record_of",
    "told_to",
    "undo",
]
