"""What follows a merge in other apps: they say so, since duplicates knows none of them."""

from collections.abc import Callable

_followers: list[Callable[[list[int]], object]] = []


def follow_merges(follower: Callable[[list[int]], object]) -> None:
    """Call ``follower`` with the customers whose rows came or went, inside the transaction of a merge or its undo."""
    _followers.append(follower)


def tell(ids: list[int]) -> None:
    """Let everybody know."""
    for follower in _followers:
        follower(ids)
