"""Who wants to know that a member moved to another department: the customers of a member move along."""

from collections.abc import Callable

type Follow = Callable[[int, int | None], None]  # the member's key, the new department's

_followers: list[Follow] = []


def follow_moves(follower: Follow) -> None:
    """Call ``follower`` in the transaction of every move; register it when the app is ready."""
    if follower not in _followers:
        _followers.append(follower)


def moved(member_id: int, department_id: int | None) -> None:
    """Tell everybody who follows."""
    for follower in _followers:
        follower(member_id, department_id)
