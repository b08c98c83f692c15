"""A customer's tier at a glance, with the last time it changed."""

from dataclasses import dataclass
from datetime import date

from vitalfew.identity.api import Member
from vitalfew.value.explaining import series_of, tier_changes
from vitalfew.value.queries import runs, tier_codes


@dataclass(frozen=True)
class Standing:
    """What the head of a customer's page says; ``tier_rank`` counts tiers from the best, 1."""

    tier: str
    tier_rank: int
    score: float
    rank: int
    tier_before: str  # empty while the tier never changed
    changed_on: date | None
    rose: bool


def standing_of(actor: Member, customer_id: int) -> Standing | None:
    """One customer's standing in the current run; None when it is not in it."""
    run = runs().first()
    series = series_of(actor, customer_id, run) if run else []
    if run is None or not series or series[-1].run_id != run.pk:
        return None
    score, codes = series[-1], tier_codes(run)
    last = tier_changes(series)[0]
    known = last.before in codes
    return Standing(
        tier=score.tier,
        tier_rank=codes.index(score.tier) + 1,
        score=score.score,
        rank=score.rank,
        tier_before=last.before,
        changed_on=last.point.as_of if last.before else None,
        rose=known and codes.index(score.tier) < codes.index(last.before),
    )
