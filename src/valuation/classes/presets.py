"""Ready schemes, as data: starting points to be changed, each with the measures it reads.

Scores are 0..100. Figures such as 180 days or 1.5 times are our readings, not anybody's norm.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from valuation.classes.bands import Edges, NaturalBreaks, Shares
from valuation.classes.conditions import Condition
from valuation.classes.definitions import Cap, ClassRule, ClassScheme, FirstMatch, Grid, Steadiness
from valuation.codes import ABOVE, AT_LEAST, AT_MOST, BELOW

# A dip of one run demotes nobody.
PATIENT: Final = Steadiness(periods_down=2)

# By value score; who pays badly is C at best, whatever the volume.
ABCD_CREDIT: Final = ClassScheme(
    "abcd",
    ("A", "B", "C", "D"),
    Shares("score", (20, 30, 30, 20)),
    caps=(Cap("C", (Condition("credit", BELOW, 40),)),),
)

KEY_MAJOR: Final = ClassScheme(
    "key_major_regular_maintain",
    ("key", "major", "regular", "maintain"),
    Shares("score", (5, 15, 30, 50)),
    steady=PATIENT,
)

HIGH_MID_LOW: Final = ClassScheme(
    "high_mid_low", ("high", "mid", "low"), NaturalBreaks("score", 3), steady=PATIENT
)

# The order is the precedence: who sleeps is asleep, however loyal or satisfied.
IBM_FOUR: Final = ClassScheme(
    "ibm_four",
    ("fast_growing", "loyal", "worth_cultivating", "sleeping", "other"),
    FirstMatch(
        (
            ClassRule(
                "sleeping",
                (Condition("orders", AT_LEAST, 1), Condition("days_silent", AT_LEAST, 180)),
            ),
            ClassRule("fast_growing", (Condition("growth_percent", ABOVE, 30),)),
            ClassRule(
                "loyal", (Condition("loyalty", AT_LEAST, 70), Condition("sales_score", BELOW, 80))
            ),
            ClassRule("worth_cultivating", (Condition("satisfaction", AT_LEAST, 70),)),
            ClassRule("worth_cultivating", (Condition("fit", AT_LEAST, 70),)),
        ),
        otherwise="other",
    ),
)

# Shares are percentages of the whole company's cost to serve and of its profit.
VALUE_GROUPS: Final = ClassScheme(
    "value_groups",
    ("value", "potential", "latent", "over_served", "other"),
    FirstMatch(
        (
            ClassRule("latent", (Condition("orders", AT_MOST, 0), Condition("fit", AT_LEAST, 60))),
            ClassRule(
                "over_served",
                (
                    Condition("cost_share", ABOVE, 0),
                    Condition("cost_share", ABOVE, 1.5, "profit_share"),
                ),
            ),
            ClassRule("value", (Condition("score", AT_LEAST, 70),)),
            ClassRule("potential", (Condition("growth_score", AT_LEAST, 60),)),
        ),
        otherwise="other",
    ),
)

# Rows: what the customer is worth to us; columns: what we are worth to the customer.
KEY_ACCOUNT: Final = ClassScheme(
    "key_account",
    ("key", "development", "maintenance", "opportunity"),
    Grid(
        Edges("our_interest", (50,)),
        Edges("their_interest", (50,)),
        (("key", "development"), ("maintenance", "opportunity")),
    ),
)

# Rows: lifetime value; columns: value of referrals. High in one says nothing about the other.
REFERRAL_VALUE: Final = ClassScheme(
    "referral_value",
    ("champion", "affluent", "advocate", "miser"),
    Grid(
        Shares("lifetime_value", (50, 50)),
        Shares("referral_value", (50, 50)),
        (("champion", "affluent"), ("advocate", "miser")),
    ),
)

_QUINTILES: Final = (5, 4, 3, 2)

# 5 is the best quintile. Rows: recency from 5 down to 1; columns: frequency and money from 5 to 1.
RFM: Final = ClassScheme(
    "rfm",
    (
        "champion",
        "loyal",
        "potential_loyalist",
        "new",
        "attention",
        "at_risk",
        "hibernating",
        "lost",
    ),
    Grid(
        Edges("recency_quintile", _QUINTILES),
        Edges("frequency_monetary_quintile", _QUINTILES),
        (
            ("champion", "champion", "loyal", "potential_loyalist", "new"),
            ("champion", "champion", "loyal", "potential_loyalist", "new"),
            ("loyal", "loyal", "loyal", "potential_loyalist", "potential_loyalist"),
            ("loyal", "loyal", "loyal", "attention", "hibernating"),
            ("at_risk", "at_risk", "at_risk", "at_risk", "lost"),
        ),
    ),
)

PRESETS: Final[Mapping[str, ClassScheme]] = MappingProxyType(
    {
        scheme.name: scheme
        for scheme in (
            ABCD_CREDIT,
            KEY_MAJOR,
            HIGH_MID_LOW,
            IBM_FOUR,
            VALUE_GROUPS,
            KEY_ACCOUNT,
            REFERRAL_VALUE,
            RFM,
        )
    }
)
