"""Keeping the values of own fields: checked, under the record's lock, with what stood there before."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from vitalfew.access.api import insist_writes
from vitalfew.fields import values
from vitalfew.fields.models import Definition
from vitalfew.fields.policies import guard_of
from vitalfew.fields.records import Record
from vitalfew.fields.seeing import OwnFields
from vitalfew.fields.sql import reckon
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput

type Typed = Mapping[str, object]


@dataclass(frozen=True)
class About:
    """What the rules ask about a record: its key, its kind and its stage."""

    key: int
    variant: str = ""
    stage: str = ""


def keep(
    *, actor: Member | None, record: Record, about: About, typed: Typed, is_new: bool = False
) -> list[str]:
    """Keep what is named in ``typed`` (field's name: what was typed); the names of the fields that changed.

    What is not named stays. Call it in a transaction with the record locked. BadInput names the field that is wrong or
    missing; Refused when ``actor`` may not type one that would change.
    """
    own = OwnFields(record, actor)
    if not own.known:
        _refuse_unknown(own, typed)
        return []
    before = _stored(record, about.key)
    read = {name: values.read(_named(own, name, about), said) for name, said in typed.items()}
    changed = {name: said for name, said in read.items() if said != before.get(name)}
    insist_writes(actor, [guard_of(own.known[name]) for name in changed])
    after = _without_nothing({**before, **changed})
    for name, said in changed.items():
        values.refuse_archived(own.known[name], said, before.get(name))
        _refuse_second(record, own.known[name], about.key, said)
    _refuse_missing(own, about, after, set(typed), is_new=is_new)
    if changed:
        store(record, about.key, after)
    return sorted(changed)


def _refuse_unknown(own: OwnFields, typed: Typed) -> None:
    for name in typed:
        _named(own, name, About(0))


def _named(own: OwnFields, name: str, about: About) -> Definition:
    """A field that is asked of such a record; what one may not know of is answered as what is not there."""
    found = next((one for one in own.in_force if one.name == name), None)
    if found is None or (about.variant and not found.is_for(about.variant)):
        raise BadInput(
            "no_such_field",
            _("There is no field %(name)s for this record. Look at the list of fields.")
            % {"name": name[:40]},
            field=name[:40],
        )
    return found


def _without_nothing(data: Mapping[str, values.Kept]) -> dict[str, values.Kept]:
    return {name: said for name, said in data.items() if said not in values.NOTHING}


def _stored(record: Record, key: int) -> dict[str, values.Kept]:
    sheets = record.sheets._base_manager.filter((record.owner, key))
    return dict(sheets.values_list("data", flat=True).first() or {})


def store(record: Record, key: int, data: Mapping[str, values.Kept]) -> None:
    """Write a whole sheet; a record without values has none until it gets the first."""
    known = record.sheets._base_manager.filter((record.owner, key))
    if not known.update(data=data) and data:
        record.sheets._base_manager.create(**{f"{record.owner}_id": key, "data": data})


def stored(record: Record, key: int) -> dict[str, values.Kept]:
    """What is kept for one record, for the system itself."""
    return _stored(record, key)


def _refuse_missing(
    own: OwnFields, about: About, after: Typed, typed: set[str], *, is_new: bool
) -> None:
    """BadInput for what must be filled in: of a new record all of it, of another what would be emptied now."""
    for one in own.known.values():
        concerns = is_new or one.name in typed
        if concerns and one.name not in after and is_required(own, one, about):
            raise BadInput(
                "field_missing",
                _("“%(field)s” must be filled in.") % {"field": str(one)},
                field=one.column,
            )


def is_required(own: OwnFields, definition: Definition, about: About) -> bool:
    """Whether such a record must have a value, typed by somebody who may type it."""
    needed = definition.required_from
    if not needed or definition.is_retired or not definition.is_for(about.variant):
        return False
    return own.writes(definition) and (
        needed == ALWAYS or needed in own.record.reached(about.stage)
    )


ALWAYS = "always"


def _refuse_second(record: Record, definition: Definition, key: int, said: values.Kept) -> None:
    """BadInput when another record has the value of a field that is unique, also one in the bin.

    A file that brings values of the field holds it alone (``hold_alone``). Nobody waits for it here: who waits
    holds the record, and the file might wait for that one.
    """
    if not definition.is_unique or said in values.NOTHING:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock_shared(hashtextextended(%s, 0))",
            [held(definition)],
        )
        if not cursor.fetchone()[0]:
            raise BadInput(
                "field_being_imported",
                _(
                    "A file with values of “%(field)s” is being added at this moment. Save again when it is done."
                )
                % {"field": str(definition)},
                field=definition.column,
            )
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"own {definition.key} {said}"],
        )
    others = record.sheets._base_manager.exclude((record.owner, key))
    # By the expression of the field's own index.
    same = others.annotate(own=reckon(definition, {}).beside("data"))
    if same.filter(own=values.value_of(definition.kind, said)).exists():
        raise taken(definition)


def held(definition: Definition) -> str:
    """What is locked by who writes values of a unique field."""
    return f"own values {definition.key}"


def taken(definition: Definition) -> BadInput:
    """Another record has this value."""
    return BadInput(
        "field_value_taken",
        _(
            "Another record has this value of “%(field)s” already. Search for it, and look into the bin."
        )
        % {"field": str(definition)},
        field=definition.column,
    )
