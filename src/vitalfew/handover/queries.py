"""Reading hand-overs for a member."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from vitalfew.access.api import Answer as Right
from vitalfew.customers.api import Customer, visible_to
from vitalfew.handover.models import Handover, Item
from vitalfew.handover.policies import (
    handovers_visible_to,
    items_visible_to,
    may_answer,
    may_ask_for_all,
    may_prepare,
    who_may_give,
)
from vitalfew.handover.rules import UNDER_WAY, Answer, State
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import NotFound
from vitalfew.ownership.api import in_hand

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

MOST_NAMED = 200


class SizeColumn(TypedDict):
    """How many customers a hand-over has."""

    size: int


type Sized = WithAnnotations[Handover, SizeColumn]


@dataclass(frozen=True)
class HandoverShown:
    """A hand-over as its page shows it to one member."""

    handover: Handover
    items: list[Item]
    number: int  # of all its customers, also those that the reader does not see
    waiting: int
    may_prepare: Right
    may_answer: Right

    @property
    def unnamed(self) -> int:
        """How many customers are not listed."""
        return self.number - len(self.items)

    @property
    def can_offer(self) -> bool:
        """Whether it can go to the successor now."""
        return self.handover.state in {State.PREPARING, State.SENT_BACK} and bool(self.may_prepare)

    @property
    def can_answer(self) -> bool:
        """Whether it waits for the reader's answer."""
        return self.handover.state == State.OFFERED and bool(self.may_answer)

    @property
    def can_withdraw(self) -> bool:
        """Whether the reader may take it back."""
        return not self.handover.is_over and bool(self.may_prepare)


def handovers(actor: Member) -> QuerySet[Sized]:
    """Every hand-over that ``actor`` sees, the newest first."""
    rows = handovers_visible_to(actor).select_related("giver", "successor", "asked_by")
    return rows.annotate(size=Count("items")).order_by("-created_at", "-pk")


def handover_for(actor: Member, pk: int) -> Handover:
    """One hand-over; NotFound when there is none to be seen."""
    rows = handovers_visible_to(actor).select_related(
        "giver", "successor", "asked_by", "decided_by"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise no_such_handover()
    return found


def no_such_handover() -> NotFound:
    """The same words whether there is none or it is not to be seen."""
    return NotFound(
        "no_such_handover",
        _("There is no such hand-over, or it is not yours to see. Look at the list."),
    )


def items_of(actor: Member, handover: Handover) -> QuerySet[Item]:
    """The customers of a hand-over that ``actor`` may know of, by name."""
    rows = items_visible_to(actor).filter(handover=handover).select_related("customer", "handover")
    return rows.order_by("customer__sort_key", "pk")


def item_for(actor: Member, handover: Handover, pk: int) -> Item:
    """One customer of a hand-over; NotFound when it is not to be seen."""
    found = items_of(actor, handover).filter(pk=pk).first()
    if found is None:
        raise NotFound(
            "not_in_the_handover",
            _("This customer is not in the hand-over any more. Look at the list."),
        )
    return found


def shown(actor: Member, handover: Handover) -> HandoverShown:
    """A hand-over with the first of its customers, and what the reader may do with it."""
    counts = handover.items.aggregate(
        number=Count("pk"), waiting=Count("pk", filter=Q(answer=Answer.WAITING))
    )
    return HandoverShown(
        handover,
        list(items_of(actor, handover)[:MOST_NAMED]),
        counts["number"],
        counts["waiting"],
        may_prepare(actor, handover),
        may_answer(actor, handover),
    )


def successors(giver: Member | None = None) -> QuerySet[Member]:
    """To whom customers can be handed over: everybody who may sign in, but the giver."""
    rows = Member.objects.filter(is_active=True).order_by("name", "username", "pk")
    return rows.exclude(pk=giver.pk) if giver else rows


def possible_givers(actor: Member) -> QuerySet[Member]:
    """Everybody whose customers ``actor`` may ask to be handed over; also those who may not sign in any more."""
    rows = Member.objects.order_by("pk")
    keys = who_may_give(actor)
    return rows if keys is None else rows.filter(pk__in=keys)


def giver_for(actor: Member, pk: int) -> Member:
    """A member whose things ``actor`` may hand over; NotFound for anybody else."""
    found = Member.objects.filter(pk=pk).first()
    if found is None or not may_ask_for_all(actor, found):
        raise NotFound(
            "no_such_giver",
            _("There is no such member, or their customers are not yours to hand over."),
        )
    return found


def left_in_hand(giver: Member) -> Sequence[tuple[str, int]]:
    """What a member still has, and how many of it."""
    return in_hand(giver)


def customers_of(actor: Member, giver: Member) -> QuerySet[Customer]:
    """The customers of a member, as far as ``actor`` sees them."""
    return visible_to(actor).filter(owner=giver)


def all_under_way(actor: Member) -> QuerySet[Sized]:
    """The hand-overs that wait to be offered or answered."""
    return handovers(actor).filter(state__in=UNDER_WAY)


def under_way_from(actor: Member, giver: Member) -> QuerySet[Sized]:
    """The hand-overs of a member that wait to be offered or answered."""
    return handovers(actor).filter(giver=giver, state__in=UNDER_WAY)
