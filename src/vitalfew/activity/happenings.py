"""What the timeline tells of follow-ups."""

from collections.abc import Iterator

from django.utils.text import Truncator
from django.utils.translation import gettext_lazy

from vitalfew.access.api import Verb, may
from vitalfew.activity.policies import FOLLOW_UPS
from vitalfew.activity.queries import follow_ups_of
from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.timeline.api import Happening, Kind, Source, Window, register
from vitalfew.web.api import by_key

KIND = Kind("activity", gettext_lazy("Follow-ups"), "plan", order=10)
LONGEST = 600


def told(actor: Member, customer: Customer, window: Window) -> Iterator[Happening]:
    """Somebody of ours was in touch."""
    url = by_key("activity:show")
    for row in window.newest(follow_ups_of(actor, customer.pk), "happened_at"):
        yield Happening(
            at=row.happened_at,
            key=row.pk,
            title=row.get_way_display(),
            detail=Truncator(row.text).chars(LONGEST),
            who=row.writer,
            url=url(row),
        )


def _sees(actor: Member) -> object:
    return may(actor, FOLLOW_UPS, Verb.VIEW)


register(Source("follow_up", KIND, told, _sees, in_order=True))
