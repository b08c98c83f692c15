# %% [markdown]
# # What is each customer worth? A walk through the value engine on CDNOW
#
# CDNOW sold music on the web. Its sample of 2,357 customers, who all bought first in early 1997, is
# what the papers of this field are tried on: 39 weeks to learn from, 39 to forecast.
#
# **The data.** The file (`CDNOW_sample.txt`) is on Bruce Hardie's site and inside the Python package
# lifetimes; it is not ours to pass on. Give its path, and every figure below is checked against the
# published one:
#
#     python tutorial.py CDNOW_sample.txt
#
# Without it, a shop of the same size is simulated with the parameters published for CDNOW. The
# figures then come close to the ones in the text, and the walk is the same.
#
# It needs the engine and its three dependencies (numpy, scipy, numba), nothing else.

# %%
import sys
from pathlib import Path

import numpy as np

import valuation as v

START, CUT, END = (
    int(np.datetime64(day, "D").astype(int)) for day in ("1997-01-01", "1997-09-30", "1998-06-30")
)
FILE = next((Path(given) for given in sys.argv[1:] if Path(given).is_file()), None)


# %% [markdown]
# ## 1. An order log
#
# Three columns make a log: who, which day, how much. The engine checks them at the door and names
# the column, the number of rows and the rule if something is wrong.


# %%
def read_cdnow(file):
    """Columns of the sample file: id, id within the sample, date, CDs, dollars."""
    rows = [line.split() for line in file.read_text().splitlines() if line.strip()]
    day = [f"{row[2][:4]}-{row[2][4:6]}-{row[2][6:]}" for row in rows]
    customer = np.array([int(row[1]) - 1 for row in rows])
    return customer, np.array(day, "datetime64[D]"), np.array([float(row[4]) for row in rows])


def simulate_cdnow(customers=2357, seed=3):
    """Buy at one's own rate; after any purchase but the first perhaps leave for good."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(0.243, 1 / 4.414, customers) / 7 + 1e-12
    leaving = rng.beta(0.793, 2.426, customers)
    scale = rng.gamma(3.74, 1 / 15.44, customers)
    rows = []
    for who in range(customers):
        day = START + rng.uniform(0, 84)
        while day <= END:
            rows.append((who, int(day), rng.gamma(6.25) / scale[who]))
            day += rng.exponential(1 / rate[who])
            if len(rows) > 1 and rows[-2][0] == who and rng.random() < leaving[who]:
                break
    customer, day, amount = zip(*rows, strict=True)
    return np.array(customer), np.array(day), np.round(np.array(amount), 2)


customer, day, amount = read_cdnow(FILE) if FILE else simulate_cdnow()
log = v.order_log(customer, day, amount, customers=2357)
print(f"{'CDNOW' if FILE else 'A simulated shop'}: {log.rows:,} orders of {log.customers:,} customers")

# %% [markdown]
# ## 2. What is known of each customer
#
# All the models need is when a customer first bought, when last, on how many days, and for how much.
# `split` sums that up as of a day and keeps what came after to be forecast. (`count_free` because
# some CDNOW orders were free.)

# %%
held = v.split(log, CUT, END - CUT, count_free=True)
known = held.calibration
rows = known.history()
print(f"{rows.repeaters} of {rows.customers} customers came back, {int(rows.repeats.sum()):,} times")
print(f"In the next 39 weeks they bought {held.purchases.sum():,.0f} times")
if FILE:
    assert (rows.repeaters, rows.repeats.sum(), held.purchases.sum()) == (946, 2457, 1882)

# %% [markdown]
# ## 3. How often will they buy again?
#
# The BG/NBD reads rates and leaving from the silence since the last purchase. The paper (Fader,
# Hardie and Lee 2005) prints r .243, alpha 4.414, a .793, b 2.426 and a log likelihood of -9582.4.

# %%
fit = v.fit_bg_nbd(rows)
model = fit.model
print(f"r {model.r:.3f}, alpha {model.alpha:.3f}, a {model.a:.3f}, b {model.b:.3f}", end="; ")
print(f"log likelihood {fit.log_likelihood:.1f}; identified: {fit.identified}")
if FILE:
    found = [round(each, 3) for each in (model.r, model.alpha, model.a, model.b)]
    assert found == [0.243, 4.414, 0.793, 2.426]
    assert round(fit.log_likelihood, 1) == -9582.4

# %% [markdown]
# A customer with two repeat purchases, the last 30.43 weeks after the first, known for 38.86 weeks:
# the paper's worked example expects 1.226 purchases in the next 39 weeks.

# %%
one = v.history(repeats=[2], recency=[213], age=[272])
print(f"{model.expected(one, 39 * 7)[0]:.3f} purchases, still a customer: {model.alive(one)[0]:.0%}")

# %% [markdown]
# Forecast and outcome by the number of repeat purchases so far. Who never came back is the hard
# group: the forecast for them is low, but not zero, and they are many.

# %%
forecast = model.expected(rows, held.days)
print("so far  customers  bought  forecast")
for so_far in range(8):
    group = rows.repeats >= 7 if so_far == 7 else rows.repeats == so_far
    means = held.purchases[group].mean(), forecast[group].mean()
    print(f"{so_far}{'+' if so_far == 7 else ' '} {group.sum():14,} {means[0]:9.3f} {means[1]:9.3f}")
if FILE:
    assert round(float(forecast[rows.repeats == 0].mean()), 3) == 0.225

# %% [markdown]
# What lies between the forecast and the outcome is chance, unknown parameters, and what the model
# does not know. The first two make ranges, for every customer and for the total.

# %%
told = v.predictive_range(fit, rows, held.days, level=0.8)
inside = np.mean((held.purchases >= told.low) & (held.purchases <= told.high))
print(f"80 % range of the total: {told.total.low:,.0f} to {told.total.high:,.0f}", end="; ")
print(f"{inside:.0%} of the customers came within theirs")

# %% [markdown]
# ## 4. How much will they spend?
#
# The Gamma-Gamma draws a customer's mean spend towards that of everybody, the more so the fewer
# purchases it rests on. Published: p 6.25, q 3.74, v 15.44.

# %%
spend = v.choose_spend(known)
print(f"{spend.model}; notes: {spend.notes or 'none'}")
if FILE:
    assert [round(each, 2) for each in (spend.model.p, spend.model.q, spend.model.v)] == [6.25, 3.74, 15.44]
expected = v.sales_expectation(model, spend.model, known, days=held.days)
print(f"Spend forecast {expected.sum():,.0f}, came {held.spend.sum():,.0f}")

# %% [markdown]
# ## 5. Which model, and how far to trust it?
#
# `choose` cuts the log into quarters, forecasts each of the last three from what came before, with
# every candidate, and compares the winner with three forecasts anybody could make. The grade, its
# reasons and the calibration factor come as data.

# %%
choice = v.choose(log, END, count_free=True)
print(f"{choice.model.name}, grade {choice.grade}; reasons: {choice.reasons or 'none'}")
print("                 RMSE  correlation  total off by")
for score in (*choice.candidates, *choice.scores[1:]):
    print(f"{score.method:12} {score.rmse:8.3f} {score.correlation:12.3f} {score.bias:13.1%}")
factors = [round(part.factor.value, 2) for part in choice.holdouts]
print(f"Factors of the holdouts: {factors}; forecasts are multiplied by {choice.factor.used:.2f}")
if FILE:
    assert choice.grade == "A"
    assert factors == [1.07, 1.12, 0.97]

# %% [markdown]
# ## 6. What is everybody worth?
#
# The year ahead, discounted at 10 % and at a margin of 30 %: the lifetime value over that horizon.
# Then a composite of what customers brought and what they promise, and four classes from it, each
# with its reasons and the smallest change that would lift the customer.

# %%
everybody = choice.state
worth = v.lifetime_value(
    choice.model,
    v.choose_spend(everybody).model,
    everybody,
    days=365,
    yearly_rate=0.10,
    margin=0.30,
    factor=choice.factor.used,
)
values = {"sales": v.sales_contribution(log, END), "promise": worth}
run = v.measure(
    values, {name: v.percentile_scale(each) for name, each in values.items()}, {"sales": 50, "promise": 50}
)
for tier, letter in enumerate("ABCD"):
    inside = run.classes.tier == tier
    print(f"{letter}: {inside.sum():5} customers, worth {worth[inside].sum():9,.2f} in the next year")
who = int(np.flatnonzero(run.classes.tier == 1)[0])
alone = {name: float(each[who]) for name, each in values.items()}
for reason in v.explain(run.yardstick, alone, who):
    told = {name: round(float(number), 2) for name, number in reason.data.items()}
    print(f"  customer {who}: {reason.code} {reason.component or ''} {told}")

# %% [markdown]
# ## 7. The whole base in pictures
#
# As numbers, for any chart: how concentrated sales are, and who is still there from month to month.

# %%
sales = np.bincount(log.customer, weights=log.amount, minlength=log.customers)
whole = v.concentration(sales)
print(f"The largest 20 % bring {whole.top_share:.0%}; {whole.making_80} customers bring 80 %", end="; ")
print(f"Gini {whole.gini:.2f}; as concentrated as {whole.equal_customers:.0f} equal customers")
grid = v.cohorts(log.customer, v.month_of(log.day), customers=log.customers)
print("Share of each cohort that buys, by months since the first purchase:")
for row in range(3):
    shares = " ".join(f"{share:4.0%}" for share in grid.share[row, :10])
    print(f"  1997-{row + 1:02}: {grid.size[row]:5} customers {shares}")
