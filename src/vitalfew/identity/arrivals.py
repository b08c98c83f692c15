"""Who wants to know that a member was taken in: rights are given above this app, in the same transaction."""

from collections.abc import Callable

from vitalfew.identity.models import Member

_greeters: list[Callable[[Member], None]] = []


def on_arrival(greet: Callable[[Member], None]) -> None:
    """Call ``greet`` with every new member; register it when the app is ready."""
    if greet not in _greeters:
        _greeters.append(greet)


def greet(member: Member) -> None:
    """Tell everybody who asked."""
    for greeter in _greeters:
        greeter(member)
