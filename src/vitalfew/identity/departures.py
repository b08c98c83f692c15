"""Who wants to know that a member may not sign in any more: what stands above this app ends in the same transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vitalfew.identity.models import Member


@dataclass(frozen=True)
class InTheWay:
    """What a member still has, by kind and number, and the address where it is given to others."""

    things: Sequence[tuple[str, int]]
    address: str


_askers: list[Callable[[Member], InTheWay | None]] = []
_followers: list[Callable[[Member], None]] = []


def on_departure(follow: Callable[[Member], None]) -> None:
    """Call ``follow`` with every member whose access ends; register it when the app is ready."""
    if follow not in _followers:
        _followers.append(follow)


def depart(member: Member) -> None:
    """Tell everybody who asked."""
    for follow in _followers:
        follow(member)


def before_departure(ask: Callable[[Member], InTheWay | None]) -> None:
    """Let ``ask`` say what stands in the way of a member's departure; register it when the app is ready."""
    if ask not in _askers:
        _askers.append(ask)


def in_the_way(member: Member) -> list[InTheWay]:
    """What must be given to others before the member's access can end."""
    return [found for ask in _askers if (found := ask(member)) is not None]
