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

from valuation.catalogue import CONTRACTS
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
from valuation.codes import CLASS_REASONS, EFFECT_NOTES, GRADE_REASONS, NOTES, WIN_NOTES
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
from valuation.contracts import Contract, Facts, Field, RowRule, Unit
from valuation.effects.estimates import cuped, difference_in_differences
from valuation.effects.matching import matched, stratified
from valuation.effects.outcomes import OUTCOMES, ActionReturn, Balance, Effect, action_return
from valuation.effects.power import Design, SampleSize, power, sample_size, smallest_effect
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
from valuation.orders.state import CustomerState, OrderLog, Split, order_log, split, summarise
from valuation.pictures.concentration import Concentration, concentration
from valuation.purchases.bg_nbd import BgNbd, fit_bg_nbd
from valuation.purchases.fitting import Fitted
from valuation.purchases.forecasting import PurchaseModel, StatusQuo
from valuation.purchases.nbd import Nbd, fit_nbd
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
    "EFFECT_NOTES",
    "GRADE_REASONS",
    "INVOICES",
    "NOTES",
    "NO_DAY",
    "OPPORTUNITIES",
    "OUTCOMES",
    "REFERENCES",
    "REFERRALS",
    "RENEWALS",
    "SALES_LINES",
    "SEGMENTS",
    "STANDINGS",
    "SURVEYS",
    "WIN_NOTES",
    "ActionReturn",
    "ActivityKind",
    "Balance",
    "BgNbd",
    "Choice",
    "ChurnRisk",
    "ChurnRule",
    "Classes",
    "Composite",
    "Concentration",
    "Contract",
    "Credit",
    "CreditRule",
    "CustomerState",
    "Cut",
    "Design",
    "Effect",
    "Factor",
    "Facts",
    "Features",
    "Field",
    "Fitted",
    "FittedPurchases",
    "ForecastScore",
    "GammaGamma",
    "Grade",
    "Growth",
    "History",
    "Interval",
    "Lift",
    "Likely",
    "Loyalty",
    "LoyaltyRule",
    "MeanSpend",
    "Measured",
    "Moves",
    "Nbd",
    "OrderLog",
    "ProfitStatement",
    "PurchaseModel",
    "Reason",
    "ReferenceEffect",
    "ReferenceRule",
    "ReliabilityBin",
    "Rhythm",
    "RowRule",
    "SampleSize",
    "Satisfaction",
    "Scale",
    "Scheme",
    "SpendChoice",
    "SpendModel",
    "Split",
    "Standing",
    "StatusQuo",
    "Tier",
    "UniqueRows",
    "Unit",
    "ValuationError",
    "Wallet",
    "WinGrade",
    "WinModel",
    "Work",
    "Yardstick",
    "action_return",
    "ageing",
    "auc_interval",
    "benefit_share",
    "capacity_rate",
    "choose",
    "choose_spend",
    "churn_risk",
    "classify",
    "composite",
    "compress",
    "concentration",
    "credit",
    "cuped",
    "demand_of_peers",
    "difference_in_differences",
    "explain",
    "fit_bg_nbd",
    "fit_gamma_gamma",
    "fit_nbd",
    "fit_purchases",
    "fit_win_probability",
    "grade_probabilities",
    "growth",
    "history",
    "late_days",
    "lifetime_value",
    "lift",
    "loyalty",
    "matched",
    "measure",
    "moves",
    "order_log",
    "percentile_scale",
    "pipeline",
    "pipeline_total",
    "potential",
    "power",
    "profit_contribution",
    "profit_statement",
    "reference_effect",
    "referral_segments",
    "renewals_due",
    "rhythm",
    "sales_contribution",
    "sales_expectation",
    "sample_size",
    "satisfaction",
    "score_forecast",
    "share_of_wallet",
    "smallest_effect",
    "spend_correlation",
    "split",
    "stratified",
    "summarise",
    "target_scale",
    "tier_of",
]
