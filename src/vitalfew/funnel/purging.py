"""What lies in the bin for 30 days is gone for good."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from vitalfew.funnel.lists import KEEP
from vitalfew.funnel.models import Opportunity


def purge(now: datetime | None = None) -> int:
    """Delete for good what lay there long enough; how many."""
    return _overdue(now).delete()[1].get("funnel.Opportunity", 0)


def is_any_overdue() -> bool:
    """Whether there is something to purge."""
    return _overdue(None).exists()


def _overdue(now: datetime | None) -> QuerySet[Opportunity]:
    return Opportunity.everything.filter(deleted_at__lt=(now or timezone.now()) - KEEP)
