"""The same task with lifetimes. Runs in the peers' environment: peer_lifetimes.py DATA.npz"""

import json
import sys

import numpy as np
import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter, __version__
from lifetimes.utils import summary_data_from_transaction_data
from stopwatch import Stopwatch

WEEKS = 39


def run(orders: pd.DataFrame, as_of: np.datetime64) -> tuple[Stopwatch, dict[str, float]]:
    """Orders in, every customer scored and valued."""
    watch = Stopwatch()
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
    data = np.load(sys.argv[1])
    day = data["day"].astype("datetime64[D]")
    orders = pd.DataFrame({"customer": data["customer"], "day": day, "amount": data["amount"]})
    watch, result = run(orders, np.datetime64(int(data["as_of"]), "D"))
    answer = {"version": __version__, "seconds": watch.total, "stages": watch.seconds}
    print(json.dumps({**answer, "outcome": result}))


if __name__ == "__main__":
    main()
