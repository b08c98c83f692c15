"""The door of duplicates."""

from vitalfew.duplicates.afterwards import follow_merges
from vitalfew.duplicates.alike import Alike, CustomerIsHere, alike, ask_first
from vitalfew.duplicates.alike_people import AlikePerson, PersonIsKnown, alike_people
from vitalfew.duplicates.arriving import Meets, alike_among, any_here, most_alike, told_to
from vitalfew.duplicates.arriving_people import (
    Coming,
    Known,
    changeable,
    known_people,
    people_alike,
)
from vitalfew.duplicates.asking import scan_when_due
from vitalfew.duplicates.describing import record as record_of
from vitalfew.duplicates.keeping import catch_up
from vitalfew.duplicates.matching import Finding, Record
from vitalfew.duplicates.merge_jobs import start_merge, start_undo
from vitalfew.duplicates.merging import merge
from vitalfew.duplicates.panels import MergedHere, merged_here
from vitalfew.duplicates.pointing import count_pointing, tables_pointing
from vitalfew.duplicates.policies import open_pairs, open_person_pairs
from vitalfew.duplicates.queries import Told, followed, gone_into, merged_away, merged_into, told
from vitalfew.duplicates.unmerging import undo

__all__ = [
    "Alike",
    "AlikePerson",
    "Coming",
    "CustomerIsHere",
    "Finding",
    "Known",
    "Meets",
    "MergedHere",
    "PersonIsKnown",
    "Record",
    "Told",
    "alike",
    "alike_among",
    "alike_people",
    "any_here",
    "ask_first",
    "catch_up",
    "changeable",
    "count_pointing",
    "follow_merges",
    "followed",
    "gone_into",
    "known_people",
    "merge",
    "merged_away",
    "merged_here",
    "merged_into",
    "most_alike",
    "open_pairs",
    "open_person_pairs",
    "people_alike",
    "record_of",
    "scan_when_due",
    "start_merge",
    "start_undo",
    "tables_pointing",
    "told",
    "told_to",
    "undo",
]
