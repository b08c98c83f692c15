"""Whose a customer was, and when."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from vitalfew.identity.api import Member
from vitalfew.ownership.models import How, Period
from vitalfew.ownership.policies import periods_visible_to


def periods_of(actor: Member, customer_id: int) -> QuerySet[Period]:
    """Everybody who owned one customer, the newest first."""
    rows = periods_visible_to(actor).filter(customer_id=customer_id)
    return rows.select_related("owner", "began_by", "ended_by").order_by("-since", "-pk")


def owners_on(actor: Member, customer_id: int, day: date) -> list[Period]:
    """Whose a customer was on a day, in their order: several where it changed hands on it, none where nobody's."""
    begin, end = _borders(day)
    rows = periods_of(actor, customer_id).filter(
        Q(until__isnull=True) | Q(until__gte=begin), since__lt=end
    )
    return list(rows.order_by("since", "pk"))


def known_since(actor: Member, customer_id: int) -> datetime | None:
    """Before this moment nobody kept whose the customer was; None where its owners are known from its beginning."""
    stood = periods_of(actor, customer_id).filter(began_how=How.STOOD)
    return stood.values_list("since", flat=True).last()


def gave_up(member: Member, customer_id: int, since: datetime) -> datetime | None:
    """When the member last ceased to own the customer, if that was after ``since``."""
    rows = Period.objects.filter(owner=member, customer_id=customer_id, until__gte=since)
    return rows.order_by("-until").values_list("until", flat=True).first()


def gave_up_lately(customers: Collection[int], since: datetime) -> set[tuple[int, int]]:
    """Who ceased to own which of these customers after ``since``, as (customer, member): for rules, not for members."""
    rows = Period.objects.filter(customer__in=customers, until__gte=since, owner__isnull=False)
    return set(rows.values_list("customer", "owner"))


def owned_since(moment: datetime) -> QuerySet[Period]:
    """Today's owners who have had their customers since ``moment`` or longer: for rules, not for members."""
    return Period.objects.filter(until__isnull=True, since__lte=moment)


def _borders(day: date) -> tuple[datetime, datetime]:
    begin = timezone.make_aware(datetime.combine(day, time.min))
    return begin, timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
