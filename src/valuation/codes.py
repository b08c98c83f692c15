"""Every note and reason the engine gives: the product words each of them once, in its languages."""

from typing import Final

# Notes on a log or a fit.
AGEING_NOT_IDENTIFIED: Final = "ageing_not_identified"
DROPOUT_NOT_IDENTIFIED: Final = "dropout_not_identified"
NOT_CONVERGED: Final = "not_converged"
RANGES_TOO_NARROW: Final = "ranges_too_narrow"
RATES_ALIKE: Final = "rates_alike"
SEASONAL: Final = "seasonal"
SPEND_ALIKE: Final = "spend_alike"
SPEND_DEPENDS_ON_FREQUENCY: Final = "spend_depends_on_frequency"
SPEND_MEAN_INFINITE: Final = "spend_mean_infinite"
TOO_FEW_CUSTOMERS: Final = "too_few_customers"

# What keeps a forecast from a better grade.
NO_SIGNAL: Final = "no_signal"
RANKS_CUSTOMERS_WORSE: Final = "ranks_customers_worse"
TOO_LITTLE_HISTORY: Final = "too_little_history"
TOTAL_TOO_HIGH: Final = "total_too_high"
TOTAL_TOO_LOW: Final = "total_too_low"
WORSE_THAN_LAST_PERIOD: Final = "worse_than_last_period"
WORSE_THAN_STATUS_QUO: Final = "worse_than_status_quo"
WORSE_THAN_ZERO: Final = "worse_than_zero"

# Why a customer is in its class.
CAPPED: Final = "capped"
CLASS: Final = "class"
COMPONENT: Final = "component"
COMPONENT_EXCLUDED: Final = "component_excluded"
EARNED: Final = "earned"
EDGE_CLEARED: Final = "edge_cleared"
EDGE_MISSED: Final = "edge_missed"
KEPT_BY_MARGIN: Final = "kept_by_margin"
KEPT_BY_PERIODS: Final = "kept_by_periods"
LIFT: Final = "lift"
NO_RULE: Final = "no_rule"
OVERRIDDEN: Final = "overridden"
RULE: Final = "rule"

# How a measure compares with its edge: conditions of schemes, and reasons.
ABOVE: Final = "above"
AT_LEAST: Final = "at_least"
AT_MOST: Final = "at_most"
BELOW: Final = "below"

# What detectors find.
FALSE_BIG_CUSTOMER: Final = "false_big_customer"
LOSS_MAKER: Final = "loss_maker"
LOSS_WARNING: Final = "loss_warning"
OVER_SERVED: Final = "over_served"

# What weakens the evidence of an effect.
CLUSTERS_NOT_USED: Final = "clusters_not_used"
COVARIATE_UNRELATED: Final = "covariate_unrelated"
EFFECT_NOT_SHOWN: Final = "effect_not_shown"
FEW_CLUSTERS: Final = "few_clusters"
FEW_CUSTOMERS_DECIDE: Final = "few_customers_decide"
MANY_UNMATCHED: Final = "many_unmatched"
POOR_BALANCE: Final = "poor_balance"
SMALL_SAMPLE: Final = "small_sample"
TRENDS_DOUBTFUL: Final = "trends_doubtful"
TRENDS_UNCHECKED: Final = "trends_unchecked"

# What keeps win probabilities from being used.
TOO_FEW_DEALS: Final = "too_few_deals"
CALIBRATION_OFF: Final = "calibration_off"

NOTES: Final = frozenset(
    {
        AGEING_NOT_IDENTIFIED,
        DROPOUT_NOT_IDENTIFIED,
        NOT_CONVERGED,
        RANGES_TOO_NARROW,
        RATES_ALIKE,
        SEASONAL,
        SPEND_ALIKE,
        SPEND_DEPENDS_ON_FREQUENCY,
        SPEND_MEAN_INFINITE,
        TOO_FEW_CUSTOMERS,
    }
)
GRADE_REASONS: Final = frozenset(
    {
        NO_SIGNAL,
        RANKS_CUSTOMERS_WORSE,
        TOO_LITTLE_HISTORY,
        TOTAL_TOO_HIGH,
        TOTAL_TOO_LOW,
        WORSE_THAN_LAST_PERIOD,
        WORSE_THAN_STATUS_QUO,
        WORSE_THAN_ZERO,
    }
)
CLASS_REASONS: Final = frozenset(
    {
        ABOVE,
        AT_LEAST,
        AT_MOST,
        BELOW,
        CAPPED,
        CLASS,
        COMPONENT,
        COMPONENT_EXCLUDED,
        EARNED,
        EDGE_CLEARED,
        EDGE_MISSED,
        KEPT_BY_MARGIN,
        KEPT_BY_PERIODS,
        LIFT,
        NO_RULE,
        OVERRIDDEN,
        RULE,
    }
)
DETECTIONS: Final = frozenset({FALSE_BIG_CUSTOMER, LOSS_MAKER, LOSS_WARNING, OVER_SERVED})
EFFECT_NOTES: Final = frozenset(
    {
        CLUSTERS_NOT_USED,
        COVARIATE_UNRELATED,
        EFFECT_NOT_SHOWN,
        FEW_CLUSTERS,
        FEW_CUSTOMERS_DECIDE,
        MANY_UNMATCHED,
        POOR_BALANCE,
        SMALL_SAMPLE,
        TRENDS_DOUBTFUL,
        TRENDS_UNCHECKED,
    }
)
WIN_NOTES: Final = frozenset({CALIBRATION_OFF, NO_SIGNAL, TOO_FEW_DEALS})
