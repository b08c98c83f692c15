"""Every note and reason the engine gives: the product words each of them once, in its languages."""

from typing import Final

# Notes on a fit.
DROPOUT_NOT_IDENTIFIED: Final = "dropout_not_identified"
NOT_CONVERGED: Final = "not_converged"
RATES_ALIKE: Final = "rates_alike"
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
CLASS: Final = "class"
COMPONENT: Final = "component"
COMPONENT_EXCLUDED: Final = "component_excluded"
LIFT: Final = "lift"

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
        DROPOUT_NOT_IDENTIFIED,
        NOT_CONVERGED,
        RATES_ALIKE,
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
CLASS_REASONS: Final = frozenset({CLASS, COMPONENT, COMPONENT_EXCLUDED, LIFT})
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
