"""Who wants to know that a member may not sign in any more: what stands above this app ends in the same transaction."""

from collections.abc import Callable

from vitalfew.identity.models import Member

_followers: list[Callable[[Member], None]] = []


def on_departure(follow: Callable[[Member], None]) -> None:
    """Call ``follow`` with every member whose access ends; register it when the app is ready."""
    if follow not in _followers:
        _followers.append(follow)


def depart(member: Member) -> None:
    """Tell everybody who asked."""
    for follow in _followers:
        follow(member)
