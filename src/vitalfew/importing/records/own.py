"""Fields that a company added to a kind of record, as columns of a file. Facts are the kept values as JSON texts."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from vitalfew.fields.api import (
    FieldKind,
    Kept,
    Record,
    Writable,
    clear_many,
    insist_written,
    kept_many,
    store_many,
    taken_values,
    why_unfit,
    writable,
)
from vitalfew.identity.api import Member
from vitalfew.importing.cells import reader
from vitalfew.importing.cells.parsing import Unreadable
from vitalfew.importing.fields import ImportField, fold
from vitalfew.importing.records.rows import Outcome, Plan
from vitalfew.kernel.errors import BadInput

PREFIX = "own_"
# What is wrong with a cell that cannot be read, by the kind of its field.
FAULT = {
    FieldKind.NUMBER: "not_a_number",
    FieldKind.MONEY: "not_a_number",
    FieldKind.DATE: "not_a_date",
    FieldKind.CHOICE: "not_in_the_list",
    FieldKind.CHOICES: "not_in_the_list",
    FieldKind.LINK: "not_a_link",
}


def own_fields(actor: Member | None, record: Record) -> tuple[ImportField, ...]:
    """Those that the member may write, by their names in every language."""
    return tuple(_field(one) for one in writable(actor, record))


def _field(one: Writable) -> ImportField:
    def parse(text: str) -> str | None:
        try:
            kept = one.read(text)
        except BadInput:
            raise Unreadable(FAULT.get(FieldKind(one.kind), "text_too_long")) from None
        return None if kept is None else as_fact(kept)

    headings = tuple(fold(heading) for heading in one.headings)
    choices = (lambda: one.choices) if one.choices else None
    return ImportField(
        PREFIX + one.name, one.label, headings, reader.read_by(parse), choices=choices, is_own=True
    )


def as_fact(kept: Kept) -> str:
    """A kept value as one text; the same value is always the same text."""
    return json.dumps(kept, ensure_ascii=False)


def own_facts(record: Record, ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """What is kept for records, by fact."""
    found = kept_many(record, ids)
    return {
        pk: {PREFIX + name: as_fact(kept) for name, kept in data.items()}
        for pk, data in found.items()
    }


def write_own(actor: Member, record: Record, said: Mapping[int, Mapping[str, str]]) -> None:
    """Let the own fields of records say exactly this; an empty text takes a value away."""
    told = {
        pk: {name.removeprefix(PREFIX): text for name, text in facts.items() if name.startswith(PREFIX)}
        for pk, facts in said.items()
    }  # fmt: skip
    insist_written(actor, record, {name for facts in told.values() for name in facts})
    store_many(
        record,
        {pk: {n: json.loads(t) for n, t in facts.items() if t} for pk, facts in told.items()},
    )
    clear_many(record, {pk: [n for n, t in facts.items() if not t] for pk, facts in told.items()})


def unique_among(actor: Member | None, record: Record, names: Collection[str]) -> list[Writable]:
    """Those of the fields of which no two records may have the same value."""
    return [one for one in writable(actor, record) if one.is_unique and PREFIX + one.name in names]


def refuse_unfit(
    actor: Member | None, record: Record, stage: str, told: Sequence[tuple[str, Plan]]
) -> None:
    """Refuse rows without what a new record must have, and rows that give a record what its kind does not have.

    ``told``: each plan with the kind of its record; ``stage``: that of new records.
    """
    rules = {kind: why_unfit(record, actor, kind, stage) for kind in {kind for kind, _plan in told}}
    for kind, plan in told:
        if plan.outcome not in {Outcome.NEW, Outcome.UPDATED}:
            continue
        needed, never = rules[kind]
        fault = _unfit(plan, needed, never)
        if fault is not None:
            plan.outcome, plan.fault = Outcome.BAD, fault


def _unfit(plan: Plan, needed: set[str], never: set[str]) -> tuple[str, str] | None:
    other = next((name for name in sorted(never) if _gives(plan, PREFIX + name)), None)
    if other is not None:
        return PREFIX + other, "not_of_this_kind"
    if plan.outcome != Outcome.NEW:
        return None
    missing = next((n for n in sorted(needed) if not plan.row.said.get(PREFIX + n)), None)
    return None if missing is None else (PREFIX + missing, "must_be_filled_in")


def refuse_taken(record: Record, unique: Sequence[Writable], plans: Sequence[Plan]) -> None:
    """Refuse rows that would give a record the value of another, also of one in the bin."""
    for one in unique:
        name = PREFIX + one.name
        wanted = {
            plan.row.number: json.loads(plan.row.said[name]) for plan in plans if _gives(plan, name)
        }
        taken = taken_values(record, one, set(wanted.values())) if wanted else set()
        for plan in plans:
            if wanted.get(plan.row.number) in taken:
                plan.outcome, plan.fault = Outcome.BAD, (name, "value_taken")


def taken_among(record: Record, wanted: Mapping[int, Mapping[str, str]]) -> dict[int, set[str]]:
    """By record those of the unique fields of which another record has the wanted value, also one of these."""
    found: dict[int, set[str]] = defaultdict(set)
    names = {name for facts in wanted.values() for name in facts}
    for one in unique_among(None, record, names):
        name = PREFIX + one.name
        asked = {pk: json.loads(facts[name]) for pk, facts in wanted.items() if facts.get(name)}
        gone = taken_values(record, one, set(asked.values())) if asked else set()
        for pk, kept in sorted(asked.items()):
            if kept in gone:
                found[pk].add(name)
            gone.add(kept)
    return dict(found)


def _gives(plan: Plan, name: str) -> bool:
    is_new = plan.outcome == Outcome.NEW
    return name in plan.changes or (is_new and bool(plan.row.said.get(name)))
