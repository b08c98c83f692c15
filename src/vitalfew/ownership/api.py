"""The door of ownership."""

from vitalfew.ownership.happenings import KIND as OWNERS_KIND
from vitalfew.ownership.leaving import InHand, handed_over_at, in_hand, must_be_handed_over
from vitalfew.ownership.models import How, Period
from vitalfew.ownership.panels import owners_tab
from vitalfew.ownership.queries import gave_up, gave_up_lately, owned_since, owners_on, periods_of
from vitalfew.ownership.telling import owning

__all__ = [
    "OWNERS_KIND",
    "How",
    "InHand",
    "Period",
    "gave_up",
    "gave_up_lately",
    "handed_over_at",
    "in_hand",
    "must_be_handed_over",
    "owned_since",
    "owners_on",
    "owners_tab",
    "owning",
    "periods_of",
]
