"""The same task with lifetimes. Runs in the peers' environment: peer_lifetimes.py ORDERS.parquet AS_OF"""

import json
import resource
import sys

import numpy as np
import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter, __version__
from lifetimes.utils import summary_data_from_transaction_data
from stopwatch import Stopwatch

WEEKS = 39


def load(path: str) -> pd.DataFrame:
    """Return the orders with days as moments, which the library asks for."""
    orders = pd.read_parquet(path)
    orders["day"] = orders["day"].astype("datetime64[s]")
    return orders


def run(path: str, as_of: np.datetime64) -> tuple[Stopwatch, dict[str, float]]:
    """Parquet in, every customer scored and valued."""
    watch = Stopwatch()
    orders = watch.time("load", lambda: load(path))
    summary = watch.time(
        "summarise",
        lambda: summary_data_from_transaction_data(
            orders, "customer", "day", "amount", observation_period_end=as_of
        ),
    )
    x, t_x, age = summary["frequency"], summary["recency"] / 7, summary["T"] / 7
    model = BetaGeoFitter()
    watch.time("fit_bg_nbd", lambda: model.fit(x, t_x, age))
    expected = watch.time(
        "expected_purchases",
        lambda: model.conditional_expected_number_of_purchases_up_to_time(WEEKS, x, t_x, age),
    )
    watch.time("alive", lambda: model.conditional_probability_alive(x, t_x, age))
    again = summary[summary["frequency"] > 0]
    spend = GammaGammaFitter()
    watch.time("fit_gamma_gamma", lambda: spend.fit(again["frequency"], again["monetary_value"]))
    watch.time(
        "value",
        lambda: expected * spend.conditional_expected_average_profit(x, summary["monetary_value"]),
    )
    return watch, {**model.params_.to_dict(), "expected": float(expected.sum())}


def main() -> None:
    """Read the data, run once, print JSON."""
    watch, result = run(sys.argv[1], np.datetime64(int(sys.argv[2]), "D"))
    answer = {
        "version": __version__,
        "seconds": watch.total,
        "cpu": watch.cpu,
        "stages": watch.seconds,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps({**answer, "outcome": result}))


if __name__ == "__main__":
    main()
