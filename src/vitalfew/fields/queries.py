"""Reading the definitions for who sets them, and trying a formula out."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from vitalfew.fields import formulas
from vitalfew.fields.actions import not_there
from vitalfew.fields.forms import names_of
from vitalfew.fields.indexing import standing_indexes, waits_for_index
from vitalfew.fields.models import Definition, FieldKind
from vitalfew.fields.policies import asked_by, definitions_to_set
from vitalfew.fields.records import record_of
from vitalfew.fields.seeing import SHOWN, OwnFields
from vitalfew.fields.sql import reckon
from vitalfew.identity.api import Member

LATELY = 500  # sheets that are looked through for an example
EXAMPLES = 3


@dataclass(frozen=True)
class Shown:
    """A definition as the settings list it."""

    definition: Definition
    required: str
    variant: str
    is_waiting: bool  # for its index


def definition_for(actor: Member, pk: int) -> Definition:
    """One definition; NotFound where there is none."""
    found = definitions_to_set(actor).filter(pk=pk).first()
    if found is None:
        raise not_there()
    return found


def definitions(actor: Member, record: str) -> list[Definition]:
    """All of a kind of record, retired ones too, in their order."""
    return list(definitions_to_set(actor).filter(record=record))


def listed(actor: Member, record: str) -> list[Shown]:
    """All of a kind of record, as the settings show them."""
    known = definitions(actor, record)
    standing = standing_indexes(record_of(record))
    return [_shown(one, known, standing) for one in known]


def _shown(one: Definition, known: list[Definition], standing: set[str]) -> Shown:
    record = record_of(one.record)
    stages = dict(record.stages)
    needed = {"": "", "always": _("Always")}.get(one.required_from)
    if needed is None:
        needed = _("From this stage on: %(stage)s") % {"stage": stages.get(one.required_from, "")}
    variant = str(dict(record.variants).get(one.variant, ""))
    return Shown(one, needed, variant, waits_for_index(one, known, standing))


@dataclass(frozen=True)
class Example:
    """What a formula gives for one record."""

    name: str
    text: str


def examples(actor: Member, record_key: str, formula: str, places: int) -> list[Example]:
    """What a formula as it is typed gives for records that the actor sees; BadInput where it is wrong."""
    known = [one for one in definitions(actor, record_key) if not one.is_retired]
    kept = formulas.kept(formula, names_of(known))
    tried = Definition(
        record=record_key, label="…", kind=FieldKind.FORMULA, formula=kept, places=places
    )
    by_name = {one.name: one for one in known}
    found = reckon(tried, by_name)
    record = record_of(record_key)
    own = OwnFields(record, actor)
    if any(name in by_name and own.rule(by_name[name]) not in SHOWN for name in asked_by(kept)):
        return []
    lately = record.sheets._base_manager.order_by("-pk").values_list(
        f"{record.owner}_id", flat=True
    )
    rows = record.visible_to(actor).filter(pk__in=list(lately[:LATELY]))
    rows = rows.annotate(tried=found.beside(f"{record.sheet}__data")).filter(~Q(tried=None))
    written = Definition(label="…", kind=found.kind, places=places)
    return [
        Example(str(row), own.text(written, row.tried)) for row in rows.order_by("-pk")[:EXAMPLES]
    ]
