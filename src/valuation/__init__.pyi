"""What the door offers, and in which room it lies: read by type checkers, and by the door itself."""

from valuation.catalogue import CONTRACTS
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
from valuation.choosing.coverage import Coverage, coverage, spend_coverage
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
from valuation.codes import CLASS_REASONS, DETECTIONS, EFFECT_NOTES, GRADE_REASONS, NOTES, WIN_NOTES
from valuation.components.churn import (
    BENEFITS,
    COMPLAINTS,
    ChurnRisk,
    ChurnRule,
    benefit_share,
    churn_risk,
)
from valuation.components.credit import INVOICES, Credit, CreditRule, ageing, credit, late_days
from valuation.components.expectation import (
    OPPORTUNITIES,
    RENEWALS,
    Likely,
    pipeline,
    pipeline_total,
    renewals_due,
)
from valuation.components.growth import (
    Growth,
    Wallet,
    demand_of_peers,
    growth,
    potential,
    share_of_wallet,
)
from valuation.components.loyalty import (
    SURVEYS,
    Loyalty,
    LoyaltyRule,
    Satisfaction,
    loyalty,
    satisfaction,
)
from valuation.components.measures import (
    lifetime_value,
    profit_contribution,
    sales_contribution,
    sales_expectation,
)
from valuation.components.profit import (
    ACTIVITIES,
    SALES_LINES,
    ActivityKind,
    ProfitStatement,
    Work,
    capacity_rate,
    profit_statement,
)
from valuation.components.reference import (
    REFERENCES,
    REFERRALS,
    SEGMENTS,
    ReferenceEffect,
    ReferenceRule,
    reference_effect,
    referral_segments,
)
from valuation.components.rhythm import STANDINGS, Rhythm, rhythm
from valuation.components.value_ranges import ValueRanges, value_range
from valuation.contracts import Contract, Facts, Field, RowRule, Unit
from valuation.effects.estimates import cuped, difference_in_differences
from valuation.effects.matching import matched, stratified
from valuation.effects.outcomes import OUTCOMES, ActionReturn, Balance, Effect, action_return
from valuation.effects.power import Design, SampleSize, power, sample_size, smallest_effect
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
    Standing,
    Yardstick,
    explain,
    lift,
    measure,
    value_reaching,
)
from valuation.orders.history import History, UniqueRows, compress, history
from valuation.orders.kernels import NO_DAY
from valuation.orders.ledger import Ledger
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
from valuation.purchases.ggom_nbd import GgomNbd, fit_ggom_nbd
from valuation.purchases.hierarchical import Hierarchical, sample_hierarchical
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
from valuation.winning.features import Features
from valuation.winning.grading import (
    Interval,
    ReliabilityBin,
    WinGrade,
    auc_interval,
    grade_probabilities,
)
from valuation.winning.model import DEALS, WinModel, fit_win_probability

__all__ = [
    "ABCD",
    "ACTIVITIES",
    "BENEFITS",
    "CLASS_REASONS",
    "COMPLAINTS",
    "CONTRACTS",
    "DEALS",
    "DETECTIONS",
    "DETECTORS",
    "EFFECT_NOTES",
    "EVERY_MODEL",
    "GRADE_REASONS",
    "INVOICES",
    "NORMALISATIONS",
    "NOTES",
    "NO_DAY",
    "OPPORTUNITIES",
    "OUR_INTEREST",
    "OUTCOMES",
    "PRESETS",
    "QUICK_MODELS",
    "RANDOM_INDEX",
    "REFERENCES",
    "REFERRALS",
    "RENEWALS",
    "SALES_LINES",
    "SEGMENTS",
    "STANDINGS",
    "SURVEYS",
    "THEIR_INTEREST",
    "WIN_NOTES",
    "ActionReturn",
    "ActivityKind",
    "Ahp",
    "Arpu",
    "ArpuChange",
    "Assigned",
    "Balance",
    "Bdw",
    "BgBb",
    "BgNbd",
    "Candidate",
    "Cap",
    "Change",
    "Choice",
    "ChurnRisk",
    "ChurnRule",
    "ClassRule",
    "ClassScheme",
    "Classes",
    "CnbdK",
    "Cohorts",
    "Composite",
    "Concentration",
    "Condition",
    "Contract",
    "Coverage",
    "Credit",
    "CreditRule",
    "Criterion",
    "CustomerState",
    "Cut",
    "Design",
    "Detector",
    "Edges",
    "Effect",
    "Factor",
    "Facts",
    "Features",
    "Field",
    "FirstMatch",
    "Fitted",
    "FittedPurchases",
    "ForecastScore",
    "Forecaster",
    "GammaGamma",
    "GgomNbd",
    "Grade",
    "Grid",
    "Growth",
    "Hierarchical",
    "Hierarchy",
    "History",
    "Holdout",
    "Interval",
    "Ledger",
    "Lift",
    "Likely",
    "Loyalty",
    "LoyaltyRule",
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
    "ProfitStatement",
    "PurchaseModel",
    "Ranges",
    "Reason",
    "ReferenceEffect",
    "ReferenceRule",
    "Regret",
    "ReliabilityBin",
    "RfmRuler",
    "Rhythm",
    "Roster",
    "RowRule",
    "Ruler",
    "SampleSize",
    "Satisfaction",
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
    "Unit",
    "ValuationError",
    "ValueRanges",
    "Vikor",
    "Wallet",
    "WayUp",
    "WhaleCurve",
    "WinGrade",
    "WinModel",
    "Work",
    "Yardstick",
    "action_return",
    "ageing",
    "ahp",
    "ahp_hierarchy",
    "arpu",
    "arpu_change",
    "assign",
    "auc_interval",
    "benefit_share",
    "breakpoint_scale",
    "capacity_rate",
    "choose",
    "choose_spend",
    "churn_risk",
    "classify",
    "cohorts",
    "composite",
    "compress",
    "concentration",
    "coverage",
    "credit",
    "critic_weights",
    "cuped",
    "demand_of_peers",
    "detector_from_data",
    "detector_to_data",
    "difference_in_differences",
    "entropy_weights",
    "explain",
    "fit_bdw",
    "fit_bg_bb",
    "fit_bg_nbd",
    "fit_cnbd_k",
    "fit_gamma_gamma",
    "fit_ggom_nbd",
    "fit_mbg_nbd",
    "fit_nbd",
    "fit_pareto_nbd",
    "fit_purchases",
    "fit_rfm",
    "fit_ruler",
    "fit_sbg",
    "fit_topsis",
    "fit_vikor",
    "fit_win_probability",
    "grade_probabilities",
    "growth",
    "history",
    "late_days",
    "lifetime_value",
    "lift",
    "losing_periods",
    "loyalty",
    "matched",
    "measure",
    "merec_weights",
    "migration",
    "misjudged",
    "month_of",
    "moves",
    "natural_breaks",
    "order_log",
    "percentile_scale",
    "pipeline",
    "pipeline_total",
    "portfolio",
    "potential",
    "power",
    "predictive_range",
    "profit_contribution",
    "profit_statement",
    "reasons_for",
    "reference_effect",
    "referral_segments",
    "renewals_due",
    "rhythm",
    "rolling",
    "roster_for",
    "ruler_from_data",
    "ruler_to_data",
    "sales_contribution",
    "sales_expectation",
    "sample_hierarchical",
    "sample_size",
    "satisfaction",
    "scale_from_data",
    "scheme_from_data",
    "scheme_to_data",
    "score_forecast",
    "scorecard_from_data",
    "season",
    "share_of_total",
    "share_of_wallet",
    "smallest_effect",
    "spend_correlation",
    "spend_coverage",
    "split",
    "stratified",
    "sum_of_log_gaps",
    "summarise",
    "target_scale",
    "tier_of",
    "value_range",
    "value_reaching",
    "ways_up",
    "whale_curve",
]
