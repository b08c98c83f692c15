"""Nobody leaves with something in hand: customers, or what other apps name, are given to others first."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.customers.api import Customer
from vitalfew.identity.api import InTheWay, Member
from vitalfew.kernel.errors import Conflict


@dataclass(frozen=True)
class InHand:
    """A kind of thing that a member is responsible for, and how many of it they have."""

    label: str | Promise
    number: Callable[[Member], int]


_kinds: list[InHand] = []
_pages: list[str] = []


def must_be_handed_over(kind: InHand) -> None:
    """Let nobody leave who still has things of this kind; register it when the app is ready."""
    _kinds.append(kind)


def in_hand(member: Member) -> list[tuple[str, int]]:
    """What a member still has, and how many of it."""
    found = [(str(kind.label), kind.number(member)) for kind in _kinds]
    return [(label, number) for label, number in found if number]


def handed_over_at(page: str) -> None:
    """Name the page, which takes a member's key, on which things are handed over; register it when the app is ready."""
    _pages[:] = [page]


def still_in_hand(member: Member) -> InTheWay | None:
    """What stands in the way of a member's departure, and where it is handed over."""
    things = in_hand(member)
    return InTheWay(things, reverse(_pages[0], args=[member.pk])) if things and _pages else None


def refuse_while_in_hand(member: Member) -> None:
    """Conflict while a member has anything: nothing is lost when somebody leaves."""
    left = in_hand(member)
    if left:
        raise Conflict(
            "still_in_hand",
            _(
                "%(name)s still has: %(things)s. Give all of it to others or put it into a pool first, or end only the"
                " sessions for now."
            )
            % {
                "name": member,
                "things": ", ".join(f"{label} {number:,}" for label, number in left),
            },
        )


def owned_by(member: Member) -> int:
    """How many customers a member owns, those in the bin not counted."""
    return Customer.objects.filter(owner=member).count()


must_be_handed_over(InHand(gettext_lazy("Customers"), owned_by))
