"""Order logs and ledgers in Parquet files; needs pyarrow."""

from valuation.files.ledgers import load_closed, load_ledger, save_ledger
from valuation.files.orders import Columns, order_batches, post_file

__all__ = ["Columns", "load_closed", "load_ledger", "order_batches", "post_file", "save_ledger"]
