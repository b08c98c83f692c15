"""Why a customer has its score and tier: composition, cuts, ways up and down, and how it came about."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.functional import Promise

import valuation as engine
from vitalfew.customers.api import Customer, customer_for
from vitalfew.identity.api import Member
from vitalfew.value.models import CustomerScore, ValueRun
from vitalfew.value.policies import sees_totals
from vitalfew.value.queries import run_for, score_of, scores_for
from vitalfew.value.rules import COMPONENTS, Component, tier_codes
from vitalfew.value.yardsticks import amounts_of, fall, measure_of

CENTS = Decimal("0.01")
SEEN = 0.05  # points
STRONG = 90


@dataclass(frozen=True)
class Part:
    """One component of one customer's score."""

    component: Component
    weight: float
    score: float
    points: float
    amount: Decimal
    lift: Decimal | None  # the smallest increase that reaches the next better tier
    fall: Decimal | None  # the smallest decrease that loses this tier

    @property
    def label(self) -> Promise:
        """Its name."""
        return self.component.label


@dataclass(frozen=True)
class Point:
    """The customer's standing in one run."""

    run_id: int
    as_of: date
    reckoned_at: datetime
    version: int
    reason: str
    score: float
    tier: str
    rank: int


@dataclass(frozen=True)
class TierChange:
    """The customer came into a tier."""

    point: Point
    before: str  # empty at the first run

    @property
    def tier(self) -> str:
        """The tier it came into."""
        return self.point.tier


@dataclass(frozen=True)
class Explanation:
    """Everything behind one customer's score in the current run."""

    customer: Customer
    run: ValueRun
    score: CustomerScore
    of_all: int | None  # how many are ranked; None for those who do not see all
    place: int  # of the tier, from the best, 1
    parts: list[Part]
    cut_above: float | None  # the score that would reach the next better tier
    cut_below: float | None  # the score below which this tier is lost
    tier_above: str
    tier_below: str
    series: list[Point]
    changes: list[TierChange]  # newest first

    @property
    def weakest(self) -> Part:
        """The weighted component with the lowest score."""
        return min((part for part in self.parts if part.weight), key=lambda part: part.score)

    @property
    def strongest(self) -> Part:
        """The component that brings the most points."""
        return max(self.parts, key=lambda part: part.points)

    @property
    def has_weak_side(self) -> bool:
        """Whether one component stands out as the weakest."""
        return self.weakest is not self.strongest and self.weakest.score < STRONG

    @property
    def easiest_lift(self) -> Part | None:
        """The component whose smallest increase, in money, reaches the next better tier."""
        ways = [part for part in self.parts if part.lift is not None]
        return min(ways, key=lambda part: part.lift or 0, default=None)

    @property
    def nearest_fall(self) -> Part | None:
        """The component whose smallest decrease, in money, loses this tier."""
        ways = [part for part in self.parts if part.fall is not None]
        return min(ways, key=lambda part: part.fall or 0, default=None)

    @property
    def before(self) -> Point | None:
        """The standing in the run before."""
        return self.series[-2] if len(self.series) > 1 else None

    @property
    def change(self) -> float | None:
        """Points won or lost since the run before."""
        return self.score.score - self.before.score if self.before else None

    @property
    def moved(self) -> bool:
        """Whether that change can be seen in the score as it is written."""
        return abs(self.change or 0.0) >= SEEN


def explain(actor: Member, customer_id: int) -> Explanation | None:
    """Why this customer has its score; None when the current run does not have it."""
    customer = customer_for(actor, customer_id)
    run = run_for(actor)
    score = score_of(actor, run, customer_id) if run else None
    return explanation(actor, customer, run, score) if run and score else None


def explanation(
    actor: Member | None, customer: Customer, run: ValueRun, score: CustomerScore
) -> Explanation:
    """Put together what is known of one standing."""
    measure = measure_of(run)
    codes = tier_codes(run.settings.scheme)
    place = codes.index(score.tier)
    series = series_of(actor, customer.pk, run)
    cuts = measure.cuts
    return Explanation(
        customer=customer,
        run=run,
        score=score,
        of_all=run.customers if actor is None or sees_totals(actor) else None,
        place=place + 1,
        parts=[_part(component, score, measure.yardstick) for component in COMPONENTS],
        cut_above=cuts[place - 1] if place else None,
        cut_below=cuts[place] if place < len(cuts) else None,
        tier_above=codes[place - 1] if place else "",
        tier_below=codes[place + 1] if place < len(cuts) else "",
        series=series,
        changes=tier_changes(series),
    )


def _part(component: Component, score: CustomerScore, yardstick: engine.Yardstick) -> Part:
    values, name = amounts_of(score), component.name
    weight = yardstick.weights.get(name, 0.0)
    scaled = getattr(score, f"{name}_score")
    up = engine.lift(yardstick, values, score.customer_id, name)
    down = fall(yardstick, values, score.customer_id, name)
    return Part(
        component=component,
        weight=weight,
        score=scaled,
        points=weight / 100 * scaled,
        amount=getattr(score, name),
        lift=None if up is None else Decimal(str(up.increase)).quantize(CENTS),
        fall=None if down is None else Decimal(str(down)).quantize(CENTS),
    )


def series_of(actor: Member | None, customer_id: int, until: ValueRun | None = None) -> list[Point]:
    """The customer's standing in every run, or every run up to one, oldest first."""
    rows = scores_for(actor).filter(customer_id=customer_id)
    rows = rows.filter(run__pk__lte=until.pk) if until else rows
    names = (
        "run_id", "run__as_of", "run__finished_at", "run__settings__version", "run__reason", "score", "tier", "rank",
    )  # fmt: skip
    return [Point(*row) for row in rows.order_by("run__finished_at", "run_id").values_list(*names)]


def tier_changes(series: list[Point]) -> list[TierChange]:
    """Where the tier became another, newest first, down to the first run."""
    changes = [
        TierChange(point, before.tier if before else "")
        for before, point in zip([None, *series], series, strict=False)
        if before is None or before.tier != point.tier
    ]
    return changes[::-1]
