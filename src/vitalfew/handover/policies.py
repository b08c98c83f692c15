"""Who may hand customers over, who accepts them, and who sees a hand-over.

Whoever has customers hands over the own ones, and whoever may transfer somebody's customers theirs. The successor
answers; whoever may transfer decides in the successor's place. Administrators, who see no customer, ask for all that a
member has: they see that it is asked for, and no names.
"""

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.access.api import Answer as Right
from vitalfew.access.api import Verb, may, members_of, rights_of, with_right
from vitalfew.customers.api import CUSTOMERS, customer_policy, visible_to
from vitalfew.handover.models import Handover, Item
from vitalfew.handover.rules import UNDECIDED, UNDER_WAY, State
from vitalfew.identity.api import Member
from vitalfew.web.api import NavEntry
from vitalfew.web.api import register as put_into_frame


def selves_of(actor: Member) -> frozenset[int]:
    """Oneself, and those for whom one stands in today with the right to edit."""
    return frozenset({actor.pk}) | rights_of(actor).reach(CUSTOMERS.key, Verb.EDIT).selves


def transfers_from(actor: Member, member: Member) -> bool:
    """Whether ``actor`` may give away the customers of ``member``."""
    reach = rights_of(actor).reach(CUSTOMERS.key, Verb.TRANSFER)
    return reach.everything or member.pk in reach.owners | members_of(reach.departments)


def may_ask(actor: Member, giver: Member) -> Right:
    """Whether ``actor`` may ask that customers of ``giver`` go to somebody else."""
    own = giver.pk in selves_of(actor) and may(actor, CUSTOMERS, Verb.EDIT)
    if own or transfers_from(actor, giver):
        return Right(True, str)
    return Right(
        False,
        lambda: _(
            "Customers are handed over by their owner, and by whoever may transfer the owner's customers."
        ),
    )


def may_ask_for_all(actor: Member, giver: Member) -> Right:
    """The same; administrators, who end a member's access, also ask for all that the member has."""
    return Right(True, str) if actor.is_administrator else may_ask(actor, giver)


def who_may_give(actor: Member) -> frozenset[int] | None:
    """For whom ``may_ask_for_all`` says yes, at once; None: for everybody."""
    reach = rights_of(actor).reach(CUSTOMERS.key, Verb.TRANSFER)
    if actor.is_administrator or reach.everything:
        return None
    own = selves_of(actor) if may(actor, CUSTOMERS, Verb.EDIT) else frozenset[int]()
    return own | reach.owners | members_of(reach.departments)


def may_answer(actor: Member, handover: Handover) -> Right:
    """The successor accepts or sends back; whoever may transfer the customers decides in their place."""
    if handover.successor_id in selves_of(actor) or transfers_from(actor, handover.giver):
        return Right(True, str)
    return Right(
        False,
        lambda: (
            _("The successor answers, or whoever may transfer the customers of %(giver)s.")
            % {"giver": handover.giver}
        ),
    )


def may_prepare(actor: Member, handover: Handover) -> Right:
    """Whoever asked, and whoever could ask, fills in the checklist, offers and withdraws."""
    if handover.asked_by_id == actor.pk:
        return Right(True, str)
    return may_ask(actor, handover.giver)


def handovers_visible_to(actor: Member) -> QuerySet[Handover]:
    """Every read of hand-overs starts here: those one has a part in, and those of whose customers one decides."""
    if may(actor, CUSTOMERS, Verb.VIEW) and customer_policy.condition(actor) is None:
        return Handover.objects.all()
    selves = selves_of(actor)
    reach = rights_of(actor).reach(CUSTOMERS.key, Verb.TRANSFER)
    givers = selves | reach.owners | members_of(reach.departments)
    return Handover.objects.filter(
        Q(giver_id__in=givers) | Q(successor_id__in=selves) | Q(asked_by=actor)
    )


def items_visible_to(actor: Member) -> QuerySet[Item]:
    """Every read of what is handed over starts here.

    Who sees the customer sees it; so do the two between whom it changes hands, as long as it is the giver's still.
    """
    selves = selves_of(actor)
    theirs = Q(customer__owner_id=F("handover__giver_id"))
    giving = Q(handover__giver_id__in=selves, handover__state__in=UNDER_WAY)
    taking = Q(handover__successor_id__in=selves, handover__state=State.OFFERED)
    rows = Item.objects.filter(
        handover__in=handovers_visible_to(actor), customer__deleted_at__isnull=True
    )
    return rows.filter(theirs & (giving | taking) | Q(customer__in=visible_to(actor)))


def being_handed_over() -> QuerySet[Item, int]:
    """The customers that wait for a successor: for rules, not for members."""
    return Item.objects.filter(answer__in=UNDECIDED).order_by().values_list("customer", flat=True)


def waiting_for(actor: Member) -> int:
    """How many hand-overs wait for this member's answer."""
    return handovers_visible_to(actor).filter(
        successor_id__in=selves_of(actor), state=State.OFFERED
    ).count()  # fmt: skip


put_into_frame(
    NavEntry(
        "handover", gettext_lazy("Hand-over"), "handover:list", "handover", order=27,
        visible=with_right(CUSTOMERS, Verb.VIEW),
    )
)  # fmt: skip
