"""Comparing two records part by part. Weights are bits, set by rule: how much more often the finding is met between two
records of one customer than between two strangers."""

from vitalfew.duplicates.matching.company_evidence import compare_companies
from vitalfew.duplicates.matching.evidence import Comparison, Verdict
from vitalfew.duplicates.matching.person_evidence import compare_persons
from vitalfew.duplicates.matching.records import Record


def compare(first: Record, second: Record) -> Comparison:
    """What the two are to each other, and why; the order of the two makes no difference."""
    if first.is_person != second.is_person:
        return Comparison(Verdict.DIFFERENT, ())
    if first.is_person:
        return compare_persons(first, second)
    return compare_companies(first, second)
