"""The value engine: what each customer is worth, from nothing but an order log.

Pure: arrays in, arrays out; no clock, no files, no network. Days count from 1970-01-01, amounts are
in any one currency or its minor unit. The way through:

    log = order_log(customer, day, amount, customers=n)
    choice = choose(log, as_of)
    spend = choose_spend(choice.state)
    expected = sales_expectation(choice.model, spend.model, choice.state)
    run = measure({"sales": sales_contribution(log, as_of), ...}, scales, weights)

Wrong input raises ValuationError with the column, the number of rows and the rule.
"""

from valuation.choosing.candidates import (
    EVERY_MODEL,
    QUICK_MODELS,
    Candidate,
    FittedPurchases,
    Roster,
    fit_purchases,
    roster_for,
)
from valuation.choosing.choose import (
    Choice,
    FittedPurchases,
    Holdout,
    SpendChoice,
    choose,
    choose_spend,
    fit_purchases,
)
from valuation.choosing.coverage import Coverage
from valuation.choosing.grading import Factor, ForecastScore, Grade, score_forecast
from valuation.choosing.holdouts import rolling
from valuation.choosing.season import Season, season
from valuation.classes.schemes import (
    ABCD,
    Classes,
    Cut,
    Moves,
    Scheme,
    Tier,
    classify,
    moves,
    tier_of,
)
from valuation.codes import CLASS_REASONS, GRADE_REASONS, NOTES
from valuation.components.measures import (
    lifetime_value,
    profit_contribution,
    sales_contribution,
    sales_expectation,
)
from valuation.errors import ValuationError
from valuation.judgement.composite import Composite, composite
from valuation.judgement.scaling import Scale, percentile_scale, target_scale
from valuation.judgement.yardstick import (
    Lift,
    Measured,
    Reason,
    Standing,
    Yardstick,
    explain,
    lift,
    measure,
)
from valuation.orders.history import History, UniqueRows, compress, history
from valuation.orders.kernels import NO_DAY
from valuation.orders.state import (
    CustomerState,
    OrderLog,
    Split,
    order_log,
    split,
    sum_of_log_gaps,
    summarise,
)
from valuation.pictures.arpu import Arpu, ArpuChange, arpu, arpu_change
from valuation.pictures.concentration import Concentration, concentration
from valuation.pictures.migration import Migration, migration
from valuation.pictures.portfolio import Portfolio, portfolio
from valuation.pictures.retention import Cohorts, cohorts, month_of
from valuation.pictures.whale import WhaleCurve, whale_curve
from valuation.purchases.bg_bb import BgBb, fit_bg_bb
from valuation.purchases.bg_nbd import BgNbd, fit_bg_nbd
from valuation.purchases.cnbd_k import CnbdK, fit_cnbd_k
from valuation.purchases.contracts import Bdw, Sbg, fit_bdw, fit_sbg
from valuation.purchases.fitting import Fitted
from valuation.purchases.forecasting import PurchaseModel, StatusQuo
from valuation.purchases.mbg_nbd import MbgNbd, fit_mbg_nbd
from valuation.purchases.nbd import Nbd, fit_nbd
from valuation.purchases.pareto_nbd import ParetoNbd, fit_pareto_nbd
from valuation.purchases.ranges import Forecaster, Ranges, TotalRange, predictive_range
from valuation.spend.gamma_gamma import (
    GammaGamma,
    MeanSpend,
    SpendModel,
    fit_gamma_gamma,
    spend_correlation,
)

__all__ = [
    "ABCD",
    "CLASS_REASONS",
    "EVERY_MODEL",
    "GRADE_REASONS",
    "NOTES",
    "NO_DAY",
    "QUICK_MODELS",
    "Arpu",
    "ArpuChange",
    "Bdw",
    "BgBb",
    "BgNbd",
    "Candidate",
    "Choice",
    "Classes",
    "CnbdK",
    "Cohorts",
    "Composite",
    "Concentration",
    "Coverage",
    "CustomerState",
    "Cut",
    "Factor",
    "Fitted",
    "FittedPurchases",
    "ForecastScore",
    "Forecaster",
    "GammaGamma",
    "Grade",
    "History",
    "Holdout",
    "Lift",
    "MbgNbd",
    "MeanSpend",
    "Measured",
    "Migration",
    "Moves",
    "Nbd",
    "OrderLog",
    "ParetoNbd",
    "Portfolio",
    "PurchaseModel",
    "Ranges",
    "Reason",
    "Roster",
    "Sbg",
    "Scale",
    "Scheme",
    "Season",
    "SpendChoice",
    "SpendModel",
    "Split",
    "Standing",
    "StatusQuo",
    "Tier",
    "TotalRange",
    "UniqueRows",
    "ValuationError",
    "WhaleCurve",
    "Yardstick",
    "arpu",
    "arpu_change",
    "choose",
    "choose_spend",
    "classify",
    "cohorts",
    "composite",
    "compress",
    "concentration",
    "explain",
    "fit_bdw",
    "fit_bg_bb",
    "fit_bg_nbd",
    "fit_cnbd_k",
    "fit_gamma_gamma",
    "fit_mbg_nbd",
    "fit_nbd",
    "fit_pareto_nbd",
    "fit_purchases",
    "fit_sbg",
    "history",
    "lifetime_value",
    "lift",
    "measure",
    "migration",
    "month_of",
    "moves",
    "order_log",
    "percentile_scale",
    "portfolio",
    "predictive_range",
    "profit_contribution",
    "rolling",
    "roster_for",
    "sales_contribution",
    "sales_expectation",
    "score_forecast",
    "season",
    "spend_correlation",
    "split",
    "sum_of_log_gaps",
    "summarise",
    "target_scale",
    "tier_of",
    "whale_curve",
]
