"""Which part of a timeline is wanted: a period, and what comes before the last one shown.

What happened is ordered by its moment, then by its source, then by its key, so that a page begins exactly after the one
before it, whatever was added meanwhile.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db.models import F, Model, Q, QuerySet
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.utils import timezone

type Place = tuple[datetime, str, int]  # a moment, the source, the key there


def beginning_of(day: date) -> datetime:
    """The moment at which a day begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True)
class Window:
    """What one source is asked for: its newest ``most`` rows since one moment, until another, before a place."""

    source: str
    most: int
    since: datetime | None = None
    until: datetime | None = None  # this moment is not in it any more
    before: Place | None = None

    def of(self, stream: str) -> "Window":
        """The same for one stream of the source."""
        return replace(self, source=self.source + stream)

    def holds(self, place: Place) -> bool:
        """Whether something that happened there belongs to it."""
        if self.since is not None and place[0] < self.since:
            return False
        if self.until is not None and place[0] >= self.until:
            return False
        return self.before is None or place < self.before

    def newest[Row: Model](self, rows: QuerySet[Row], moment: str) -> QuerySet[Row]:
        """The rows of a model that belong to it, by their column with the moment, the newest first."""
        if self.since is not None:
            rows = rows.filter(**{f"{moment}__gte": self.since})
        if self.until is not None:
            rows = rows.filter(**{f"{moment}__lt": self.until})
        return rows.filter(self._beyond(moment)).order_by(f"-{moment}", "-pk")[: self.most]

    def _beyond(self, moment: str) -> Q | TupleLessThan:
        if self.before is None:
            return Q()
        at, source, key = self.before
        if source == self.source:
            return TupleLessThan((F(moment), F("pk")), (at, key))
        return Q(**{f"{moment}__lte" if self.source < source else f"{moment}__lt": at})
