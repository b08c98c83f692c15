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
from valuation.choosing.choose import Choice, Holdout, SpendChoice, choose, choose_spend
from valuation.choosing.coverage import Coverage
from valuation.choosing.grading import Factor, ForecastScore, Grade, score_forecast
from valuation.choosing.holdouts import rolling
from valuation.choosing.season import Season, season
from valuation.classes.assigning import Assigned, Override, Ruler, assign, fit_ruler
from valuation.classes.bands import Edges, NaturalBreaks, Shares
from valuation.classes.comparing import misjudged
from valuation.classes.conditions import Condition
from valuation.classes.definitions import Cap, ClassRule, ClassScheme, FirstMatch, Grid, Steadiness
from valuation.classes.detectors import DETECTORS, Detector, losing_periods, share_of_total
from valuation.classes.documents import (
    detector_from_data,
    detector_to_data,
    ruler_from_data,
    ruler_to_data,
    scheme_from_data,
    scheme_to_data,
)
from valuation.classes.lifting import Change, WayUp, ways_up
from valuation.classes.natural_breaks import natural_breaks
from valuation.classes.presets import PRESETS
from valuation.classes.reasoning import reasons_for
from valuation.classes.rfm import RfmRuler, fit_rfm
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
from valuation.classes.steadying import Memory
from valuation.codes import CLASS_REASONS, DETECTIONS, GRADE_REASONS, NOTES
from valuation.components.measures import (
    lifetime_value,
    profit_contribution,
    sales_contribution,
    sales_expectation,
)
from valuation.errors import ValuationError
from valuation.judgement.ahp import RANDOM_INDEX, Ahp, Hierarchy, ahp, ahp_hierarchy
from valuation.judgement.composite import Composite, composite
from valuation.judgement.ranking import NORMALISATIONS, Regret, Topsis, Vikor, fit_topsis, fit_vikor
from valuation.judgement.scaling import (
    Scale,
    breakpoint_scale,
    percentile_scale,
    scale_from_data,
    target_scale,
)
from valuation.judgement.scorecards import (
    OUR_INTEREST,
    THEIR_INTEREST,
    Criterion,
    Scorecard,
    scorecard_from_data,
)
from valuation.judgement.weighting import critic_weights, entropy_weights, merec_weights
from valuation.judgement.yardstick import (
    Lift,
    Measured,
    Reason,
    Standing,
    Yardstick,
    explain,
    lift,
    measure,
    value_reaching,
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
from valuation.reasons import Reason
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
    "DETECTIONS",
    "DETECTORS",
    "EVERY_MODEL",
    "GRADE_REASONS",
    "NORMALISATIONS",
    "NOTES",
    "NO_DAY",
    "OUR_INTEREST",
    "PRESETS",
    "QUICK_MODELS",
    "RANDOM_INDEX",
    "THEIR_INTEREST",
    "Ahp",
    "Arpu",
    "ArpuChange",
    "Assigned",
    "Bdw",
    "BgBb",
    "BgNbd",
    "Candidate",
    "Cap",
    "Change",
    "Choice",
    "ClassRule",
    "ClassScheme",
    "Classes",
    "CnbdK",
    "Cohorts",
    "Composite",
    "Concentration",
    "Condition",
    "Coverage",
    "Criterion",
    "CustomerState",
    "Cut",
    "Detector",
    "Edges",
    "Factor",
    "FirstMatch",
    "Fitted",
    "FittedPurchases",
    "ForecastScore",
    "Forecaster",
    "GammaGamma",
    "Grade",
    "Grid",
    "Hierarchy",
    "History",
    "Holdout",
    "Lift",
    "MbgNbd",
    "MeanSpend",
    "Measured",
    "Memory",
    "Migration",
    "Moves",
    "NaturalBreaks",
    "Nbd",
    "OrderLog",
    "Override",
    "ParetoNbd",
    "Portfolio",
    "PurchaseModel",
    "Ranges",
    "Reason",
    "Regret",
    "RfmRuler",
    "Roster",
    "Ruler",
    "Sbg",
    "Scale",
    "Scheme",
    "Scorecard",
    "Season",
    "Shares",
    "SpendChoice",
    "SpendModel",
    "Split",
    "Standing",
    "StatusQuo",
    "Steadiness",
    "Tier",
    "Topsis",
    "TotalRange",
    "UniqueRows",
    "ValuationError",
    "Vikor",
    "WayUp",
    "WhaleCurve",
    "Yardstick",
    "ahp",
    "ahp_hierarchy",
    "arpu",
    "arpu_change",
    "assign",
    "breakpoint_scale",
    "choose",
    "choose_spend",
    "classify",
    "cohorts",
    "composite",
    "compress",
    "concentration",
    "critic_weights",
    "detector_from_data",
    "detector_to_data",
    "entropy_weights",
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
    "fit_rfm",
    "fit_ruler",
    "fit_sbg",
    "fit_topsis",
    "fit_vikor",
    "history",
    "lifetime_value",
    "lift",
    "losing_periods",
    "measure",
    "merec_weights",
    "migration",
    "misjudged",
    "month_of",
    "moves",
    "natural_breaks",
    "order_log",
    "percentile_scale",
    "portfolio",
    "predictive_range",
    "profit_contribution",
    "reasons_for",
    "rolling",
    "roster_for",
    "ruler_from_data",
    "ruler_to_data",
    "sales_contribution",
    "sales_expectation",
    "scale_from_data",
    "scheme_from_data",
    "scheme_to_data",
    "score_forecast",
    "scorecard_from_data",
    "season",
    "share_of_total",
    "spend_correlation",
    "split",
    "sum_of_log_gaps",
    "summarise",
    "target_scale",
    "tier_of",
    "value_reaching",
    "ways_up",
    "whale_curve",
]
