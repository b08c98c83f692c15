"""Files of records, as a kind that can be brought in: each row adds a record, or brings a known one up to date.

Preview and work ask the same ``plan``: what the preview counts is what is done, but for what changed in between, which
is left as it is.
"""

import json
from abc import abstractmethod
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from django.db import connection
from django.utils.translation import gettext as _

from vitalfew.access.api import Module, Verb, may, require
from vitalfew.fields.api import Record, Writable, hold_alone
from vitalfew.identity.api import Member
from vitalfew.importing.cells.reader import How
from vitalfew.importing.checking import leave_out
from vitalfew.importing.kinds import Examined, ImportKind
from vitalfew.importing.models import LedgerImport, Likeness, Touch
from vitalfew.importing.records.own import (
    PREFIX,
    refuse_taken,
    refuse_unfit,
    taken_among,
    unique_among,
)
from vitalfew.importing.records.rows import Match, Outcome, Plan, Row, joined, staged
from vitalfew.importing.records.seeing import (
    SEEN_COLUMN,
    keep_seen,
    leave_contested,
    number_of,
)
from vitalfew.importing.records.undoing import CONTESTED, take_back
from vitalfew.importing.staging import Bad, Columns, Faults, Shape
from vitalfew.jobs.api import Job, Progress
from vitalfew.kernel.errors import BadInput
from vitalfew.kernel.rewriting import add_rows, add_values, among

Choice = Likeness.Choice
MODES = ("both", "new", "update")


class RecordKind(ImportKind):
    """What customers, contacts and inquiries have in common.

    ``many``: facts with several parts, to which a file adds. ``once``: facts that are written once. ``single``: facts
    that only one row of a file may say, beside the one by which records are known. ``only_new``: facts that a file says
    of new records alone. ``unkept``: facts that are read but not kept as the file said them.
    """

    module: ClassVar[Module]
    own_record: ClassVar[Record | None] = None  # whose own fields are columns too
    first_stage: ClassVar[str] = ""  # that of new records, where there are stages
    list_url: ClassVar[str]  # where one finds them
    many: ClassVar[frozenset[str]] = frozenset()
    once: ClassVar[frozenset[str]] = frozenset()
    single: ClassVar[tuple[str, ...]] = ()
    only_new: ClassVar[frozenset[str]] = frozenset()
    unkept: ClassVar[frozenset[str]] = frozenset()
    missing = ("name", "name_missing")
    preview = "importing/records_preview.html"
    result = "importing/records_result.html"

    # What each kind says for itself.

    @abstractmethod
    def match(self, found: LedgerImport, rows: Sequence[Row]) -> dict[int, Match]:
        """By the number of each row the record that it is about."""

    @abstractmethod
    def facts(self, places: Mapping[int, int], *, lock: bool = False) -> dict[int, dict[str, str]]:
        """What records say now, as the cells of a file would; ``places`` by record. Locked for the transaction."""

    @abstractmethod
    def create(self, found: LedgerImport, plans: Sequence[Plan]) -> None:
        """Add records, and set their keys in the plans."""

    @abstractmethod
    def change(
        self, actor: Member, changes: Mapping[int, dict[str, str]], places: Mapping[int, int]
    ) -> set[int]:
        """Let the facts of records be exactly these; those that were changed: what the member may not edit stays."""

    @abstractmethod
    def used(self, records: Sequence[int]) -> set[int]:
        """Those of the records that something else needs by now."""

    @abstractmethod
    def remove(self, actor: Member, found: LedgerImport, records: Sequence[int]) -> None:
        """Take records away for good."""

    @abstractmethod
    def names(self, actor: Member, records: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Name and address of the page, of those that the member may see."""

    def taken(self, wanted: Mapping[int, Mapping[str, str]]) -> dict[int, set[str]]:
        """By record those of the facts that one record alone may have and another one has, or is to get before it."""
        return {} if self.own_record is None else taken_among(self.own_record, wanted)

    def fault_of_new(self, row: Row) -> tuple[str, str] | None:
        """What keeps a row from becoming a record."""
        return None if row.said.get("name") else ("name", "name_missing")

    def variant_of(self, said: Mapping[str, str]) -> str:
        """Which kind of such records has these facts, where there are several."""
        return ""

    def added_to(self, name: str, old: str, new: str, said: Mapping[str, str]) -> str:
        """The parts of a fact with several parts, with those that are new."""
        return joined({"old": old, "new": new}, ("old", "new")) if new not in old else old

    def likenesses(self, found: LedgerImport, plans: Sequence[Plan]) -> list[Likeness]:
        """Rows that would be new and look like a record that is here."""
        return []

    def more_counts(self, found: LedgerImport, plans: Sequence[Plan]) -> Counter[str]:
        """What else the preview counts of rows that are new."""
        return Counter()

    def gather(self, row: Row, facts: Mapping[str, str]) -> dict[str, str]:
        """The facts that the cells make, by the fact of each column: several columns may say one."""
        by_fact: dict[str, list[str]] = defaultdict(list)
        for name, fact in facts.items():
            if row.cells.get(name):
                by_fact[fact].append(name)
        return {fact: joined(row.cells, names) for fact, names in by_fact.items()}

    # The rest follows.

    def _fact_names(self, actor: Member | None) -> dict[str, str]:
        return {one.name: one.fact for one in self.fields(actor)}

    def settle(self, columns: Columns, faults: Faults, how: How) -> None:
        """Whatever is wrong with a row as a whole is seen when it is compared with what is here."""

    def shape(self, actor: Member | None) -> Shape:
        """All cells as text, as they were read."""
        return Shape(self.fields(actor), self.settle, derived=SEEN_COLUMN)

    def insist(self, actor: Member | None) -> None:
        """Who may add records or change them may bring a file of them in, within the same reach."""
        if actor is None:
            raise BadInput("no_member", _("Records are brought in by a member, on the page."))
        if not may(actor, self.module, Verb.EDIT):
            require(actor, self.module, Verb.CREATE)

    def insist_mapping(self, mapping: Mapping[str, int], chosen: Mapping[str, str]) -> None:
        """The fact by which records are known must be in the file, unless all are new."""
        key = chosen.get("key", "")
        asks = self.columns_of_key(key)
        if chosen.get("mode") != "new" and asks and not any(name in mapping for name in asks):
            raise BadInput(
                "key_not_mapped",
                _(
                    "Say which column has what tells that a row is one of ours, or choose something else."
                ),
                field="key",
            )
        if not mapping:
            raise BadInput("nothing_mapped", _("Say of at least one column what it has."))

    def choices(
        self, mapping: Mapping[str, int], chosen: Mapping[str, str], found: LedgerImport
    ) -> dict[str, str]:
        """By what records are known: the first key that the file says, where nothing was chosen."""
        key = chosen.get("key") or self.likely_key(mapping)
        mode = chosen.get("mode") or "both"
        if key not in self.keys or mode not in MODES:
            raise BadInput("no_such_choice", _("There is no such choice. Load the page again."))
        return {"key": key, "mode": mode}

    def likely_key(self, mapping: Mapping[str, int]) -> str:
        """The first key that the file says; the last of all where it says none."""
        said = (key for key in self.keys if any(one in mapping for one in self.columns_of_key(key)))
        return next(said, list(self.keys)[-1])

    def work(self, counts: Mapping[str, int]) -> int:
        """Those that are new or would be changed."""
        return counts.get("new", 0) + counts.get("updated", 0)

    def columns_of_key(self, key: str) -> tuple[str, ...]:
        """The columns that say a key; none for a key that needs none."""
        return tuple(name for name, fact in self._fact_names(None).items() if fact == key)

    def key_of(self, found: LedgerImport, row: Row) -> str:
        """By what this row's record is known; empty where the row does not say it."""
        return row.said.get(found.chosen.get("key", ""), "")

    def totals(self, found: LedgerImport, report: Progress) -> Examined:
        """How many rows are new, would be changed, are known as they are."""
        found.likenesses.all().delete()
        self._index(found)
        examined = Examined(Counter(dict.fromkeys(("lines", *Outcome), 0)))
        done, seen = 0, set[int]()
        for rows in self._rows(found):
            self._examine(found, rows, examined, seen)
            done += len(rows)
            report("compare", done)
        return examined

    def examine(self, found: LedgerImport, rows: Sequence[int]) -> Examined:
        """The same of some rows."""
        examined = Examined(Counter())
        for some in self._rows(found, rows):
            self._examine(found, some, examined, set())
        return examined

    def _index(self, found: LedgerImport) -> None:
        """So that what a file says twice is found at once."""
        with connection.cursor() as cursor:
            for first, *_others in self.alone(found):
                cursor.execute(f'CREATE INDEX ON {found.stage} (lower("{first}"), row)')
            cursor.execute(f"ANALYZE {found.stage}")

    def alone(self, found: LedgerImport) -> list[tuple[str, ...]]:
        """The columns that only one row may fill with the same texts."""
        names = dict.fromkeys((*self.columns_of_key(found.chosen.get("key", "")), *self.single))
        return [(name,) for name in names if name in found.mapping] + self.alone_by_own(found)

    def alone_by_own(self, found: LedgerImport) -> list[tuple[str, ...]]:
        """Columns of own fields of which no two records have the same value."""
        return [(PREFIX + one.name,) for one in self._unique(found)]

    def _unique(self, found: LedgerImport) -> list[Writable]:
        """The own fields of the file of which no two records may have the same value."""
        if self.own_record is None:
            return []
        return unique_among(found.actor, self.own_record, found.mapping)

    def _rows(self, found: LedgerImport, numbers: Sequence[int] = ()) -> Iterator[list[Row]]:
        facts = {n: f for n, f in self._fact_names(found.actor).items() if n in found.mapping}
        for rows in staged(found, list(facts), numbers):
            for row in rows:
                row.said = self.gather(row, facts)
            yield rows

    def _examine(
        self, found: LedgerImport, rows: list[Row], examined: Examined, seen: set[int]
    ) -> None:
        plans = self.plan(found, rows, seen)
        right = [plan for plan in plans if plan.fault is None]
        counts = Counter(str(plan.outcome) for plan in right)
        counts["lines"] = len(right)
        new = [plan for plan in right if plan.outcome == Outcome.NEW]
        counts.update(self.more_counts(found, new))
        alike = self.likenesses(found, new)
        add_rows(alike)
        keep_seen(found, right, {one.row for one in alike})
        counts["alike"] = len(alike)
        examined.counts = {
            name: examined.counts.get(name, 0) + counts[name]
            for name in {*examined.counts, *counts}
        }
        examined.bad += _bad(plans)

    def plan(
        self, found: LedgerImport, rows: list[Row], seen: set[int], *, lock: bool = False
    ) -> list[Plan]:
        """What is to be done with each row, as things stand now; with ``lock``, as they stay in this transaction.

        ``seen``: records that earlier rows were about; one record is one row's.
        """
        twice = self._said_twice(found, rows)
        matches = self.match(found, rows)
        chosen = self._chosen(found, rows)
        plans = [self._meant(found, row, matches, twice, chosen) for row in rows]
        for plan in plans:
            self._refuse_seen(plan, seen)
        known = {p.record: p.place for p in plans if p.record and p.fault is None}
        facts = self.facts(known, lock=lock)
        for plan in plans:
            if plan.record and plan.fault is None and plan.outcome == Outcome.UPDATED:
                self._compare(plan, facts.get(plan.record, {}))
        if self.own_record is not None:
            told = [(self.variant_of({**facts.get(p.record, {}), **p.row.said}), p) for p in plans]
            refuse_unfit(found.actor, self.own_record, self.first_stage, told)
            refuse_taken(self.own_record, self._unique(found), plans)
        return plans

    def _meant(
        self, found: LedgerImport, row: Row, matches: Mapping[int, Match], twice: Mapping[int, str],
        chosen: Mapping[int, Likeness],
    ) -> Plan:  # fmt: skip
        match, mode = matches.get(row.number, Match()), found.chosen.get("mode", "both")
        place = row.place
        if match.fault or row.number in twice:
            fault = match.fault or (twice[row.number], "twice_in_file")
            return Plan(row, Outcome.BAD, fault=fault)
        like = chosen.get(row.number)
        if like is not None and not match.record:
            match = Match(like.record) if like.choice == Choice.UPDATE else match
            if like.choice == Choice.SKIP or (like.choice == Choice.CREATE and like.is_same_number):
                return Plan(row, Outcome.SKIPPED)
        if match.record:
            outcome = Outcome.SKIPPED if mode == "new" else Outcome.UPDATED
            return Plan(row, outcome, match.record, place)
        fault_of_new = None if mode == "update" else self.fault_of_new(row)
        if fault_of_new:
            return Plan(row, Outcome.BAD, fault=fault_of_new)
        return Plan(row, Outcome.SKIPPED if mode == "update" else Outcome.NEW, place=place)

    def _refuse_seen(self, plan: Plan, seen: set[int]) -> None:
        if plan.record and plan.record in seen:
            plan.outcome, plan.fault = Outcome.BAD, (self.missing[0], "twice_in_file")
        elif plan.record:
            seen.add(plan.record)

    def _compare(self, plan: Plan, facts: Mapping[str, str]) -> None:
        plan.seen = number_of({name: facts.get(name, "") for name in plan.row.said})
        for name, told in plan.row.said.items():
            old = facts.get(name, "")
            stays = name in self.only_new or (name in self.once and old)
            more = {**facts, **plan.row.said}
            new = self.added_to(name, old, told, more) if name in self.many else told
            if new != old and not stays:
                plan.changes[name] = (old, new)
        if not plan.changes:
            plan.outcome = Outcome.UNCHANGED

    def _said_twice(self, found: LedgerImport, rows: Sequence[Row]) -> dict[int, str]:
        """Rows that say what an earlier row of the file says, where only one may; by their numbers the field."""
        numbers = [row.number for row in rows]
        twice: dict[int, str] = {}
        for names in self.alone(found):
            twice |= dict.fromkeys(_said_before(found, names, numbers), names[0])
        return twice

    def _chosen(self, found: LedgerImport, rows: Sequence[Row]) -> dict[int, Likeness]:
        """What is to be done with rows that look like others: as said of each, or of all."""
        numbers = [row.number for row in rows]
        alike = {one.row: one for one in found.likenesses.filter(row__in=among(numbers))}
        for one in alike.values():
            one.choice = one.choice or found.chosen.get("alike", Choice.SKIP)
        return alike

    def add(self, job: Job, found: LedgerImport, report: Progress) -> dict[str, object]:
        """Plan anew, and do it."""
        assert found.actor is not None  # noqa: S101 - ``insist`` refused it
        hold_alone(self._unique(found))
        counts: Counter[str] = Counter(dict.fromkeys(Outcome, 0))
        done, seen, bad = 0, set[int](), list[Bad]()
        for rows in self._rows(found):
            plans = self.plan(found, rows, seen, lock=True)
            bad += _bad(plans)
            leave_contested(found, plans)
            counts.update(str(plan.outcome) for plan in plans)
            self._write(found, found.actor, plans)
            done += len(rows)
            report("records", done, found.counts["lines"])
        leave_out(found, bad)
        return dict(counts)

    def _write(self, found: LedgerImport, actor: Member, plans: Sequence[Plan]) -> None:
        new = [plan for plan in plans if plan.outcome == Outcome.NEW]
        changed = [plan for plan in plans if plan.outcome == Outcome.UPDATED]
        if new:
            self.create(found, new)
        if changed:
            changes = {
                p.record: {name: to for name, (_was, to) in p.changes.items()} for p in changed
            }
            self.change(actor, changes, {p.record: p.place for p in changed})
        contested = [plan for plan in plans if plan.outcome == Outcome.CONTESTED]
        add_values(Touch, TOUCHED, (_touch(found, plan) for plan in [*new, *changed, *contested]))

    def can_be_undone(self, found: LedgerImport) -> bool:
        """Not once what the records said before is forgotten."""
        written = found.result.get("new", 0) + found.result.get("updated", 0)
        return not written or found.touches.exists()

    def take_back(self, job: Job, found: LedgerImport, report: Progress) -> dict[str, object]:
        """Added records go, changed facts are what they were; what people did since stays, and is named."""
        actor = job.actor or found.actor
        assert actor is not None  # noqa: S101 - ``insist`` refused it
        if self.own_record is not None:
            hold_alone(unique_among(None, self.own_record, found.mapping))
        return take_back(self, actor, found, report)


def _bad(plans: Sequence[Plan]) -> list[Bad]:
    return [Bad(p.row.number, p.row.cells, [p.fault]) for p in plans if p.fault is not None]


TOUCHED = ("ledger_import_id", "row", "record", "place", "is_new", "changes", "left")


def _touch(found: LedgerImport, plan: Plan) -> tuple[object, ...]:
    """The row that remembers what was done, as ``TOUCHED`` says it."""
    is_new = plan.outcome == Outcome.NEW
    said, left = plan.row.said, [CONTESTED] if plan.outcome == Outcome.CONTESTED else []
    changes = {name: ("", text) for name, text in said.items()} if is_new else plan.changes
    place = plan.place or None
    return (
        found.pk,
        plan.row.number,
        plan.record,
        place,
        is_new,
        json.dumps(changes),
        json.dumps(left),
    )


SAID_BEFORE_SQL = """
SELECT s.row FROM {stage} s
 WHERE s.row = ANY(%s) AND EXISTS
   (SELECT FROM {stage} e WHERE lower(e."{first}") = lower(s."{first}"){others} AND e.row < s.row)
"""


def _said_before(found: LedgerImport, names: Sequence[str], numbers: list[int]) -> list[int]:
    first, *more = names
    others = "".join(f' AND lower(e."{one}") IS NOT DISTINCT FROM lower(s."{one}")' for one in more)
    sql = SAID_BEFORE_SQL.format(stage=found.stage, first=first, others=others)
    with connection.cursor() as cursor:
        cursor.execute(sql, [numbers])
        return [row for (row,) in cursor.fetchall()]
