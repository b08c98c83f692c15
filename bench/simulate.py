"""Simulates a customer base whose truth is known, as a date-ordered order log.

Purchases follow the BG/NBD, amounts the Gamma-Gamma, with the parameters published for CDNOW
(weeks). First purchases are spread evenly over 52 weeks, the log covers 104 weeks, the next 39 are
held out.

    python bench/simulate.py CUSTOMERS ORDERS.parquet

writes the log, and beside it what was held out (ORDERS.npy).
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

R, ALPHA, A, B = 0.243, 4.414, 0.793, 2.426
P, Q, V = 6.25, 3.74, 15.44
BIRTHS, LOGGED, HELD_OUT = 364, 728, 273  # days
START = 9862  # 1997-01-01 in days since 1970


@dataclass(frozen=True)
class Simulated:
    """A log by date; `as_of` is the last logged day, `held_out` the purchases after it."""

    customer: npt.NDArray[np.int32]
    day: npt.NDArray[np.int32]
    amount: npt.NDArray[np.float64]
    held_out: npt.NDArray[np.int32]
    as_of: int

    @property
    def customers(self) -> int:
        """Number of customers."""
        return int(self.held_out.size)


def simulate(customers: int, seed: int = 7) -> Simulated:
    """Return the base of that many customers; the same seed gives the same base."""
    rng = np.random.default_rng(seed)
    customer, day = _purchases(rng, customers)
    held = np.bincount(customer[day > LOGGED], minlength=customers).astype(np.int32)
    logged = day <= LOGGED
    customer, day = customer[logged], day[logged]
    spend = rng.gamma(P, 1.0, customer.size) / rng.gamma(Q, 1 / V, customers)[customer]
    order = np.argsort(day, kind="stable")
    amount = np.maximum(np.round(spend, 2), 0.01)
    return Simulated(
        customer[order], day[order] + np.int32(START), amount[order], held, START + LOGGED
    )


def _purchases(
    rng: np.random.Generator, customers: int
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Let who is active buy once more, until nobody is; one purchase per day counts."""
    rate = np.maximum(rng.gamma(R, 1 / ALPHA, customers) / 7, 1e-12)
    leave = rng.beta(A, B, customers)
    time = rng.integers(0, BIRTHS, customers).astype(np.float64)
    active = np.arange(customers)
    rounds = [(active, time.astype(np.int32))]
    while active.size:
        before = time[active].astype(np.int32)
        time[active] += rng.exponential(1 / rate[active])
        inside = time[active] < LOGGED + HELD_OUT
        active, before = active[inside], before[inside]
        today = time[active].astype(np.int32)
        rounds.append((active[today > before], today[today > before]))
        active = active[rng.random(active.size) >= leave[active]]
    customer, day = (np.concatenate(column) for column in zip(*rounds, strict=True))
    return customer.astype(np.int32), day


def write(base: Simulated, path: Path) -> None:
    """Write the log as a company would keep it: codes, dates, amounts, compressed."""
    day = pa.array(base.day).cast(pa.date32())
    columns = {"customer": base.customer, "day": day, "amount": base.amount}
    np.save(path.with_suffix(".npy"), base.held_out)
    pq.write_table(pa.table(columns), path, compression="zstd", row_group_size=2**20)


if __name__ == "__main__":
    write(simulate(int(sys.argv[1])), Path(sys.argv[2]))
