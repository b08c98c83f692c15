"""Who wants to know that customers go into a pool: apps above close what their former owners had planned."""

from collections.abc import Callable

from vitalfew.identity.api import Member

type Follow = Callable[
    [Member | None, int, str], None
]  # who did it, the customer's key, the reason

_followers: list[Follow] = []


def when_pooled(follow: Follow) -> None:
    """Call ``follow`` in the transaction in which a customer goes into a pool; register it when the app is ready."""
    if follow not in _followers:
        _followers.append(follow)


def pooled(actor: Member | None, customer_id: int, reason: str) -> None:
    """Tell everybody who asked."""
    for follow in _followers:
        follow(actor, customer_id, reason)
