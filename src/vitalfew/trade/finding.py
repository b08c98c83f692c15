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
    seen = orders_visible_to(actor)
    starts = dict.fromkeys((number, number.upper()))
    begun = [
        seen.filter(number__startswith=start)
        .exclude(number="")
        .order_by("number", "pk")
        .values_list("pk")[:most]
        for start in starts
    ]
    keys = [pk for (pk,) in dict.fromkeys(begun[0].union(*begun[1:], all=True))][:most]
    found = seen.select_related("customer").in_bulk(keys) if keys else {}
    return [_hit(found[pk]) for pk in keys if pk in found]


def _hit(order: Order) -> Hit:
    told = (
        order.customer.name if order.customer else "",
        date_format(order.placed_on, "SHORT_DATE_FORMAT"),
    )
    detail = " · ".join(one for one in told if one)
    return Hit(order.number, detail, reverse("trade:order", args=[order.pk]), "orders")


register(Finder("orders", _("Orders"), find_orders, order=30))
