"""Orders and their lines."""

from datetime import date
from typing import Annotated

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from vitalfew.access.api import Verb, require
from vitalfew.api.rules import Scope
from vitalfew.api.v1 import shapes
from vitalfew.api.v1.scoped import Scoped
from vitalfew.api.v1.telling import Teller, plain
from vitalfew.identity.api import Member, MemberRequest
from vitalfew.kernel.errors import BadInput
from vitalfew.trade.api import (
    AMOUNTS,
    ORDERS,
    Order,
    lines_of,
    order_for,
    orders_visible_to,
)

router = Router(tags=["orders"])
READS = Scoped(Scope.ORDERS_READ)
type Key = Annotated[int, Path(ge=1, le=shapes.LARGEST_KEY)]


@router.get(
    "", response=shapes.OrderPage, auth=READS, url_name="orders", operation_id="list_orders"
)
def orders(
    request: MemberRequest,
    after: Annotated[str, Query(max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    customer: Annotated[int | None, Query(ge=1, le=shapes.LARGEST_KEY)] = None,
    placed_from: date | None = None,
    placed_to: date | None = None,
) -> dict[str, object]:
    """The orders the member may see, the newest first."""
    require(request.user, ORDERS, Verb.VIEW)
    asked = {"customer_id": customer, "placed_on__gte": placed_from, "placed_on__lte": placed_to}
    rows = orders_visible_to(request.user).filter(
        **{name: value for name, value in asked.items() if value is not None}
    )
    found = list(_behind(rows, after).order_by("-placed_on", "-pk")[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return {
        "items": [told(request.user, order) for order in found[:limit]],
        "next": f"{last.placed_on.isoformat()}_{last.pk}" if last else None,
    }


def _behind(rows: QuerySet[Order], after: str) -> QuerySet[Order]:
    """Those behind the last one of the page before."""
    if not after:
        return rows
    day, _dash, key = after.partition("_")
    try:
        place = (date.fromisoformat(day), int(key[:18]) if key.isascii() and key.isdecimal() else 0)
    except ValueError as error:
        raise BadInput(
            "no_such_place", _("Take “after” from “next” of the page before.")
        ) from error
    return rows.filter(TupleLessThan((F("placed_on"), F("pk")), place))


@router.get(
    "/{int:pk}", response=shapes.WholeOrder, auth=READS, url_name="order", operation_id="read_order"
)
def order(request: MemberRequest, pk: Key) -> dict[str, object]:
    """One order with its lines."""
    found = order_for(request.user, pk)
    teller = Teller(request.user)
    lines = [
        {
            "position": line.position,
            "product": line.product.name if line.product else None,
            "quantity": plain(line.quantity),
            "unit_price": teller.text("unit_price", AMOUNTS, line.unit_price),
            "amount": teller.text("amount", AMOUNTS, line.amount),
        }
        for line in lines_of(request.user, found)
    ]
    return {**told(request.user, found), "lines": lines}


def told(actor: Member, order: Order) -> dict[str, object]:
    """An order as ``actor`` sees it."""
    teller = Teller(actor)
    return {
        "id": order.pk,
        "number": order.number,
        "customer_id": order.customer_id,
        "placed_at": order.placed_at,
        "placed_on": order.placed_on,
        "currency": order.currency,
        "net_amount": teller.text("net_amount", AMOUNTS, order.net_amount),
        "line_count": order.line_count,
        "limited": teller.limited,
    }
