"""The contract of order lines, which order_log checks by the same rules on its quicker way."""

from typing import Final

from valuation.contracts import AMOUNT, CODE, DAY, Contract, Field

ORDERS: Final = Contract(
    "orders",
    (
        Field("customer", CODE, "who bought"),
        Field("day", DAY, "of the order"),
        Field("amount", AMOUNT, "net of tax; a return is negative"),
    ),
)
