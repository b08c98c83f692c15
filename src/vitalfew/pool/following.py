"""What apps above say about pools: who wants to know that a customer goes into one, and what no rule may recycle."""

from collections.abc import Callable

from django.db.models import QuerySet

from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member

type Follow = Callable[
    [Member | None, int, str], None
]  # who did it, the customer's key, the reason

type Protect = Callable[[QuerySet[Customer]], QuerySet[Customer]]

_followers: list[Follow] = []
_protections: list[Protect] = []


def when_pooled(follow: Follow) -> None:
    """Call ``follow`` in the transaction in which a customer goes into a pool; register it when the app is ready."""
    if follow not in _followers:
        _followers.append(follow)


def pooled(actor: Member | None, customer_id: int, reason: str) -> None:
    """Tell everybody who asked."""
    for follow in _followers:
        follow(actor, customer_id, reason)


def never_recycled(protect: Protect) -> None:
    """Let ``protect`` take out of a rule's rows what it must leave; register it when the app is ready."""
    if protect not in _protections:
        _protections.append(protect)


def protections() -> list[Protect]:
    """Everything that was registered."""
    return _protections
