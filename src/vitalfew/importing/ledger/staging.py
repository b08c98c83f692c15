"""What a checked row of a sales ledger looks like."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.importing.cells.reader import How
from vitalfew.importing.ledger.fields import FIELDS
from vitalfew.importing.staging import Columns, Faults, Shape

LARGEST = 10.0**13

TYPES = (
    ("placed_at", "timestamp NOT NULL"),
    ("quantity", "numeric(18,4)"),
    ("unit_price", "numeric(28,10)"),
    ("amount", "numeric(18,4)"),
    ("unit_cost", "numeric(28,10)"),
    ("currency", "text NOT NULL"),
)
DERIVED = """
  customer_key text GENERATED ALWAYS AS (coalesce(customer_code, left(customer_name, 64))) STORED,
  product_key text GENERATED ALWAYS AS (lower(coalesce(product_code, product_name))) STORED,
  -- An order has its number; without one, what a customer bought in the same minute is one order.
  order_key text GENERATED ALWAYS AS (
    coalesce('n' || order_number, 't' || floor(extract(epoch FROM placed_at) / 60)::bigint)
    || '@' || coalesce(customer_code, left(customer_name, 64), '') || '/' || currency) STORED,
  line_amount numeric(18,4) GENERATED ALWAYS AS (coalesce(amount, round(quantity * unit_price, 4))) STORED
"""


def settle(columns: Columns, faults: Faults, how: How) -> None:
    """What a line needs as a whole."""
    columns["currency"] = pc.fill_null(columns["currency"], how.currency)
    _require(columns, faults)
    _limit_worth(columns, faults)


def _require(columns: Columns, faults: Faults) -> None:
    """A line needs a day, and an amount or what it is made of."""
    parts = pc.and_(pc.is_valid(columns["quantity"]), pc.is_valid(columns["unit_price"]))
    worth = pc.or_(pc.is_valid(columns["amount"]), parts)
    needed: tuple[tuple[pa.Array, str, str, set[str]], ...] = (
        (pc.is_valid(columns["placed_at"]), "placed_at", "date_missing", {"placed_at", ""}),
        (worth, "amount", "amount_missing", {"amount", "quantity", "unit_price", ""}),
    )
    for present, name, code, cells in needed:
        for position in np.flatnonzero(~present.to_numpy(zero_copy_only=False)):
            said = faults.setdefault(int(position), [])
            if not any(faulty in cells for faulty, _code in said):
                said.append((name, code))


def _limit_worth(columns: Columns, faults: Faults) -> None:
    """Quantity times price must fit the books too. Only those that could be too large are multiplied."""
    quantity, price = (pc.cast(columns[n], pa.float64()) for n in ("quantity", "unit_price"))
    worth = pc.fill_null(pc.abs(pc.multiply(quantity, price)), 0.0).to_numpy()
    for position in np.flatnonzero(worth >= LARGEST):
        if not columns["amount"][int(position)].is_valid:
            faults.setdefault(int(position), [("unit_price", "number_too_large")])


SHAPE = Shape(FIELDS, settle, TYPES, DERIVED)
