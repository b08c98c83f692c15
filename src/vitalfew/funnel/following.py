"""Who is told that a customer's open opportunities have changed, without the funnel knowing them."""

from collections.abc import Callable

type Follow = Callable[[list[int]], None]
_following: list[Follow] = []


def follow_opportunities(follow: Follow) -> None:
    """Call ``follow`` with the keys of the customers, in the same transaction."""
    _following.append(follow)


def tell_of(customers: list[int]) -> None:
    """One opportunity of each of these customers was opened, closed, opened again, or went into or out of the bin."""
    for follow in _following:
        follow(customers)
