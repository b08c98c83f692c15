"""What the timeline tells of orders."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vitalfew.access.api import Verb, may, reads
from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.timeline.api import Happening, Kind, Source, Window, register
from vitalfew.trade.models import Order
from vitalfew.trade.policies import AMOUNTS, ORDERS
from vitalfew.trade.queries import orders_visible_to

KIND = Kind("orders", gettext_lazy("Orders and returns"), "orders", order=10)


def orders(actor: Member, customer: Customer, window: Window) -> Iterator[Happening]:
    """Orders and returns; whoever may not read amounts is not told which of the two."""
    rows = orders_visible_to(actor).filter(customer=customer)
    tells_amounts = reads(actor, AMOUNTS)
    for order in window.newest(rows, "placed_at"):
        yield Happening(
            at=order.placed_at,
            key=order.pk,
            title=_title(order, is_return=tells_amounts and order.net_amount < 0),
            detail=ngettext("%(number)d line", "%(number)d lines", order.line_count)
            % {"number": order.line_count},
            url=reverse("trade:order", args=[order.pk]),
            amount=order.net_amount if tells_amounts else None,
            currency=order.currency,
        )


def _title(order: Order, *, is_return: bool) -> str:
    if not order.number:
        return _("Return") if is_return else _("Order")
    words = _("Return %(number)s") if is_return else _("Order %(number)s")
    return words % {"number": order.number}


def _sees(actor: Member) -> object:
    return may(actor, ORDERS, Verb.VIEW)


register(Source("orders", KIND, orders, _sees, in_order=True))
