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

from valuation.choosing.choose import (
    Choice,
    FittedPurchases,
    SpendChoice,
    choose,
    choose_spend,
    fit_purchases,
)
from valuation.choosing.grading import Factor, ForecastScore, Grade, score_forecast
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
from valuation.orders.ledger import Ledger
from valuation.orders.state import CustomerState, OrderLog, Split, order_log, split, summarise
from valuation.pictures.concentration import Concentration, concentration
from valuation.purchases.bg_nbd import BgNbd, fit_bg_nbd
from valuation.purchases.fitting import Fitted
from valuation.purchases.forecasting import PurchaseModel, StatusQuo
from valuation.purchases.mbg_nbd import MbgNbd, fit_mbg_nbd
from valuation.purchases.nbd import Nbd, fit_nbd
from valuation.purchases.pareto_nbd import ParetoNbd, fit_pareto_nbd
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
    "GRADE_REASONS",
    "NOTES",
    "NO_DAY",
    "BgNbd",
    "Choice",
    "Classes",
    "Composite",
    "Concentration",
    "CustomerState",
    "Cut",
    "Factor",
    "Fitted",
    "FittedPurchases",
    "ForecastScore",
    "GammaGamma",
    "Grade",
    "History",
    "Ledger",
    "Lift",
    "MbgNbd",
    "MeanSpend",
    "Measured",
    "Moves",
    "Nbd",
    "OrderLog",
    "ParetoNbd",
    "PurchaseModel",
    "Reason",
    "Scale",
    "Scheme",
    "SpendChoice",
    "SpendModel",
    "Split",
    "Standing",
    "StatusQuo",
    "Tier",
    "UniqueRows",
    "ValuationError",
    "Yardstick",
    "choose",
    "choose_spend",
    "classify",
    "composite",
    "compress",
    "concentration",
    "explain",
    "fit_bg_nbd",
    "fit_gamma_gamma",
    "fit_mbg_nbd",
    "fit_nbd",
    "fit_pareto_nbd",
    "fit_purchases",
    "history",
    "lifetime_value",
    "lift",
    "measure",
    "moves",
    "order_log",
    "percentile_scale",
    "profit_contribution",
    "sales_contribution",
    "sales_expectation",
    "score_forecast",
    "spend_correlation",
    "split",
    "summarise",
    "target_scale",
    "tier_of",
]
