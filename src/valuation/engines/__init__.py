"""Order logs beyond one machine's memory, reduced to a ledger where they lie.

One plan, written in ibis, runs on DuckDB (embedded, in bounded memory) and on Apache Spark (a cluster):

    with embedded(memory="2GB") as engine:
        kept = engine.ledger(engine.files("orders/*.parquet"), as_of)

    engine = on_spark(session)
    engine.write(engine.table("lake.sales.orders"), as_of, "s3a://bucket/ledger")
"""

from importlib.util import find_spec

if find_spec("ibis") is None:
    raise ImportError(
        "valuation.engines needs ibis and an engine under it:"
        " install vitalfew[duckdb] for one machine, or vitalfew[spark] for a cluster."
    )

from valuation.engines.engine import Engine, embedded, on_spark
from valuation.engines.plan import OrderColumns, ledger_plan

__all__ = ["Engine", "OrderColumns", "embedded", "ledger_plan", "on_spark"]
