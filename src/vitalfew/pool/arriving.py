"""Customers that an import brings lie in a pool from the start: nobody's, until somebody claims them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb, insist, may
from vitalfew.audit.api import record
from vitalfew.customers.api import CUSTOMERS
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import Conflict
from vitalfew.kernel.rewriting import add_told, among
from vitalfew.ownership.api import How
from vitalfew.pool.models import Pool, Pooled
from vitalfew.pool.queries import open_pools


def pools_to_fill(actor: Member) -> list[Pool]:
    """The pools into which ``actor`` may bring customers: open ones that they see, if they may give customers away."""
    return list(open_pools(actor)) if may(actor, CUSTOMERS, Verb.TRANSFER) else []


def lay_new(*, actor: Member, origin: UUID, pools: Mapping[int, int]) -> None:
    """Lay customers that the import ``origin`` has just added, nobody's, into pools: by customer the pool's key.

    Conflict when one of the pools is closed by now, or out of sight. Nobody follows: there was nothing with them yet.
    """
    if not pools:
        return
    insist(may(actor, CUSTOMERS, Verb.TRANSFER))
    counts = Counter(pools.values())
    if counts.keys() - {pool.pk for pool in pools_to_fill(actor)}:
        raise Conflict(
            "pool_closed_meanwhile",
            _(
                "A pool of this file was closed meanwhile. Check the file again and choose another one."
            ),
        )
    always = {"since": timezone.now(), "how": How.IMPORTED, "put_by_id": actor.pk}
    add_told(
        Pooled,
        ({"customer_id": customer, "pool_id": pool, **always} for customer, pool in pools.items()),
    )
    for pool, customers in sorted(counts.items()):
        record(
            actor=actor, verb="pool.imported", subject=f"import:{origin}", pool=pool, customers=customers
        )  # fmt: skip


def lying_otherwise(customers: Sequence[int]) -> set[int]:
    """Those of the customers that people have put into a pool: no import did."""
    rows = Pooled.objects.filter(customer_id__in=among(customers)).exclude(how=How.IMPORTED)
    return set(rows.values_list("customer_id", flat=True))
