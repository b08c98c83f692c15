"""Many follow-ups at once, as a file brings them from another program: with their own time and author.

Call inside a transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vitalfew.access.api import Verb, require
from vitalfew.activity.models import FollowUp
from vitalfew.activity.policies import FOLLOW_UPS, follow_up_policy
from vitalfew.audit.api import record
from vitalfew.identity.api import Member
from vitalfew.kernel.rewriting import add_rows, update_rows

FACTS = ("text", "way", "happened_at")


@dataclass(frozen=True)
class OldFollowUp:
    """What was done with which customer, when and by whom; ``author_name`` where no member is meant."""

    customer_id: int
    text: str
    way: str
    happened_at: datetime
    receipt: str
    author: Member | None
    author_name: str = ""


def customers_open(actor: Member, ids: Iterable[int]) -> dict[int, str]:
    """Those of the customers about whom ``actor`` may write, with their stages."""
    rows = follow_up_policy.parents(actor, Verb.CREATE).filter(pk__in=list(ids))
    return dict(rows.values_list("pk", "stage"))


def add_many(*, actor: Member, rows: Sequence[OldFollowUp]) -> list[FollowUp]:
    """Add follow-ups of customers that are open to ``actor``; in the order of the rows."""
    require(actor, FOLLOW_UPS, Verb.CREATE)
    stages = customers_open(actor, {row.customer_id for row in rows})
    added = [
        FollowUp(
            customer_id=row.customer_id, text=row.text, way=row.way, happened_at=row.happened_at,
            receipt=row.receipt, author=row.author, author_name=row.author_name,
            stage=stages[row.customer_id],
        )
        for row in rows
    ]  # fmt: skip
    add_rows(added)
    return added


def known_of(receipts: Iterable[str]) -> dict[str, tuple[int, int]]:
    """The follow-ups that came with these receipts, and their customers: for imports, that ask for the rights."""
    rows = FollowUp.objects.filter(receipt__in=list(receipts))
    return {
        receipt: (pk, place)
        for receipt, pk, place in rows.values_list("receipt", "pk", "customer_id")
    }


def editable(actor: Member, ids: Iterable[int]) -> set[int]:
    """Those that ``actor`` may change."""
    rows = follow_up_policy.rows(actor, Verb.EDIT).filter(pk__in=list(ids))
    return set(rows.values_list("pk", flat=True))


def facts_of_many(ids: Iterable[int], *, lock: bool = False) -> list[FollowUp]:
    """Follow-ups for an import to compare with; locked for the transaction where that is asked."""
    rows = FollowUp.objects.filter(pk__in=list(ids)).order_by("pk")
    return list(rows.select_for_update(of=("self",)) if lock else rows)


def change_many(*, actor: Member, changes: Mapping[int, Mapping[str, object]]) -> set[int]:
    """Let follow-ups say exactly this; those that were changed: only what ``actor`` may edit is."""
    rows = follow_up_policy.rows(actor, Verb.EDIT).filter(pk__in=changes).order_by("pk")
    found = {one.pk: one for one in rows.select_for_update(of=("self",))}
    for pk, one in found.items():
        for name, value in changes[pk].items():
            setattr(one, name, value)
        one.version += 1
    update_rows(found.values(), [*FACTS, "version"])
    return set(found)


def changed_since(ids: Iterable[int]) -> set[int]:
    """Those that somebody has changed."""
    rows = FollowUp.objects.filter(pk__in=list(ids), version__gt=1)
    return set(rows.values_list("pk", flat=True))


def remove_many(*, actor: Member, origin: UUID, ids: Sequence[int]) -> int:
    """Take back follow-ups that the import ``origin`` brought; how many."""
    gone, _each = FollowUp.objects.filter(pk__in=ids).exclude(receipt="").delete()
    record(actor=actor, verb="activity.take_back", subject=f"import:{origin}", follow_ups=gone)
    return gone
