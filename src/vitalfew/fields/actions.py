"""Setting own fields: adding, changing, retiring, putting in order. Values stay whatever is done to their field."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb, require
from vitalfew.audit.api import record
from vitalfew.fields import formulas, memory, values
from vitalfew.fields.indexing import index_again
from vitalfew.fields.models import CHOSEN, LABELS, Choice, Definition
from vitalfew.fields.policies import FIELDS, asked_by, definitions_to_set
from vitalfew.fields.records import record_of
from vitalfew.fields.sql import reckon
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict, NotFound

MOST = 100  # fields of a kind of record
MOST_CHOICES = 500
LOCK_SQL = "SELECT pg_advisory_xact_lock(hashtextextended('own fields', 0))"


@dataclass(frozen=True)
class ChoiceTyped:
    """A value to choose from as somebody typed it; one without a key is new."""

    key: int | None
    label: str
    is_archived: bool = False


@transaction.atomic
def add(
    *,
    actor: Member,
    kind: str,
    of: str = "customer",
    choices: Sequence[ChoiceTyped] = (),
    **facts: object,
) -> Definition:
    """Add a field to a kind of record (``of``: its key)."""
    _begin(actor)
    if len(_in_force(of)) >= MOST:
        raise BadInput(
            "too_many_fields",
            _("There are %(most)d fields already. Retire one that nobody needs.") % {"most": MOST},
        )
    last = Definition.objects.aggregate(last=Max("place"))["last"] or 0
    made = Definition(record=of, kind=kind, place=last + 10, version=0)
    return _save(actor, made, choices, facts)


@transaction.atomic
def change(
    *,
    actor: Member,
    definition_id: int,
    version: int,
    choices: Sequence[ChoiceTyped] = (),
    **facts: object,
) -> Definition:
    """Change a field; its values stay. Conflict when somebody else was faster."""
    _begin(actor)
    return _save(actor, _locked(actor, definition_id, version), choices, facts)


@transaction.atomic
def retire(*, actor: Member, definition_id: int, version: int) -> Definition:
    """Ask for it no longer: it leaves forms, lists and the API; values and history stay."""
    _begin(actor)
    definition = _locked(actor, definition_id, version)
    asking = [one for one in _in_force(definition.record) if f"[{definition.name}]" in one.formula]
    if asking:
        raise BadInput(
            "field_in_a_formula",
            _("“%(formula)s” is made from this field. Change that formula first.")
            % {"formula": str(asking[0])},
        )
    definition.retired_at = timezone.now()
    return _stored(actor, definition, "fields.retire")


@transaction.atomic
def bring_back(*, actor: Member, definition_id: int, version: int) -> Definition:
    """Ask for a retired field again; its values are there still."""
    _begin(actor)
    definition = _locked(actor, definition_id, version)
    definition.retired_at = None
    _check_label(definition)
    if not definition.is_typed:
        _check_formula(definition)
    return _stored(actor, definition, "fields.bring_back")


@transaction.atomic
def move(*, actor: Member, definition_id: int, up: bool) -> Definition:
    """Put a field one place further up or down among those of its kind of record."""
    _begin(actor)
    moved = next((one for one in _in_force() if one.pk == definition_id), None)
    if moved is None:
        raise not_there()
    rows = _in_force(moved.record)
    at = rows.index(moved)
    other = at - 1 if up else at + 1
    if 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
    for place, one in enumerate(rows, 1):
        one.place = place * 10
    Definition.objects.bulk_update(rows, ["place"])
    memory.forget()
    record(actor=actor, verb="fields.move", subject=f"field:{definition_id}", up=up)
    return moved


def not_there() -> NotFound:
    """There is no such field."""
    return NotFound("no_such_field", _("There is no such field any more. Look at the list."))


def _begin(actor: Member) -> None:
    """One at a time: names, places and formulas depend on each other."""
    require(actor, FIELDS, Verb.CONFIGURE)
    with connection.cursor() as cursor:
        cursor.execute(LOCK_SQL)


def locked(actor: Member, definition_id: int, version: int) -> Definition:
    """A field that one may set, for the rest of the transaction, with all others held still."""
    _begin(actor)
    return _locked(actor, definition_id, version)


def _locked(actor: Member, definition_id: int, version: int) -> Definition:
    found = definitions_to_set(actor).select_for_update().filter(pk=definition_id).first()
    if found is None:
        raise not_there()
    if found.version != version:
        raise Conflict(
            "field_changed_meanwhile",
            _("Somebody changed this field while you were typing. Compare both texts and choose."),
            stored=found,
        )
    return found


def _in_force(record_key: str = "") -> list[Definition]:
    """The fields of a kind of record, or of all kinds."""
    rows = Definition.objects.filter(retired_at__isnull=True).order_by("place", "pk")
    return list(rows.filter(record=record_key) if record_key else rows)


def _save(
    actor: Member, definition: Definition, choices: Iterable[ChoiceTyped], facts: dict[str, object]
) -> Definition:
    for name, value in facts.items():
        setattr(definition, name, value)
    if definition.kind in CHOSEN:
        definition.choices = [one.kept() for one in numbered(choices, definition)]
    _check_label(definition)
    if definition.is_typed:
        _check_default(definition)
        _check_unique(definition)
    else:
        definition.required_from, definition.is_unique, definition.default = "", False, ""
        _check_formula(definition)
    return _stored(actor, definition, "fields.set")


def _stored(actor: Member, definition: Definition, verb: str) -> Definition:
    definition.version += 1
    definition.save()
    record(actor=actor, verb=verb, subject=f"field:{definition.pk}", label=definition.label)
    index_again(actor=actor)
    return definition


def numbered(typed: Iterable[ChoiceTyped], definition: Definition) -> list[Choice]:
    """The values to choose from, each with its key; a key is given once and never again."""
    known = {one.key for one in definition.all_choices()}
    following = max(known, default=0) + 1
    found: list[Choice] = []
    for one in typed:
        key = one.key if one.key in known else None
        if key is None:
            key, following = following, following + 1
        found.append(Choice(key, one.label.strip(), one.is_archived))
    kept = {one.key for one in found}
    found += [one for one in definition.all_choices() if one.key not in kept]
    _check_choices(found)
    return found


def _check_choices(found: list[Choice]) -> None:
    labels = [one.label.casefold() for one in found]
    twice = next((one.label for one in found if labels.count(one.label.casefold()) > 1), None)
    if twice is not None:
        raise BadInput(
            "choice_twice",
            _("The value “%(label)s” is there twice. Give each its own name.") % {"label": twice},
            field="new_choices",
        )
    if not found or not all(labels) or len(found) > MOST_CHOICES:
        raise BadInput(
            "choices_missing",
            _("Give at least one value to choose from and at most 500, one on each line."),
            field="new_choices",
        )


def _check_label(definition: Definition) -> None:
    """Formulas name fields by what they are called, so no two are called the same."""
    mine = {text.casefold() for text in labels_of(definition)}
    for other in _in_force(definition.record):
        if other.pk != definition.pk and mine & {text.casefold() for text in labels_of(other)}:
            raise BadInput(
                "field_twice",
                _("Another field has this name already. Choose another one."),
                field="label",
            )
    if any(sign in text for text in mine for sign in "[]\"'"):
        raise BadInput(
            "field_label_wrong",
            _("A field's name has no brackets and no quotation marks: formulas need them."),
            field="label",
        )


def labels_of(definition: Definition) -> list[str]:
    """What a field is called in every language."""
    texts = [definition.label, *(getattr(definition, column) for column in LABELS.values())]
    return [text.strip() for text in texts if text.strip()]


def _check_default(definition: Definition) -> None:
    try:
        values.read(definition, values.preset(definition))
    except BadInput as error:
        raise BadInput(error.code, error.sentence, field="default") from error


def _check_unique(definition: Definition) -> None:
    if definition.kind in CHOSEN:
        definition.is_unique = False
    if definition.is_unique and definition.pk and not _was_unique(definition):
        refuse_twins(definition)


def _was_unique(definition: Definition) -> bool:
    return Definition.objects.filter(pk=definition.pk, is_unique=True).exists()


def refuse_twins(definition: Definition) -> None:
    """BadInput where two records have the same value already."""
    sheet = record_of(definition.record)
    sql = reckon(definition, {}).for_column("data")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {sql} FROM {sheet.table} WHERE {sql} IS NOT NULL GROUP BY 1 HAVING count(*) > 1 LIMIT 1"
        )
        twin = cursor.fetchone()
    if twin is not None:
        raise BadInput(
            "values_twice",
            _(
                "Several records have the same value here, for example “%(value)s”. Put that right first."
            )
            % {"value": twin[0]},
            field="is_unique",
        )


def _check_formula(definition: Definition) -> None:
    """It can be read, is in no circle, and the formulas made from it can still be reckoned."""
    mine = _in_force(definition.record)
    known = {one.name: one for one in mine if one.pk != definition.pk}
    me = definition.name if definition.pk else "f0"
    asks = {name: asked_by(one.formula) for name, one in known.items()}
    formulas.refuse_circle(me, {**asks, me: asked_by(definition.formula)})
    reckon(definition, known)
    known[me] = definition
    for one in known.values():
        if me in asked_by(one.formula):
            reckon(one, known)
