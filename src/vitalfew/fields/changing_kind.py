"""Another kind for a field, where every value it has can be read as the new kind: nothing is ever rewritten or lost."""

from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from vitalfew.audit.api import record
from vitalfew.fields import actions
from vitalfew.fields.indexing import index_again
from vitalfew.fields.models import Definition, FieldKind
from vitalfew.fields.policies import asked_by, definitions_to_set
from vitalfew.fields.records import record_of
from vitalfew.fields.sql import reckon
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict

K = FieldKind
# What each kind can become, and which of its texts cannot: NULL, none; otherwise a condition of the text.
NUMBER_TEXT = r"^-?[0-9]{1,15}(\.[0-9]{1,6})?$"
DAY_TEXT = r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"
LINK_TEXT = r"^https?://[^\s/]+\S*$"
UNFIT: dict[tuple[str, str], str] = {
    (K.NUMBER, K.MONEY): "", (K.MONEY, K.NUMBER): "", (K.CHOICE, K.CHOICES): "",
    (K.NUMBER, K.TEXT): "", (K.MONEY, K.TEXT): "", (K.DATE, K.TEXT): "", (K.LINK, K.TEXT): "",
    (K.TEXT, K.NUMBER): NUMBER_TEXT, (K.TEXT, K.MONEY): NUMBER_TEXT, (K.TEXT, K.DATE): DAY_TEXT,
    (K.TEXT, K.LINK): LINK_TEXT,
}  # fmt: skip
SHOWN = 5


@dataclass(frozen=True)
class Planned:
    """What a change of kind meets: how many values there are, and those that the new kind could not hold."""

    values: int
    unfit: int
    examples: list[str]


def kinds_from(kind: str) -> list[str]:
    """What a field of this kind can become."""
    return [to for since, to in UNFIT if since == kind]


def plan(actor: Member, definition: Definition, kind: str) -> Planned:
    """What the change would meet; BadInput where there is no such change, or formulas need the field as it is."""
    if (definition.kind, kind) not in UNFIT:
        raise BadInput(
            "kind_cannot_change",
            _(
                "A field of this kind cannot become one of that kind: values would be lost. Add a new field."
            ),
        )
    _refuse_for_formulas(actor, definition, kind)
    sheets, pattern = record_of(definition.record).table, UNFIT[definition.kind, kind]
    text = f"data ->> '{definition.name}'"
    unfit = f"{text} !~ %s" if pattern else "false AND %s = ''"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), count(*) FILTER (WHERE {unfit}),"
            f" (array_agg(left({text}, 60)) FILTER (WHERE {unfit}))[1:{SHOWN}]"
            f" FROM {sheets} WHERE {text} IS NOT NULL",
            [pattern, pattern],
        )
        found, wrong, examples = cursor.fetchone()
    return Planned(found, wrong, examples or [])


def _refuse_for_formulas(actor: Member, definition: Definition, kind: str) -> None:
    mine = definitions_to_set(actor).filter(record=definition.record)
    known = {one.name: one for one in mine if not one.is_retired}
    changed = Definition(pk=definition.pk, kind=kind, label=definition.label)
    for one in known.values():
        if definition.name in asked_by(one.formula):
            try:
                reckon(one, {**known, definition.name: changed})
            except BadInput as error:
                raise BadInput(
                    "field_in_a_formula",
                    _("“%(formula)s” is made from this field. Change that formula first.")
                    % {"formula": str(one)},
                ) from error


@transaction.atomic
def change_kind(*, actor: Member, definition_id: int, version: int, kind: str) -> Definition:
    """Change the kind, if every value can be read as the new one at this moment."""
    definition = actions.locked(actor, definition_id, version)
    with connection.cursor() as cursor:  # nobody writes a value meanwhile
        cursor.execute(f"LOCK TABLE {record_of(definition.record).table} IN SHARE MODE")
    planned = plan(actor, definition, kind)
    if planned.unfit:
        raise Conflict(
            "values_do_not_fit",
            _(
                "%(number)d values cannot be read as the new kind. Put them right first, or add a new field."
            )
            % {"number": planned.unfit},
        )
    before, definition.kind = definition.kind, kind
    definition.is_unique = definition.is_unique and kind != FieldKind.MONEY
    definition.default = ""
    definition.version += 1
    definition.save()
    record(
        actor=actor, verb="fields.change_kind", subject=f"field:{definition.pk}", kind=[before, kind]
    )  # fmt: skip
    index_again(actor=actor)
    return definition
