"""What the preview of a file has seen of the records that are here: who changes one in between is not overwritten.

Each staged row keeps a number for what its record said: 0 where there was none yet, nothing where nobody looked.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from django.db import connection

from vitalfew.importing.models import LedgerImport
from vitalfew.importing.records.rows import Outcome, Plan

SEEN_COLUMN = "seen bigint"
NONE_YET = 0
KEEP_SQL = """
UPDATE {stage} s SET seen = k.seen
  FROM unnest(%s::bigint[], %s::bigint[]) AS k(row, seen) WHERE s.row = k.row
"""


def number_of(facts: Mapping[str, str]) -> int:
    """A number that is another one as soon as a fact is; never 0."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), signed=True) or 1


def keep_seen(found: LedgerImport, plans: Sequence[Plan], alike: set[int]) -> None:
    """Keep what was seen. Of rows that look like a record (``alike``), a person says what becomes of them."""
    kept = {
        plan.row.number: plan.seen if plan.record else NONE_YET
        for plan in plans
        if plan.seen or (plan.outcome == Outcome.NEW and plan.row.number not in alike)
    }
    if kept:
        with connection.cursor() as cursor:
            cursor.execute(KEEP_SQL.format(stage=found.stage), [list(kept), list(kept.values())])


def leave_contested(found: LedgerImport, plans: Sequence[Plan]) -> None:
    """Leave alone what somebody has changed, or added, since the preview."""
    writing = {plan.row.number: plan for plan in plans if plan.outcome == Outcome.UPDATED}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT row, seen FROM {found.stage} WHERE row = ANY(%s) AND seen IS NOT NULL",
            [list(writing)],
        )
        for number, seen in cursor.fetchall():
            if seen != writing[number].seen:
                writing[number].outcome = Outcome.CONTESTED
