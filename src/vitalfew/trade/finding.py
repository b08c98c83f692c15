"""Orders as the search finds them: by their number, or its beginning."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Verb, may
from vitalfew.identity.api import Member
from vitalfew.search.api import Finder, Hit, register
from vitalfew.trade.models import Order
from vitalfew.trade.policies import ORDERS
from vitalfew.trade.queries import orders_visible_to

SHORTEST = 2  # characters of a number


def find_orders(actor: Member, words: str, most: int) -> list[Hit]:
    """The orders whose number begins with the words, as typed or in capitals."""
    number = words.strip()
    if len(number) < SHORTEST or not number.isascii() or not may(actor, ORDERS, Verb.VIEW):
        return []
    found: dict[int, Order] = {}
    for start in dict.fromkeys((number, number.upper())):
        rows = orders_visible_to(actor).filter(number__startswith=start).exclude(number="")
        found |= {
            order.pk: order
            for order in rows.select_related("customer").order_by("number", "pk")[:most]
        }
    return [_hit(order) for order in found.values()][:most]


def _hit(order: Order) -> Hit:
    told = (
        order.customer.name if order.customer else "",
        date_format(order.placed_on, "SHORT_DATE_FORMAT"),
    )
    detail = " · ".join(one for one in told if one)
    return Hit(order.number, detail, reverse("trade:order", args=[order.pk]), "orders")


register(Finder("orders", _("Orders"), find_orders, order=30))
