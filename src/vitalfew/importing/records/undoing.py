"""Taking back a file of records: what was added goes, what was changed is as it was, unless people went on from there.

A fact that says something else by now than the file said stays as it is; so does a record that was changed or is needed
since, and a fact that one record alone may have where another has got it meanwhile. All are named, so that a person can
look.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from vitalfew.identity.api import Member
from vitalfew.importing.models import LedgerImport, Touch
from vitalfew.importing.records.rows import AT_ONCE
from vitalfew.jobs.api import Progress
from vitalfew.kernel.rewriting import update_rows

if TYPE_CHECKING:
    from vitalfew.importing.records.kind import RecordKind

# Why a record is left as it is, where no single fact is the reason.
GONE, CHANGED, USED, NOT_YOURS = "*gone", "*changed", "*used", "*not_yours"
# Why a file left a record as it was in the first place: an undo has nothing to take back there.
CONTESTED = "*contested"
# Stands before the name of a fact that another record has by now.
TAKEN = "*taken "


def take_back(
    kind: "RecordKind", actor: Member, found: LedgerImport, report: Progress
) -> dict[str, object]:
    """Take everything back that can be, the last row first; the figures for the result."""
    counts: Counter[str] = Counter(removed=0, restored=0, left=0)
    found.touches.filter(left__contains=[CONTESTED]).delete()
    total, done = found.touches.count(), 0
    for touches in _backwards(found):
        _remove(kind, actor, found, [one for one in touches if one.is_new], counts)
        _restore(kind, actor, [one for one in touches if not one.is_new], counts)
        update_rows((one for one in touches if one.left), ["left"])
        done += len(touches)
        report("records", done, total)
    counts["left"] = found.touches.exclude(left=[]).count()
    return dict(counts)


def _backwards(found: LedgerImport) -> Iterator[list[Touch]]:
    last = None
    while True:
        rows = found.touches.order_by("-row")
        some = list(rows[:AT_ONCE] if last is None else rows.filter(row__lt=last)[:AT_ONCE])
        if not some:
            return
        yield some
        last = some[-1].row


def _now(kind: "RecordKind", touches: Sequence[Touch]) -> dict[int, dict[str, str]]:
    return kind.facts({one.record: one.place or 0 for one in touches}, lock=True)


def _remove(
    kind: "RecordKind",
    actor: Member,
    found: LedgerImport,
    touches: Sequence[Touch],
    counts: "Counter[str]",
) -> None:
    if not touches:
        return
    now = _now(kind, touches)
    used = kind.used([one.record for one in touches])
    gone = []
    for one in touches:
        if one.record not in now:
            one.left = [GONE]
        elif any(now[one.record].get(name, "") != to for name, (_was, to) in _kept(kind, one)):
            one.left = [CHANGED]
        elif one.record in used:
            one.left = [USED]
        else:
            gone.append(one.record)
    kind.remove(actor, found, gone)
    counts["removed"] += len(gone)


def _kept(kind: "RecordKind", touch: Touch) -> list[tuple[str, tuple[str, str]]]:
    """The facts that are kept as the file said them."""
    return [(name, pair) for name, pair in touch.changes.items() if name not in kind.unkept]


def _restore(
    kind: "RecordKind", actor: Member, touches: Sequence[Touch], counts: "Counter[str]"
) -> None:
    if not touches:
        return
    now = _now(kind, touches)
    changes: dict[int, dict[str, str]] = {}
    for one in touches:
        if one.record not in now:
            one.left = [GONE]
            continue
        same = {n for n, (_was, to) in one.changes.items() if now[one.record].get(n, "") == to}
        one.left = sorted(one.changes.keys() - same)
        if same:
            changes[one.record] = {name: one.changes[name][0] for name in same}
    done, taken = _give_back(kind, actor, changes, {one.record: one.place or 0 for one in touches})
    for one in touches:
        anothers = taken.get(one.record, set())
        if (
            one.record in changes
            and one.record not in done
            and anothers != changes[one.record].keys()
        ):
            one.left = [NOT_YOURS]
        elif anothers:
            one.left = sorted([*one.left, *(TAKEN + name for name in anothers)])
    counts["restored"] += len(done)


def _give_back(
    kind: "RecordKind",
    actor: Member,
    changes: Mapping[int, dict[str, str]],
    places: Mapping[int, int],
) -> tuple[set[int], dict[int, set[str]]]:
    """Those that were changed, and by record the facts that another one has by now."""
    taken = kind.taken(changes)
    rest = {
        pk: some
        for pk, facts in changes.items()
        if (some := {name: text for name, text in facts.items() if name not in taken.get(pk, ())})
    }
    return (kind.change(actor, rest, places) if rest else set()), taken
