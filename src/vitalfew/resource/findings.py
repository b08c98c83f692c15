"""What a count asks of every customer: each a condition on what it keeps of one, under a key."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from django.db.models import Q

from vitalfew.access.api import Module
from vitalfew.customers.api import CUSTOMERS
from vitalfew.trade.api import ORDERS
from vitalfew.value.api import VALUE

PERIODS = (30, 90, 180, 365)
SILENT_DAYS = 180  # who buys after this long has come back


@dataclass(frozen=True)
class Finding:
    """Something that is true of some customers. ``modules``: whose rights it takes to know it."""

    key: str
    condition: Callable[[date], Q]
    modules: tuple[Module, ...] = (CUSTOMERS,)
    is_of_a_period: bool = False

    def at(self, days: int) -> str:
        """The key of its sums, for the period of ``days`` before the count."""
        return f"{self.key}:{days}" if self.is_of_a_period else self.key


def _always(condition: Q) -> Callable[[date], Q]:
    return lambda _since: condition


OF_ORDERS = (CUSTOMERS, ORDERS)
OF_VALUE = (CUSTOMERS, VALUE)
FINDINGS: dict[str, Finding] = {
    one.key: one
    for one in (
        Finding("all", _always(Q())),
        Finding("unowned", _always(Q(unowned=True))),
        Finding("gone", _always(Q(gone=True))),
        Finding("pooled", _always(Q(pooled=True))),
        Finding("leaving", _always(Q(leaving=True))),
        Finding("incomplete", _always(Q(incomplete=True))),
        Finding("outdated", _always(Q(outdated=True))),
        Finding("wanting", _always(Q(incomplete=True) | Q(outdated=True))),
        Finding("valued", _always(Q(net_sales__isnull=False)), OF_VALUE),
        Finding("rose", _always(Q(moved=1)), OF_VALUE),
        Finding("fell", _always(Q(moved=-1)), OF_VALUE),
        Finding("ordered", _always(Q(first_on__isnull=False)), OF_ORDERS),
        Finding("first", lambda since: Q(first_on__gte=since), OF_ORDERS, is_of_a_period=True),
        Finding("bought", lambda since: Q(last_on__gte=since), OF_ORDERS, is_of_a_period=True),
        Finding(
            "again", lambda since: Q(last_on__gte=since, first_on__lt=since), OF_ORDERS, is_of_a_period=True
        ),
        Finding("woke", lambda since: Q(woke_on__gte=since), OF_ORDERS, is_of_a_period=True),
    )
}  # fmt: skip


def since(day: date, days: int) -> date:
    """The first day of the period of so many days that ends on ``day``.

    >>> since(date(2026, 3, 31), 30)
    datetime.date(2026, 3, 2)
    """
    return day - timedelta(days=days - 1)


def beside(condition: Q, prefix: str) -> Q:
    """The same condition, said of a row that the count stands beside."""
    told = Q()
    for child in condition.children:
        if isinstance(child, Q):
            one = beside(child, prefix)
        else:
            name, value = cast(tuple[str, object], child)
            one = Q((f"{prefix}{name}", value))
        told = told | one if condition.connector == Q.OR else told & one
    return ~told if condition.negated else told
