"""The sales scorecard: sellers by how quickly and how often they win, and only then by how much."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone

from vitalfew.funnel.board import Total
from vitalfew.funnel.models import Opportunity, Outcome
from vitalfew.funnel.queries import visible_opportunities
from vitalfew.identity.api import Member
from vitalfew.kernel.aggregates import Median

PERIODS = (30, 90, 365)
USUAL = 90
FEW = 3  # with fewer closed ones a rate says nothing, and nobody is placed by it


@dataclass(frozen=True)
class Score:
    """What became of a seller's opportunities in a period."""

    seller: Member
    won: int
    lost: int
    cycle: timedelta | None  # the median from opening to winning; None without a win
    since: date
    totals: Sequence[Total] = field(default=())
    place: int | None = None  # 1 is the best; None with too few to be placed

    @property
    def closed(self) -> int:
        """How many were won or lost."""
        return self.won + self.lost

    @property
    def success(self) -> float:
        """Won of closed."""
        return self.won / self.closed

    @property
    def cycle_days(self) -> int | None:
        """The median in whole days."""
        return round(self.cycle / timedelta(days=1)) if self.cycle is not None else None

    @property
    def won_url(self) -> str:
        """The rows that were won."""
        return self._rows(Outcome.WON)

    @property
    def lost_url(self) -> str:
        """The rows that were lost."""
        return self._rows(Outcome.LOST)

    @property
    def closed_url(self) -> str:
        """Both."""
        return self._rows(Outcome.WON, Outcome.LOST)

    def _rows(self, *states: str) -> str:
        asked = [("state", state) for state in states]
        asked += [("owner", str(self.seller.pk)), ("closed_on_from", self.since.isoformat())]
        return f"{reverse('funnel:list')}?{urlencode(asked)}"


def scorecard(actor: Member, days: int) -> list[Score]:
    """Whoever closed something in the last ``days``, as far as ``actor`` sees it: the best first, the unplaced last."""
    since = timezone.localdate() - timedelta(days=days - 1)
    rows = visible_opportunities(actor).filter(closed_on__gte=since, owner__isnull=False)
    totals = _totals(rows)
    found = [replace(one, totals=totals.get(one.seller.pk, ())) for one in _counted(rows, since)]
    placed = _placed([one for one in found if one.closed >= FEW])
    others = sorted(
        (one for one in found if one.closed < FEW), key=lambda one: (-one.won, one.seller.pk)
    )
    return placed + others


def _counted(rows: QuerySet[Opportunity], since: date) -> list[Score]:
    cycle = ExpressionWrapper(F("closed_on") - TruncDate("opened_at"), DurationField())
    won = Q(outcome=Outcome.WON)
    found = list(
        rows.order_by()
        .values_list("owner")
        .annotate(
            won=Count("pk", filter=won),
            lost=Count("pk", filter=Q(outcome=Outcome.LOST)),
            median_cycle=Median(cycle, filter=won),
        )
    )
    sellers = Member.objects.in_bulk([owner for owner, *_figures in found])
    return [
        Score(sellers[owner], number_won, number_lost, median, since)
        for owner, number_won, number_lost, median in found
    ]


def _totals(rows: QuerySet[Opportunity]) -> dict[int, list[Total]]:
    won = rows.filter(outcome=Outcome.WON, amount__isnull=False).order_by("owner", "currency")
    totals: dict[int, list[Total]] = {}
    for owner, currency, amount in won.values_list("owner", "currency").annotate(sum=Sum("amount")):
        totals.setdefault(owner, []).append(Total(currency, amount))
    return totals


def _placed(scores: Sequence[Score]) -> list[Score]:
    """Each has a place by the cycle and one by success; both together decide, and between equals the amount."""
    longest = timedelta.max
    quick = _places(scores, lambda one: one.cycle if one.cycle is not None else longest)
    often = _places(scores, lambda one: -one.success)
    both = [a + b for a, b in zip(quick, often, strict=True)]
    order = sorted(
        range(len(scores)),
        key=lambda at: (both[at], -max((one.amount for one in scores[at].totals), default=0), at),
    )
    return [replace(scores[at], place=1 + sum(other < both[at] for other in both)) for at in order]


def _places[Measure: (float, timedelta)](
    scores: Sequence[Score], measure: Callable[[Score], Measure]
) -> list[int]:
    """The place of each, those with the same measure sharing one."""
    found = [measure(one) for one in scores]
    return [1 + sum(other < mine for other in found) for mine in found]
