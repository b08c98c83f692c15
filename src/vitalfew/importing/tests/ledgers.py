"""Bringing ledgers in, the short way, for tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from vitalfew.importing import actions
from vitalfew.importing.models import LedgerImport
from vitalfew.jobs.api import Job, finish
from vitalfew.trade.api import OrderLine

HEADING = "Customer number,Customer name,Country,Order number,Date,Product,Quantity,Unit price\n"


def received(data: str | bytes, name: str = "ledger.csv") -> LedgerImport:
    content = data.encode() if isinstance(data, str) else data
    return actions.receive(actor=None, name=name, chunks=[content])


def checked(
    data: str | bytes,
    name: str = "ledger.csv",
    *,
    currency: str = "CNY",
    date_order: str = "",
    **mapping: int,
) -> LedgerImport:
    ledger = received(data, name)
    return check(ledger, currency=currency, date_order=date_order, **mapping)


def check(
    ledger: LedgerImport, *, currency: str = "CNY", date_order: str = "", **mapping: int
) -> LedgerImport:
    job = actions.check(
        actor=None,
        ledger=ledger,
        mapping=mapping or ledger.mapping,
        date_order=date_order,
        currency=currency,
    )
    return _after(finish(job), ledger)


def apply(ledger: LedgerImport, *, leave_out_bad_rows: bool = False) -> LedgerImport:
    job = actions.apply(actor=None, ledger=ledger, leave_out_bad_rows=leave_out_bad_rows)
    return _after(finish(job), ledger)


def added(data: str | bytes, name: str = "ledger.csv", **how: object) -> LedgerImport:
    return apply(checked(data, name, **how), leave_out_bad_rows=True)  # type: ignore[arg-type]


def undone(ledger: LedgerImport) -> LedgerImport:
    return _after(finish(actions.undo(actor=None, ledger=ledger)), ledger)


def _after(job: Job, ledger: LedgerImport) -> LedgerImport:
    assert not job.error, job.error
    return LedgerImport.objects.get(pk=ledger.pk)


@dataclass(frozen=True)
class Line:
    customer: str | None
    name: str | None
    country: str | None
    order: str
    product: str | None
    quantity: Decimal
    price: Decimal
    amount: Decimal


def lines() -> list[Line]:
    """Every line in the books, in the order of its file."""
    rows = OrderLine.objects.order_by("origin", "position", "id").values_list(
        "order__customer__code",
        "order__customer__name",
        "order__customer__country",
        "order__number",
        "product__name",
        "quantity",
        "unit_price",
        "amount",
    )
    return [Line(*row) for row in rows]


def orders_whose_sums_differ() -> int:
    """Orders whose kept sums are not those of their lines."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM trade_order o LEFT JOIN (SELECT order_id, sum(amount) AS net, count(*) AS lines"
            " FROM trade_orderline GROUP BY order_id) l ON l.order_id = o.id"
            " WHERE o.net_amount IS DISTINCT FROM l.net OR o.line_count IS DISTINCT FROM l.lines"
        )
        return int(cursor.fetchone()[0])


def staged(ledger: LedgerImport, *columns: str) -> list[tuple[object, ...]]:
    """The named columns of the staging table, in the order of the file."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {ledger.stage} ORDER BY row")
        return list(cursor.fetchall())


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]
