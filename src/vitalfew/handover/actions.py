"""Hand-overs up to the answer: asked for, prepared, offered, withdrawn. The answer stands in ``answering``."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.access.api import insist
from vitalfew.audit.api import because, record
from vitalfew.customers.api import Customer, end_lending, lend
from vitalfew.handover.letters import tell_successor
from vitalfew.handover.models import Handover, Item
from vitalfew.handover.policies import (
    handovers_visible_to,
    items_visible_to,
    may_ask,
    may_ask_for_all,
    may_prepare,
)
from vitalfew.handover.queries import no_such_handover, successors
from vitalfew.handover.rules import UNDECIDED, Answer, Point, State, is_move
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict

MOST_CUSTOMERS = 20_000
MOST_LENT = 1000  # more at once are not read through before they are accepted
LOOK_DAYS = 30


@dataclass(frozen=True)
class Terms:
    """Why customers are handed over, and what goes with them."""

    reason: str
    may_look: bool = True
    keep_days: int = 0
    with_inquiries: bool = False


@transaction.atomic
def ask(
    *, actor: Member, rows: QuerySet[Customer], successors: Sequence[Member], terms: Terms
) -> tuple[list[Handover], int]:
    """Ask that ``rows`` go to the successors, in turn where there are several: a hand-over for each pair of owner and
    successor; and how many customers were left out, for nobody owns them or they are being handed over already.
    """
    _need(terms.reason)
    owned = list(
        rows.filter(owner__isnull=False).order_by("owner", "pk").values_list("owner", "pk")
    )
    if len(owned) > MOST_CUSTOMERS:
        raise _too_many()
    keys = [pk for _owner, pk in owned]
    waiting = Item.objects.filter(customer_id__in=keys, answer__in=UNDECIDED)
    taken = set(waiting.values_list("customer_id", flat=True))
    made: list[Handover] = []
    for owner in sorted({owner for owner, _pk in owned if owner}):
        giver = Member.objects.get(pk=owner)
        insist(may_ask(actor, giver))
        theirs = [pk for of, pk in owned if of == owner and pk not in taken]
        made += _deal(actor, giver, theirs, successors, terms)
    if not made:
        raise BadInput(
            "nothing_to_hand_over",
            _("None of these customers can be handed over: nobody owns them, or it is under way."),
        )
    return made, rows.count() - sum(one.items.count() for one in made)


@transaction.atomic
def ask_for_all(
    *, actor: Member, giver: Member, successors: Sequence[Member], terms: Terms
) -> list[Handover]:
    """Ask that all that a member has goes to the successors, in turn; inquiries of no customer go to the first."""
    insist(may_ask_for_all(actor, giver))
    _need(terms.reason)
    waiting = Item.objects.filter(answer__in=UNDECIDED).values("customer")
    rows = Customer.objects.filter(owner=giver).exclude(pk__in=waiting).order_by("pk")
    keys = list(rows.values_list("pk", flat=True)[: MOST_CUSTOMERS + 1])
    if len(keys) > MOST_CUSTOMERS:
        raise _too_many()
    return _deal(actor, giver, keys, successors, terms)


def _deal(
    actor: Member, giver: Member, keys: Sequence[int], to: Sequence[Member], terms: Terms
) -> list[Handover]:
    """One hand-over for each successor who gets something, the customers dealt in turn."""
    possible = set(successors(giver).values_list("pk", flat=True))
    if not to or any(one.pk not in possible for one in to):
        raise BadInput(
            "no_such_successor",
            _("Choose who takes over: somebody else than the owner, who may sign in."),
            field="successors",
        )
    made = []
    for place, successor in enumerate(to):
        share = keys[place :: len(to)]
        takes_inquiries = terms.with_inquiries and place == 0
        if share or takes_inquiries:
            made.append(_make(actor, giver, successor, share, terms, takes_inquiries))
    return made


def _make(
    actor: Member, giver: Member, successor: Member, keys: Sequence[int], terms: Terms, all_of_it: bool
) -> Handover:  # fmt: skip
    because(terms.reason.strip())
    made = Handover.objects.create(
        giver=giver, successor=successor, asked_by=actor, reason=terms.reason.strip(),
        may_look=terms.may_look, keep_days=terms.keep_days, with_inquiries=all_of_it,
    )  # fmt: skip
    # What somebody else asked for in the same moment is theirs.
    items = [Item(handover=made, customer_id=key) for key in keys]
    Item.objects.bulk_create(items, 1000, ignore_conflicts=True)
    record(
        actor=actor, verb="handover.ask", subject=f"handover:{made.pk}", giver=giver.pk,
        successor=successor.pk, customers=made.items.count(), reason=made.reason,
    )  # fmt: skip
    return made


@transaction.atomic
def tell(
    *, actor: Member, handover_id: int, item_id: int, version: int, told: Iterable[str], **texts: str
) -> Item:  # fmt: skip
    """Write down what the successor must know of one customer; Conflict when somebody else was faster."""
    handover = locked(actor, handover_id)
    insist(may_prepare(actor, handover))
    _refuse_over(handover)
    rows = items_visible_to(actor).filter(handover=handover, pk=item_id)
    item = rows.select_for_update(of=("self",)).first()
    if item is None:
        raise no_such_handover()
    if item.version != version:
        raise Conflict(
            "checklist_changed_meanwhile",
            _("Somebody changed this checklist while you were typing. Compare both texts and choose."),
            stored=item,
        )  # fmt: skip
    item.told = sorted(set(told) & set(Point.values), key=Point.values.index)
    for name, text in texts.items():
        setattr(item, name, text.strip())
    item.version += 1
    item.save()
    record(
        actor=actor, verb="handover.tell", subject=f"handover:{handover.pk}",
        customer=item.customer_id, told=len(item.told),
    )  # fmt: skip
    return item


@transaction.atomic
def offer(
    *, actor: Member, handover_id: int, version: int, successor: Member | None = None
) -> Handover:
    """Pass it to the successor for an answer, or to another one than was named at first."""
    handover = locked(actor, handover_id)
    insist(may_prepare(actor, handover))
    refuse_stale(handover, version)
    if successor is not None:
        handover.successor = successor
    if not successors(handover.giver).filter(pk=handover.successor_id).exists():
        raise BadInput(
            "no_such_successor",
            _("Choose who takes over: somebody else than the owner, who may sign in."),
            field="successor",
        )
    move(handover, State.OFFERED)
    handover.offered_at, handover.sent_back_because = timezone.now(), ""
    handover.save()
    handover.items.filter(answer=Answer.SENT_BACK).update(answer=Answer.WAITING)
    _let_look(actor, handover)
    record(
        actor=actor, verb="handover.offer", subject=f"handover:{handover.pk}",
        successor=handover.successor_id,
    )  # fmt: skip
    tell_successor(handover)
    return handover


def _let_look(actor: Member, handover: Handover) -> None:
    """The successor reads the customers for some weeks, unless they are too many to be read through."""
    waiting = handover.items.filter(
        answer=Answer.WAITING,
        customer__owner=handover.giver_id,
        customer__deleted_at__isnull=True,
    )
    keys = list(waiting.values_list("customer_id", flat=True)[: MOST_LENT + 1])
    if not handover.may_look or len(keys) > MOST_LENT:
        return
    until = timezone.localdate() + timedelta(days=LOOK_DAYS)
    lent = lend(
        actor=actor, customers=keys, member=handover.successor, until=until, reason=_looking()
    )
    handover.items.filter(customer_id__in=lent).update(is_lent=True)


def stop_looking(actor: Member, handover: Handover, items: QuerySet[Item] | None = None) -> None:
    """Take the successor off the account teams to which this hand-over had added them."""
    lent = (handover.items.all() if items is None else items).filter(is_lent=True)
    keys = list(lent.values_list("customer_id", flat=True))
    if keys:
        end_lending(
            actor=actor, customers=keys, member=handover.successor, reason=_looking()
        )  # fmt: skip
        handover.items.filter(customer_id__in=keys).update(is_lent=False)


def _looking() -> str:
    return _("Looked at for a hand-over")


@transaction.atomic
def withdraw(*, actor: Member, handover_id: int, version: int) -> Handover:
    """Nothing more is handed over by this; what was accepted stays where it is."""
    handover = locked(actor, handover_id)
    insist(may_prepare(actor, handover))
    refuse_stale(handover, version)
    move(handover, State.WITHDRAWN)
    handover.ended_at, handover.decided_by = timezone.now(), actor
    handover.save()
    stop_looking(actor, handover)
    handover.items.filter(answer__in=UNDECIDED).update(answer=Answer.DROPPED)
    record(actor=actor, verb="handover.withdraw", subject=f"handover:{handover.pk}")
    return handover


def locked(actor: Member, pk: int) -> Handover:
    """The hand-over for the rest of the transaction; NotFound when it is not to be seen."""
    rows = handovers_visible_to(actor).select_for_update(of=("self",))
    found = rows.select_related("giver", "successor").filter(pk=pk).first()
    if found is None:
        raise no_such_handover()
    return found


def refuse_stale(handover: Handover, version: int) -> None:
    """Conflict when it is not any more as it was shown."""
    if handover.version != version:
        raise Conflict(
            "handover_changed_meanwhile",
            _("Somebody changed this hand-over meanwhile. Look at it once more, then decide."),
        )


def move(handover: Handover, state: State) -> None:
    """Into another state; Conflict where it cannot go from here."""
    if not is_move(handover.state, state):
        raise Conflict(
            "handover_elsewhere",
            _("This cannot be done now: the hand-over is “%(state)s”. Look at it once more.")
            % {"state": handover.get_state_display()},
        )
    handover.state = state
    handover.version += 1


def _refuse_over(handover: Handover) -> None:
    if handover.is_over:
        raise Conflict(
            "handover_over", _("This hand-over is over; what was told stays as it is.")
        )  # fmt: skip


def _need(reason: str) -> None:
    if not reason.strip():
        raise BadInput(
            "reason_missing",
            _("Say why, in a few words: it stands in the customer's history."),
            field="reason",
        )


def _too_many() -> BadInput:
    return BadInput(
        "handover_too_large",
        _("These are more than %(most)s customers. Narrow the filters, and go step by step.")
        % {"most": f"{MOST_CUSTOMERS:,}"},
    )
