"""Many inquiries at once, as a file brings them from another program: with their own time and author. They are old, so
no rule gives them out, and no quota counts them. Call inside a transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from vitalfew.access.api import Verb, department_of, field_in, insist_writes, require, rights_of
from vitalfew.audit.api import record
from vitalfew.identity.api import Member
from vitalfew.inquiries.arriving import FACTS, write_facts
from vitalfew.inquiries.models import Inquiry
from vitalfew.inquiries.policies import INQUIRIES, inquiry_policy
from vitalfew.inquiries.words import ClosedReason, State, Via
from vitalfew.kernel.rewriting import add_rows, update_rows

WRITTEN = [*FACTS, "e164", "pinyin", "initials", "version", "updated_at"]


@dataclass(frozen=True)
class OldInquiry:
    """What was told, from where and when, who wrote it down, whose it is, and whether it is closed."""

    facts: Mapping[str, str]
    source: str
    source_detail: str
    receipt: str
    received_at: datetime
    entered_by: Member
    owner: Member | None = None
    is_closed: bool = False


def add_many(*, actor: Member, rows: Sequence[OldInquiry]) -> list[Inquiry]:
    """Add inquiries; in the order of the rows."""
    require(actor, INQUIRIES, Verb.CREATE)
    told = {name for row in rows for name, text in row.facts.items() if text}
    insist_writes(actor, [f for name in told if (f := field_in(Inquiry, name)) is not None])
    sees_all = rights_of(actor).reach(INQUIRIES.key, Verb.VIEW).everything
    added = [_new(row, row.owner or (None if sees_all else actor)) for row in rows]
    add_rows(added)
    return added


def _new(row: OldInquiry, owner: Member | None) -> Inquiry:
    inquiry = Inquiry(
        via=Via.FILE, source=row.source, source_detail=row.source_detail, receipt=row.receipt,
        received_at=row.received_at, entered_by=row.entered_by, owner=owner,
        department_id=department_of(owner.pk) if owner else None,
        state=State.ASSIGNED if owner else State.NEW,
    )  # fmt: skip
    if row.is_closed:
        inquiry.state, inquiry.closed_reason = State.CLOSED, ClosedReason.OTHER
    write_facts(inquiry, row.facts)
    return inquiry


def change_many(*, actor: Member, changes: Mapping[int, Mapping[str, str]]) -> set[int]:
    """Let inquiries say exactly this; those that were changed: only what ``actor`` may edit is."""
    rows = inquiry_policy.rows(actor, Verb.EDIT).filter(pk__in=changes).order_by("pk")
    found = {one.pk: one for one in rows.select_for_update(of=("self",))}
    for pk, inquiry in found.items():
        write_facts(inquiry, changes[pk])
        inquiry.version, inquiry.updated_at = inquiry.version + 1, timezone.now()
    update_rows(found.values(), WRITTEN)
    return set(found)


def remove_many(*, actor: Member, origin: UUID, ids: Sequence[int]) -> int:
    """Take back inquiries that the import ``origin`` brought; how many."""
    rows = Inquiry.everything.filter(pk__in=ids, via=Via.FILE)
    gone = rows.count()
    rows.delete()
    record(actor=actor, verb="inquiry.take_back", subject=f"import:{origin}", inquiries=gone)
    return gone


def worked_on(ids: Sequence[int]) -> set[int]:
    """Those of the inquiries with which something was done."""
    rows = Inquiry.everything.filter(pk__in=ids)
    return {*rows.filter(version__gt=1).values_list("pk", flat=True), *_linked(ids)}


def _linked(ids: Sequence[int]) -> Sequence[int]:
    rows = Inquiry.everything.filter(pk__in=ids, customer__isnull=False)
    return list(rows.values_list("pk", flat=True))
