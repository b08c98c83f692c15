"""Hand-overs: asked for, offered, accepted, sent back and withdrawn, as on the pages."""

from collections.abc import Callable, Sequence
from typing import Annotated

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Status

from vitalfew.api.rules import Scope
from vitalfew.api.v1 import handover_shapes as shapes
from vitalfew.api.v1 import versions
from vitalfew.api.v1.customers import ONCE
from vitalfew.api.v1.scoped import Scoped
from vitalfew.api.v1.shapes import LARGEST_KEY
from vitalfew.api.v1.steps import Stepping
from vitalfew.handover.api import (
    Handover,
    Sized,
    Terms,
    accept,
    accept_all,
    ask,
    ask_for_all,
    customers_of,
    giver_for,
    handover_for,
    handovers,
    items_of,
    no_such_handover,
    offer,
    possible_givers,
    send_back,
    successors,
    withdraw,
)
from vitalfew.identity.api import Member, MemberRequest
from vitalfew.kernel.errors import BadInput

router = Router(tags=["hand-overs"])
READS, WRITES = Scoped(Scope.HANDOVERS_READ), Scoped(Scope.HANDOVERS_WRITE)
type Key = Annotated[int, Path(ge=1, le=LARGEST_KEY)]
IF_MATCH = versions.if_match("hand-over")
type Answer = "dict[str, object] | HttpResponse"


@router.get(
    "", response=shapes.HandoverPage, auth=READS, url_name="handovers", operation_id="list_handovers"
)  # fmt: skip
def list_handovers(
    request: MemberRequest,
    filters: Annotated[shapes.HandoverFilters, Query()],
    after: Annotated[int, Query(ge=0, le=LARGEST_KEY)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, object]:
    """The hand-overs that the member has a part in or decides, by key."""
    asked = {"state": filters.state, "giver": filters.giver, "successor": filters.successor}
    rows = handovers(request.user).filter(
        pk__gt=after, **{name: value for name, value in asked.items() if value is not None}
    )
    found = list(rows.order_by("pk")[: limit + 1])
    return {
        "items": [told(one) for one in found[:limit]],
        "next": found[limit - 1].pk if len(found) > limit else None,
    }


@router.post(
    "", response={201: list[shapes.HandoverShape]}, auth=WRITES, url_name="handovers",
    operation_id="start_handovers", openapi_extra=ONCE,
)  # fmt: skip
def start(request: MemberRequest, asked: shapes.NewHandover) -> Status[list[dict[str, object]]]:
    """Ask that customers of a member go to others: a hand-over for each successor who gets something."""
    giver = giver_for(request.user, asked.giver_id)
    to = _successors(giver, asked.successor_ids)
    terms = Terms(asked.reason, asked.may_look, asked.keep_days, asked.with_inquiries)
    if asked.customer_ids is None:
        made = ask_for_all(actor=request.user, giver=giver, successors=to, terms=terms)
    else:
        made = _of_some(request.user, giver, to, terms, asked.customer_ids)
    rows = handovers(request.user).filter(pk__in=[one.pk for one in made]).order_by("pk")
    return Status(201, [told(one) for one in rows])


def _successors(giver: Member, keys: Sequence[int]) -> list[Member]:
    """The members in the order in which they were named; BadInput where one cannot take over."""
    found = {one.pk: one for one in successors(giver).filter(pk__in=keys)}
    if any(key not in found for key in keys):
        raise BadInput(
            "no_such_successor",
            _("Choose who takes over: somebody else than the owner, who may sign in."),
            field="successor_ids",
        )
    return [found[key] for key in dict.fromkeys(keys)]


def _of_some(
    actor: Member, giver: Member, to: list[Member], terms: Terms, keys: Sequence[int]
) -> list[Handover]:
    if terms.with_inquiries:
        raise BadInput(
            "inquiries_go_with_all",
            _("Open inquiries of no customer go along only with all that the member has."),
            field="with_inquiries",
        )
    rows = customers_of(actor, giver).filter(pk__in=keys)
    if rows.count() != len(set(keys)):
        raise BadInput(
            "not_the_givers",
            _("Not all of these customers are the giver's, or yours to see. Look at the list once more."),
            field="customer_ids",
        )  # fmt: skip
    made, _left = ask(actor=actor, rows=rows, successors=to, terms=terms)
    return made


@router.get(
    "/members", response=list[shapes.ColleagueShape], auth=READS, url_name="handover_members",
    operation_id="list_handover_members",
)  # fmt: skip
def members(request: MemberRequest) -> list[dict[str, object]]:
    """Whose customers the member may hand over, and to whom they can go; nobody for whoever hands nothing over."""
    givers = set(possible_givers(request.user).values_list("pk", flat=True))
    if not givers:
        return []
    rows = Member.objects.filter(pk__in=givers) | Member.objects.filter(is_active=True)
    return [
        {
            "id": one.pk, "name": str(one), "may_give": one.pk in givers, "may_receive": one.is_active,
            "username": one.username if request.user.is_administrator else None,
        }
        for one in rows.order_by("pk")
    ]  # fmt: skip


@router.get(
    "/{int:pk}", response=shapes.HandoverShape, auth=READS, url_name="handover", operation_id="read_handover"
)  # fmt: skip
def handover(request: MemberRequest, response: HttpResponse, pk: Key) -> dict[str, object]:
    """One hand-over; its customers have an address of their own."""
    return HANDOVER.tagged(request, response, pk)


@router.put(
    "/{int:pk}/offer", response=shapes.HandoverShape, auth=WRITES, url_name="handover_offer",
    operation_id="offer_handover", openapi_extra=IF_MATCH,
)  # fmt: skip
def pass_to(request: MemberRequest, response: HttpResponse, pk: Key, to: shapes.Offer) -> Answer:
    """Pass it to the successor for an answer, or to another one."""
    found = handover_for(request.user, pk)
    other = _successors(found.giver, [to.successor_id])[0] if to.successor_id else None

    def done(version: int) -> object:
        return offer(actor=request.user, handover_id=pk, version=version, successor=other)

    return _step(request, response, pk, done, to.model_dump())


@router.put(
    "/{int:pk}/acceptance", response={200: shapes.HandoverShape, 202: shapes.HandoverShape}, auth=WRITES,
    url_name="handover_acceptance", operation_id="accept_handover", openapi_extra=IF_MATCH,
)  # fmt: skip
def take_over(
    request: MemberRequest, response: HttpResponse, pk: Key, what: shapes.Acceptance
) -> "Answer | Status[dict[str, object]]":
    """Take over all that waits, or one customer: from here on they are the successor's.

    More than 200 go in batches: the answer is 202, and the hand-over's state says when it is done.
    """
    _in_it(request.user, handover_for(request.user, pk), what.item_id)
    jobs: list[object] = []

    def done(version: int) -> object:
        known = {"actor": request.user, "handover_id": pk, "version": version}
        if what.item_id is not None:
            return accept(**known, item_id=what.item_id)  # type: ignore[arg-type]
        return jobs.append(accept_all(**known))  # type: ignore[arg-type,func-returns-value]

    answer = _step(request, response, pk, done, what.model_dump())
    return Status(202, answer) if any(jobs) and isinstance(answer, dict) else answer


@router.put(
    "/{int:pk}/refusal", response=shapes.HandoverShape, auth=WRITES, url_name="handover_refusal",
    operation_id="send_back_handover", openapi_extra=IF_MATCH,
)  # fmt: skip
def refuse(request: MemberRequest, response: HttpResponse, pk: Key, what: shapes.Refusal) -> Answer:
    """Send all that waits back, or one customer, with the reason."""
    _in_it(request.user, handover_for(request.user, pk), what.item_id)

    def done(version: int) -> object:
        return send_back(
            actor=request.user, handover_id=pk, version=version, reason=what.reason, item_id=what.item_id
        )  # fmt: skip

    return _step(request, response, pk, done, what.model_dump())


@router.put(
    "/{int:pk}/withdrawal", response=shapes.HandoverShape, auth=WRITES, url_name="handover_withdrawal",
    operation_id="withdraw_handover", openapi_extra=IF_MATCH,
)  # fmt: skip
def take_back(request: MemberRequest, response: HttpResponse, pk: Key) -> Answer:
    """Nothing more is handed over by this; what was accepted stays where it is."""
    handover_for(request.user, pk)

    def done(version: int) -> object:
        return withdraw(actor=request.user, handover_id=pk, version=version)

    return _step(request, response, pk, done, {})


def _in_it(actor: Member, found: Handover, item: int | None) -> None:
    """NotFound for what is no customer of this hand-over, or not to be seen."""
    if item is not None and not items_of(actor, found).filter(pk=item).exists():
        raise no_such_handover()


def _sized(actor: Member, pk: int) -> Sized:
    found = handovers(actor).filter(pk=pk).first()
    if found is None:
        raise no_such_handover()
    return found


def _now(actor: Member, pk: int) -> tuple[dict[str, object], int]:
    found = _sized(actor, pk)
    return told(found), found.version


HANDOVER = Stepping("h", shapes.HandoverShape, _now)


def _step(
    request: MemberRequest, response: HttpResponse, pk: int, done: Callable[[int], object],
    yours: dict[str, object],
) -> Answer:  # fmt: skip
    """One step on the version that was seen; the hand-over as it is then."""
    return HANDOVER.step(request, pk, done, yours) or HANDOVER.tagged(request, response, pk)


def told(row: Sized) -> dict[str, object]:
    """A hand-over with how many customers it has."""
    return {
        "id": row.pk, "state": row.state, "giver_id": row.giver_id, "giver": str(row.giver),
        "successor_id": row.successor_id, "successor": str(row.successor), "asked_by": str(row.asked_by),
        "reason": row.reason, "may_look": row.may_look, "keep_days": row.keep_days,
        "with_inquiries": row.with_inquiries, "sent_back_because": row.sent_back_because, "customers": row.size,
        "created_at": row.created_at, "offered_at": row.offered_at, "ended_at": row.ended_at,
        "version": row.version,
    }  # fmt: skip
