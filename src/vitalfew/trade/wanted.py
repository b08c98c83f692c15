"""Whether a customer still buys, against its own rhythm."""

from typing import Any

from django.db.models import Aggregate, FloatField, Max, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Verb, may
from vitalfew.identity.api import Member
from vitalfew.kernel.wanted import Fact, register
from vitalfew.trade.models import Order
from vitalfew.trade.policies import ORDERS
from vitalfew.trade.queries import orders_visible_to


class Rhythm(Aggregate):
    """Mean days between the days on which somebody bought; NULL below three such days."""

    template = (
        "CASE WHEN count(DISTINCT %(expressions)s) >= 3 THEN (max(%(expressions)s) - min(%(expressions)s))::float"
        " / (count(DISTINCT %(expressions)s) - 1) END"
    )
    output_field = FloatField()


def _purchases(reader: Member) -> QuerySet[Order, Any]:
    rows = orders_visible_to(reader).filter(customer=OuterRef("pk"), net_amount__gt=0)
    return rows.order_by().values("customer")


def _last(reader: Member) -> Subquery:
    return Subquery(_purchases(reader).annotate(last=Max("placed_on")).values("last"))


def _rhythm(reader: Member) -> Subquery:
    return Subquery(_purchases(reader).annotate(rhythm=Rhythm("placed_on")).values("rhythm"))


register(
    Fact(
        "purchase", _("Last purchase"), lambda pk: reverse("site:customer_tab", args=[pk, "orders"]),
        last=_last, rhythm=_rhythm, seen_by=lambda reader: may(reader, ORDERS, Verb.VIEW), order=40,
    )
)  # fmt: skip
