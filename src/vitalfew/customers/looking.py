"""Who opens a customer: an app that limits looking says so here, and is asked on every page and in every answer to a
program that shows one customer, or a person at it, whole.
"""

from collections.abc import Callable, Iterable

from vitalfew.customers.models import Customer
from vitalfew.identity.api import Member

type Gate = Callable[[Member, Customer], None]

_gates: dict[Gate, tuple[str, ...]] = {}


def when_opened(gate: Gate, *beside: str) -> None:
    """Call ``gate`` whenever a member opens a customer; it refuses by raising. ``beside``: rows that it reads."""
    _gates[gate] = beside


def beside_gates() -> list[str]:
    """The rows that gates read, to be read in one question with the customer."""
    return [name for names in _gates.values() for name in names]


def open_all(actor: Member, customers: Iterable[Customer]) -> None:
    """Ask everybody who limits looking."""
    for customer in customers:
        for gate in _gates:
            gate(actor, customer)
