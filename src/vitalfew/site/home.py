"""Today: how the books stand, and which of the vital few need somebody now."""

from dataclasses import dataclass
from datetime import date

from vitalfew.customers.api import visible_to
from vitalfew.handover.api import waiting_for
from vitalfew.identity.api import Member
from vitalfew.pool.api import Notice, about_to_go
from vitalfew.site.customer_list import StandingCustomer, customers_with_standing
from vitalfew.trade.api import order_policy, unassigned_lines
from vitalfew.value.api import Pace, Tier, ValueRun, best_paces, run_for, tiers_for

WATCHED = 500  # of the most valuable, at most
SHARE_WATCHED = 0.2
SHOWN = 8
BUYS_ENOUGH = 3  # purchases that make a rhythm
SILENT_FOR = 2.5  # times the usual interval


@dataclass(frozen=True)
class Silence:
    """For how long somebody has been silent, and after how many days they usually buy."""

    usual_days: int
    silent_days: int


@dataclass(frozen=True)
class Quiet:
    """A valuable customer silent for far longer than usual."""

    customer: StandingCustomer
    silence: Silence


@dataclass(frozen=True)
class Today:
    """What the home page shows."""

    run: ValueRun | None
    tiers: list[Tier]
    has_customers: bool
    quiet: list[Quiet]
    watched: int
    best: list[StandingCustomer]
    unassigned: int
    about_to_go: list[Notice]
    handed_over: int  # hand-overs that wait for the member's answer


def today(actor: Member) -> Today:
    """The home page of one member."""
    run = run_for(actor)
    has_customers = visible_to(actor).exists()
    leaving = list(about_to_go(actor).filter(owner=actor)[:SHOWN])
    waiting = waiting_for(actor)
    if run is None or not run.customers:
        return Today(
            run, [], has_customers, [], 0, [], unassigned_lines(actor), leaving, waiting
        )  # fmt: skip
    tiers = tiers_for(actor, run)
    watched = best_paces(actor, run, _worth_watching(sum(tier.count for tier in tiers)))
    silent = gone_quiet(watched, run.as_of)
    best = [pace.customer_id for pace in watched[:SHOWN]]
    customers = customers_with_standing(actor, run).in_bulk([*best, *silent])
    return Today(
        run=run,
        tiers=tiers,
        has_customers=has_customers,
        quiet=[Quiet(customers[key], silent[key]) for key in silent if key in customers],
        watched=len(watched),
        best=[customers[key] for key in best if key in customers],
        unassigned=run.unassigned_lines if order_policy.sees_all(actor) else 0,
        about_to_go=leaving,
        handed_over=waiting,
    )


def _worth_watching(customers: int) -> int:
    return min(WATCHED, max(1, int(customers * SHARE_WATCHED)))


def gone_quiet(watched: list[Pace], as_of: date | None) -> dict[int, Silence]:
    """Those silent for more than 2.5 times their usual interval, the most valuable first, by their keys."""
    found = {}
    for pace in watched:
        rhythm = usual_interval(pace.first_on, pace.last_on, pace.purchases)
        silent = (as_of - pace.last_on).days if as_of else 0
        if rhythm and silent > SILENT_FOR * rhythm:
            found[pace.customer_id] = Silence(round(rhythm), silent)
    return dict(list(found.items())[:SHOWN])


def usual_interval(first: date, last: date, purchases: int) -> float | None:
    """Mean days between purchases; None when there are too few to speak of a rhythm.

    >>> usual_interval(date(2026, 1, 1), date(2026, 1, 31), 4)
    10.0
    """
    if purchases < BUYS_ENOUGH or last <= first:
        return None
    return (last - first).days / (purchases - 1)
