"""The board: the open opportunities in columns by stage, with their number and sum."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from vitalfew.funnel.models import Opportunity, SalesStage
from vitalfew.funnel.queries import BESIDE, visible_opportunities
from vitalfew.funnel.stages import stages
from vitalfew.identity.api import Member

CARDS = 30  # of a column; the list has the others


@dataclass(frozen=True)
class Total:
    """What is expected in one currency."""

    currency: str
    amount: Decimal


@dataclass(frozen=True)
class BoardColumn:
    """A stage with its cards, those that close soonest first."""

    stage: SalesStage
    count: int
    totals: Sequence[Total]
    cards: Sequence[Opportunity]

    @property
    def unseen(self) -> int:
        """How many are only in the list."""
        return self.count - len(self.cards)


def board(actor: Member, owner: int | None = None) -> list[BoardColumn]:
    """The open opportunities that ``actor`` sees, of one owner or of all: three questions, however many there are."""
    rows = visible_opportunities(actor).filter(outcome="")
    if owner is not None:
        rows = rows.filter(owner=owner)
    here = stages()
    counts, totals = _sums(rows)
    cards = _cards(rows)
    return [
        BoardColumn(one, counts.get(one.pk, 0), totals.get(one.pk, []), cards.get(one.pk, []))
        for one in here
    ]


def _sums(rows: QuerySet[Opportunity]) -> tuple[dict[int, int], dict[int, list[Total]]]:
    counts: dict[int, int] = {}
    totals: dict[int, list[Total]] = {}
    told = rows.order_by("currency").values_list("stage_id", "currency")
    for stage, currency, number, amount in told.annotate(number=Count("pk"), sum=Sum("amount")):
        counts[stage] = counts.get(stage, 0) + number
        if amount is not None:
            totals.setdefault(stage, []).append(Total(currency, amount))
    return counts, totals


def _cards(rows: QuerySet[Opportunity]) -> dict[int, list[Opportunity]]:
    soonest = [F("closes_on").asc(nulls_last=True), F("pk").asc()]
    placed = rows.annotate(
        place=Window(RowNumber(), partition_by=[F("stage_id")], order_by=soonest)
    )
    cards: dict[int, list[Opportunity]] = {}
    for row in placed.filter(place__lte=CARDS).select_related(*BESIDE).order_by("place"):
        cards.setdefault(row.stage_id, []).append(row)
    return cards
