"""The customers of a hand-over: what the successor is told of each."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Path, Query, Router

from vitalfew.api.rules import Scope
from vitalfew.api.v1 import handover_shapes as shapes
from vitalfew.api.v1 import versions
from vitalfew.api.v1.scoped import Scoped
from vitalfew.api.v1.shapes import LARGEST_KEY
from vitalfew.api.v1.steps import Stepping
from vitalfew.handover.api import (
    Item,
    handover_for,
    items_of,
    items_visible_to,
    no_such_handover,
    tell,
)
from vitalfew.identity.api import Member, MemberRequest

router = Router(tags=["hand-overs"])
READS, WRITES = Scoped(Scope.HANDOVERS_READ), Scoped(Scope.HANDOVERS_WRITE)
type Key = Annotated[int, Path(ge=1, le=LARGEST_KEY)]
TEXTS = ("orders", "receivables", "promises", "notes")


@router.get(
    "/handovers/{int:pk}/items", response=shapes.ItemPage, auth=READS, url_name="handover_items",
    operation_id="list_handover_items",
)  # fmt: skip
def items(
    request: MemberRequest,
    pk: Key,
    after: Annotated[int, Query(ge=0, le=LARGEST_KEY)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, object]:
    """The customers of a hand-over that the member may know of, by key."""
    rows = items_of(request.user, handover_for(request.user, pk)).filter(pk__gt=after)
    found = list(rows.order_by("pk")[: limit + 1])
    return {
        "items": [told(one) for one in found[:limit]],
        "next": found[limit - 1].pk if len(found) > limit else None,
    }


@router.get(
    "/handover-items/{int:pk}", response=shapes.ItemShape, auth=READS, url_name="handover_item",
    operation_id="read_handover_item",
)  # fmt: skip
def item(request: MemberRequest, response: HttpResponse, pk: Key) -> dict[str, object]:
    """One customer of a hand-over."""
    return ITEM.tagged(request, response, pk)


@router.patch(
    "/handover-items/{int:pk}", response=shapes.ItemShape, auth=WRITES, url_name="handover_item",
    operation_id="tell_handover_item", openapi_extra=versions.if_match("customer of the hand-over"),
)  # fmt: skip
def write_down(
    request: MemberRequest, response: HttpResponse, pk: Key, changed: shapes.Told
) -> "dict[str, object] | HttpResponse":
    """Write down what the successor must know, if nobody changed it since; both texts otherwise."""
    found = _found(request.user, pk)
    yours = changed.model_dump(mode="json", exclude_unset=True)

    def done(version: int) -> object:
        return tell(
            actor=request.user, handover_id=found.handover_id, item_id=pk, version=version,
            told=yours.get("told", found.told),
            **{name: text for name, text in yours.items() if name in TEXTS},
        )  # fmt: skip

    return ITEM.step(request, pk, done, yours) or ITEM.tagged(request, response, pk)


def _found(actor: Member, pk: int) -> Item:
    row = items_visible_to(actor).select_related("customer").filter(pk=pk).first()
    if row is None:
        raise no_such_handover()
    return row


def _now(actor: Member, pk: int) -> tuple[dict[str, object], int]:
    found = _found(actor, pk)
    return told(found), found.version


ITEM = Stepping("n", shapes.ItemShape, _now)


def told(row: Item) -> dict[str, object]:
    """One customer with what was told of it."""
    return {
        "id": row.pk, "handover_id": row.handover_id, "customer_id": row.customer_id,
        "customer": row.customer.name, "answer": row.answer, "told": row.told,
        **{name: getattr(row, name) for name in TEXTS}, "version": row.version,
    }  # fmt: skip
