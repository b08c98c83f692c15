"""Who sees which entry of the frame."""

from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Verb, with_right
from vitalfew.customers.api import CUSTOMERS
from vitalfew.trade.api import ORDERS
from vitalfew.web.api import CreateButton, MemberLink, NavEntry, register

register(
    NavEntry(
        "customers",
        _("Customers"),
        "site:customers",
        icon="customers",
        order=20,
        phone=True,
        visible=with_right(CUSTOMERS, Verb.VIEW),
    ),
    NavEntry(
        "orders",
        _("Orders and money"),
        "trade:orders",
        icon="orders",
        order=70,
        visible=with_right(ORDERS, Verb.VIEW),
    ),
    MemberLink("site:bin", _("Bin"), "undo", order=20, visible=with_right(CUSTOMERS, Verb.DELETE)),
    CreateButton("customers:add", _("New customer"), visible=with_right(CUSTOMERS, Verb.CREATE)),
)
