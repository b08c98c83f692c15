"""What the timeline tells of owners: who got the customer, and when it became nobody's."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.ownership.policies import periods_visible_to
from vitalfew.timeline.api import Happening, Kind, Source, Window, first_of, register, second_of

KIND = Kind("owners", gettext_lazy("Owners and pool"), "pool", order=30)


def owned(actor: Member, customer: Customer, window: Window) -> Iterator[Happening]:
    """Somebody became the owner; or ceased to be, and nobody followed."""
    periods = list(
        periods_visible_to(actor)
        .filter(customer=customer)
        .select_related("owner", "began_by", "ended_by")
    )
    followed = {period.since for period in periods}
    for period in periods:
        yield Happening(
            at=period.since,
            key=first_of(period),
            title=_("Owner: %(owner)s") % {"owner": period.owner},
            detail=_joined(period.get_began_how_display(), period.began_because),
            who=str(period.began_by or ""),
        )
        if period.until is not None and period.until not in followed:
            yield Happening(
                at=period.until,
                key=second_of(period),
                title=_("%(owner)s is no longer the owner") % {"owner": period.owner},
                detail=_joined(period.get_ended_how_display(), period.ended_because),
                who=str(period.ended_by or ""),
            )


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


register(Source("owners", KIND, owned))
