"""The same task with pymc-marketing (MAP), run in the peers' environment.

peer_pymc_marketing.py ORDERS.parquet AS_OF
"""

import json
import resource
import sys
from importlib.metadata import version

import numpy as np
import pandas as pd
from pymc_marketing.clv import BetaGeoModel, GammaGammaModel, rfm_summary
from stopwatch import Stopwatch

WEEKS = 39


def summarise(orders: pd.DataFrame, as_of: np.datetime64) -> pd.DataFrame:
    """Return frequency, recency, T and monetary value, in weeks."""
    summary = rfm_summary(
        orders, "customer", "day", "amount", observation_period_end=pd.Timestamp(as_of)
    )
    summary[["recency", "T"]] /= 7
    return summary


def load(path: str) -> pd.DataFrame:
    """Return the orders with days as moments, which the library asks for."""
    orders = pd.read_parquet(path)
    orders["day"] = orders["day"].astype("datetime64[s]")
    return orders


def run(path: str, as_of: np.datetime64) -> tuple[Stopwatch, dict[str, float]]:
    """Parquet in, every customer scored and valued."""
    watch = Stopwatch()
    orders = watch.time("load", lambda: load(path))
    summary = watch.time("summarise", lambda: summarise(orders, as_of))
    model = BetaGeoModel()
    watch.time("fit_bg_nbd", lambda: model.fit(summary, method="map", progressbar=False))
    expected = watch.time(
        "expected_purchases", lambda: model.expected_purchases(summary, future_t=WEEKS)
    )
    watch.time("alive", lambda: model.expected_probability_alive(summary))
    spend = GammaGammaModel()
    again = summary[summary["frequency"] > 0]
    watch.time("fit_gamma_gamma", lambda: spend.fit(again, method="map", progressbar=False))
    watch.time("value", lambda: expected * spend.expected_customer_spend(summary))
    return watch, {"expected": float(expected.sum())}


def main() -> None:
    """Read the data, run once, print JSON."""
    watch, result = run(sys.argv[1], np.datetime64(int(sys.argv[2]), "D"))
    answer = {
        "version": version("pymc-marketing"),
        "seconds": watch.total,
        "cpu": watch.cpu,
        "stages": watch.seconds,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps({**answer, "outcome": result}))


if __name__ == "__main__":
    main()
