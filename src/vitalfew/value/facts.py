"""The facts value is reckoned from: every order, as columns. Money is whole ten-thousandths, so that sums are exact."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext_lazy as _

from vitalfew.customers.api import Stage
from vitalfew.kernel.errors import BadInput
from vitalfew.value.columns import Columns, read_columns
from vitalfew.value.models import ValueSettings

type Integers = npt.NDArray[np.int64]

UNIT = 10_000  # parts of one unit of money
EPOCH = date(1970, 1, 1)
ORDERS_SQL = """
SELECT coalesce(customer_id, 0), placed_on - DATE '1970-01-01', line_count,
       ascii(currency) * 65536 + ascii(substr(currency, 2)) * 256 + ascii(substr(currency, 3)),
       (net_amount * 10000)::int8, (costed_amount * 10000)::int8, (cost * 10000)::int8
  FROM trade_order
 WHERE customer_id IS NULL
    OR customer_id NOT IN (SELECT id FROM customers_customer WHERE deleted_at IS NOT NULL)
"""
ORDERS = {
    "customer": "i8", "day": "i4", "lines": "i4", "currency": "i4", "net": "i8", "costed": "i8", "cost": "i8",
}  # fmt: skip
STAGES = np.array(Stage.values)
CUSTOMERS_SQL = (
    f"SELECT id, array_position(ARRAY{Stage.values}::text[], stage::text) - 1,"
    " coalesce(owner_id, 0), coalesce(department_id, 0)"
    " FROM customers_customer WHERE deleted_at IS NULL ORDER BY id"
)
CUSTOMERS = {"customer": "i8", "stage": "i4", "owner": "i8", "department": "i8"}


@dataclass(frozen=True, slots=True)
class Facts:
    """Orders up to and with a day, in one currency; one entry per order, or per customer."""

    as_of: int  # days since 1970
    currency: str
    customers: Integers  # their keys, rising
    customer: Integers  # per order: position in ``customers``
    day: npt.NDArray[np.int32]
    net: Integers  # ten-thousandths
    costed: Integers  # the part of ``net`` whose cost is known
    cost: Integers
    unassigned_lines: int
    unassigned: int  # ten-thousandths
    later_orders: int
    without_orders: int
    stages: npt.NDArray[np.str_]  # per customer
    owners: Integers  # per customer: a member's key, 0 for nobody
    departments: Integers

    @property
    def is_empty(self) -> bool:
        """There is no order of a customer."""
        return self.customers.size == 0


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The date so many days after 1970-01-01."""
    return EPOCH + timedelta(days=int(number))


def money(units: int | np.integer[Any]) -> Decimal:
    """Ten-thousandths as an amount of money.

    >>> money(123450000)
    Decimal('12345.0000')
    """
    return Decimal(int(units)).scaleb(-4)


def load(settings: ValueSettings, as_of: date | None = None) -> Facts:
    """Read every order in one query, so that all figures of a run are of one moment."""
    columns = read_columns(ORDERS_SQL, ORDERS)
    currency, columns = _in_one_currency(columns, settings)
    last = day_number(as_of) if as_of else int(columns["day"].max(initial=-(2**31)))
    seen = columns["day"] <= last
    assigned = seen & (columns["customer"] > 0)
    outside = seen & (columns["customer"] == 0)
    customers, customer = np.unique(columns["customer"][assigned], return_inverse=True)
    everybody = read_columns(CUSTOMERS_SQL, CUSTOMERS)
    places = np.searchsorted(everybody["customer"], customers)
    return Facts(
        as_of=last,
        currency=currency,
        customers=customers,
        customer=customer.astype(np.int64),
        day=columns["day"][assigned],
        net=columns["net"][assigned],
        costed=columns["costed"][assigned],
        cost=columns["cost"][assigned],
        unassigned_lines=int(columns["lines"][outside].sum(dtype=np.int64)),
        unassigned=int(columns["net"][outside].sum()),
        later_orders=int(np.count_nonzero(~seen)),
        without_orders=everybody["customer"].size - int(customers.size),
        stages=STAGES[everybody["stage"][places]],
        owners=everybody["owner"][places],
        departments=everybody["department"][places],
    )


def _in_one_currency(columns: Columns, settings: ValueSettings) -> tuple[str, Columns]:
    """Return the company's currency and the columns in it; refuse currencies nobody gave a rate for."""
    codes, counts = np.unique(columns["currency"], return_counts=True)
    names = [_currency_name(int(code)) for code in codes]
    if len(names) <= 1 and settings.currency in {"", *names}:
        return "".join(names), columns
    rates = {name: Decimal(str(rate)) for name, rate in settings.exchange_rates.items()}
    rates[settings.currency] = Decimal(1)
    if not settings.currency or not set(names) <= rates.keys():
        raise _currencies_differ(names, counts.tolist())
    for code, name in zip(codes, names, strict=True):
        _convert(columns, columns["currency"] == code, rates[name])
    return settings.currency, columns


def _convert(columns: Columns, chosen: npt.NDArray[np.bool_], rate: Decimal) -> None:
    """Multiply the chosen orders by a rate, rounding each to a ten-thousandth."""
    if rate != 1:
        for name in ("net", "costed", "cost"):
            columns[name][chosen] = np.rint(columns[name][chosen] * float(rate)).astype(np.int64)


def _currency_name(code: int) -> str:
    return bytes([code >> 16 & 255, code >> 8 & 255, code & 255]).decode("ascii")


def _currencies_differ(names: list[str], counts: list[int]) -> BadInput:
    listed = ", ".join(f"{name} ({count:,})" for name, count in zip(names, counts, strict=True))
    return BadInput(
        "currencies_differ",
        _(
            "The orders are in several currencies: %(listed)s."
            " Give the company's currency and exchange rates in the value settings, then run again."
        ),
        listed=listed,
        currencies=dict(zip(names, counts, strict=True)),
    )
