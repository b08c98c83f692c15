"""What the timeline tells of pools: that the customer lies in one. Who took it is told with its owners."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb, may
from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.ownership.api import OWNERS_KIND
from vitalfew.pool.models import Pooled
from vitalfew.pool.policies import POOL, entries_visible_to, sees_every_pool
from vitalfew.timeline.api import Happening, Source, Window, register


def lies(actor: Member, customer: Customer, window: Window) -> Iterator[Happening]:
    """The customer lies in a pool that the member sees, since when and why."""
    entry: Pooled | None = getattr(customer, "pool_entry", None)
    if customer.owner_id is not None or entry is None:
        return
    # The page has the entry beside its customer; whoever sees every pool sees it without a further question.
    seen = sees_every_pool(actor) or entries_visible_to(actor).filter(pk=entry.pk).exists()
    if seen:
        yield Happening(
            at=entry.since,
            key=entry.pk,
            title=_("In the pool “%(pool)s”") % {"pool": entry.pool},
            detail=entry.reason,
            who=str(entry.put_by or ""),
            url=reverse("pool:show", args=[entry.pool_id]),
        )


register(Source("pooled", OWNERS_KIND, lies, lambda actor: may(actor, POOL, Verb.VIEW)))
