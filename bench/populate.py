"""Fills an empty database with a simulated base: half the customers have Latin names, half Chinese ones."""

import csv
import io
import uuid
from collections.abc import Iterator
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.csv
from django.db import connection, transaction

from bench.simulate import Simulated
from vitalfew.customers.api import spelling

ORIGIN = uuid.UUID(int=1)
FIRST = ("Olga", "Jan", "Maria", "Piotr", "Anna", "Tomas", "Elena", "Marek", "Sofia", "Lukas")
LAST = (
    "Kowalski",
    "Novak",
    "Schmidt",
    "Jensen",
    "Rossi",
    "Dubois",
    "Ivanov",
    "Silva",
    "Murphy",
    "Larsen",
)
SURNAMES = "张王李赵刘陈杨黄周吴徐孙朱马胡郭林何高梁"
GIVEN = (
    "伟",
    "芳",
    "娜",
    "敏",
    "静",
    "丽",
    "强",
    "磊",
    "军",
    "洋",
    "勇",
    "艳",
    "杰",
    "娟",
    "涛",
    "明",
    "超",
    "霞",
    "平",
    "刚",
)
COUNTRIES = (
    "中国",
    "台灣",
    "Germany",
    "France",
    "Poland",
    "Spain",
    "Japan",
    "新加坡",
    "Italy",
    "Brazil",
)


def name_of(number: int) -> str:
    """The name of the customer with this number."""
    if number % 2:
        family, given = SURNAMES[number // 2 % 20], GIVEN[number // 40 % 20]
        return f"{family}{given} {number}"
    return f"{FIRST[number // 2 % 10]} {LAST[number // 20 % 10]} {number}"


def populate(base: Simulated, owners: list[tuple[int, int]]) -> None:
    """Store the base's customers and orders (a line each) as an import would have left them; the owners take turns.

    ``owners`` are (member, department) ids.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        with cursor.copy(
            "COPY customers_customer (id, code, name, kind, country, stage, pinyin, initials, sort_key, origin,"
            " owner_id, department_id, version, created_at, updated_at) FROM STDIN"
            " (FORMAT csv, FORCE_NOT_NULL (pinyin, initials))"
        ) as copy:
            rows = _customers(base, owners)
            while block := list(islice(rows, 20_000)):
                copy.write(_csv(block))
        _copy(
            cursor,
            "trade_order (id, customer_id, number, source_key, placed_at, placed_on, currency, net_amount,"
            " costed_amount, cost, line_count, origin)",
            _orders(base),
        )
        _copy(
            cursor,
            "trade_orderline (order_id, position, quantity, unit_price, amount, fingerprint, origin)",
            _lines(base),
        )
        for table in ("customers_customer", "trade_order"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE customers_customer, trade_order, trade_orderline")


def _customers(base: Simulated, owners: list[tuple[int, int]]) -> Iterator[list[object]]:
    days = np.bincount(base.customer, minlength=base.customers)
    stages = np.array(["prospect", "order", "repeat"])[np.minimum(days, 2)]
    for number in range(base.customers):
        name = name_of(number)
        country = COUNTRIES[number * 7919 % 97 % 10]
        moment = f"2026-{number % 12 + 1:02}-{number % 28 + 1:02} {number % 24:02}:{number % 60:02}:00+00"
        yield [
            number + 1,
            f"C{number:07}",
            name,
            "business",
            country,
            stages[number],
            *spelling(name),
            ORIGIN,
            *owners[number % len(owners)],
            1,
            moment,
            moment,
        ]


def _csv(rows: list[list[object]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _orders(base: Simulated) -> pa.Table:
    count = base.customer.size
    day = pa.array(base.day, pa.int32()).cast(pa.date32())
    amount = pa.array(np.round(base.amount, 2))
    keys = pa.array(np.arange(1, count + 1)).cast(pa.string())
    constant = {
        "number": "",
        "currency": "CNY",
        "costed": 0,
        "cost": 0,
        "lines": 1,
        "origin": str(ORIGIN),
    }
    same = {name: pa.repeat(value, count) for name, value in constant.items()}
    return pa.table({
        "id": np.arange(1, count + 1), "customer_id": base.customer.astype(np.int64) + 1, "number": same["number"],
        "source_key": keys, "placed_at": day, "placed_on": day, "currency": same["currency"], "net_amount": amount,
        "costed_amount": same["costed"], "cost": same["cost"], "line_count": same["lines"], "origin": same["origin"],
    })  # fmt: skip


def _lines(base: Simulated) -> pa.Table:
    count = base.customer.size
    amount = pa.array(np.round(base.amount, 2))
    one = pa.repeat(1, count)
    return pa.table({
        "order_id": np.arange(1, count + 1), "position": one, "quantity": one, "unit_price": amount,
        "amount": amount, "fingerprint": np.arange(1, count + 1), "origin": pa.repeat(str(ORIGIN), count),
    })  # fmt: skip


def _copy(cursor, target: str, table: pa.Table) -> None:  # noqa: ANN001 - Django's cursor wrapper
    with cursor.copy(f"COPY {target} FROM STDIN (FORMAT csv)") as copy:
        for batch in table.to_batches(max_chunksize=100_000):
            sink = io.BytesIO()
            pa.csv.write_csv(
                pa.Table.from_batches([batch]), sink, pa.csv.WriteOptions(include_header=False)
            )
            copy.write(sink.getvalue())
