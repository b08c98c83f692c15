"""Who may see which orders: those of the customers in reach, as far as the right to orders itself goes."""

from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import (
    AUDITOR,
    CUSTOMER_OFFICE,
    EXECUTIVE,
    FINANCE,
    KEY_ACCOUNT_MANAGER,
    MARKETING,
    SALES_MANAGER,
    SALESPERSON,
    SALESPERSON_ALL,
    SERVICE,
    ChildPolicy,
    Field,
    Module,
    Scope,
    Verb,
    register,
    register_field,
)
from vitalfew.customers.api import Customer, customer_policy, in_the_bin
from vitalfew.trade.models import Order, OrderLine

VERBS = (Verb.VIEW, Verb.EXPORT)
READING = dict.fromkeys(VERBS, Scope.ALL)
ORDERS = register(
    Module(
        key="orders",
        label=_("Orders and money"),
        verbs=VERBS,
        ready={
            SALESPERSON: {Verb.VIEW: Scope.SELF},
            SALESPERSON_ALL: READING,
            SALES_MANAGER: dict.fromkeys(VERBS, Scope.BELOW),
            KEY_ACCOUNT_MANAGER: dict.fromkeys(VERBS, Scope.SELF),
            CUSTOMER_OFFICE: READING,
            MARKETING: READING,
            SERVICE: {Verb.VIEW: Scope.ALL},
            FINANCE: READING,
            EXECUTIVE: READING,
            AUDITOR: {Verb.VIEW: Scope.ALL},
        },
        order=20,
    )
)

AMOUNTS = register_field(
    Field(
        "orders.amounts", _("Amounts and prices of orders"), ORDERS,
        columns=((Order, "net_amount"), (OrderLine, "unit_price"), (OrderLine, "amount")),
    )
)  # fmt: skip

# Orders that name no customer are seen by those who see all orders.
order_policy: ChildPolicy[Order, Customer] = ChildPolicy(
    Order, ORDERS, customer_policy, "customer", in_the_bin
)
line_policy: ChildPolicy[OrderLine, Customer] = ChildPolicy(
    OrderLine, ORDERS, customer_policy, "order__customer", in_the_bin
)
