"""What the timeline tells of value: the runs in which the customer came into another tier."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.access.api import Verb, may
from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.timeline.api import Happening, Kind, Source, Window, register
from vitalfew.value.explaining import TierChange, series_of, tier_changes
from vitalfew.value.links import customer_url
from vitalfew.value.policies import VALUE

KIND = Kind("value", gettext_lazy("Value and tier"), "value", order=40)


def tiers(actor: Member, customer: Customer, window: Window) -> Iterator[Happening]:
    """The customer came into a tier."""
    for change in tier_changes(series_of(actor, customer.pk)):
        yield Happening(
            at=change.point.reckoned_at,
            key=change.point.run_id,
            title=_title(change),
            detail=change.point.reason,
            url=customer_url(customer.pk),
            is_made=True,
        )


def _title(change: TierChange) -> str:
    if not change.before:
        return _("Valued for the first time: tier %(tier)s") % {"tier": change.tier}
    return _("Tier %(before)s → %(tier)s") % {"before": change.before, "tier": change.tier}


register(Source("tiers", KIND, tiers, lambda actor: may(actor, VALUE, Verb.VIEW)))
