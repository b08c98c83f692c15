"""An entry of the history in words: which field, what it was, what it is."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.template.defaultfilters import date as formatted
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from vitalfew.audit.models import Entry
from vitalfew.audit.policies import may_read_field
from vitalfew.audit.subjects import AttachedRows, NamedRows, Subject, inner_of
from vitalfew.web.api import number

type Stored = object
NOTHING = "–"
HIDDEN = "••••"


@dataclass(frozen=True)
class Change:
    """One field before and after, as the reader's language writes it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One entry, in words."""

    entry: Entry
    actor: str
    action: str
    about: str  # an attached row's name; empty for the record itself
    changes: list[Change]
    is_change: bool

    @property
    def told(self) -> str:
        """What changed, in one text."""
        return " · ".join(f"{one.label}: {one.before} → {one.after}" for one in self.changes)


def lines_of(
    actor: AbstractBaseUser,
    subject: Subject,
    entries: Iterable[Entry],
    attached: AttachedRows,
    without: Collection[str] = (),
) -> Iterator[Line]:
    """Every entry as ``actor`` may read it; of the fields named in ``without``, nothing."""
    for entry in entries:
        yield _line(actor, subject, entry, attached.get(entry.table_name), without)


def fields_told(
    actor: AbstractBaseUser, model: type[models.Model], without: Collection[str] = ()
) -> "list[models.Field[object, object]]":
    """The fields of a model that have a name for people, and that ``actor`` may read."""
    named = (_field(model, field.attname) for field in model._meta.concrete_fields)
    return [
        field
        for field in named
        if field is not None
        and field.name not in without
        and may_read_field(actor, model, field.name)
    ]


def _line(
    actor: AbstractBaseUser,
    subject: Subject,
    entry: Entry,
    rows: NamedRows | None,
    without: Collection[str],
) -> Line:
    of = subject if rows is None else Subject(subject.key, rows.model, subject.show)
    return Line(
        entry=entry,
        actor=_who(entry),
        action="" if rows is not None and rows.is_act else _action(entry),
        about="" if rows is None else rows.titles[entry.row_key],
        changes=list(_changes(actor, of, entry, without)),
        is_change=entry.action == Entry.Action.UPDATE,
    )


def _who(entry: Entry) -> str:
    if entry.actor_id is not None:
        return str(entry.actor or _("A member who is gone"))
    if entry.via == "command":
        return _("Command line (%(account)s)") % {"account": entry.request}
    if entry.via:
        return _("The system")
    return _("Directly in the database (%(role)s)") % {"role": entry.db_role}


def _action(entry: Entry) -> str:
    if entry.action in {Entry.Action.BRING, Entry.Action.TAKE_BACK}:
        rows = (entry.after or {}).get("rows", 0)
        return f"{entry.get_action_display()} ({number(rows)})"
    return entry.get_action_display()


def _changes(
    actor: AbstractBaseUser, subject: Subject, entry: Entry, without: Collection[str]
) -> Iterator[Change]:
    model = subject.model
    before, after = entry.before or {}, entry.after or {}
    for column in after or before:
        field = _field(model, column)
        if field is None or field.name in without or not may_read_field(actor, model, field.name):
            continue
        inner = inner_of(model, field.name)
        if inner is not None:
            sides = (before.get(column) or {}, after.get(column) or {})
            yield from (Change(*one) for one in inner(actor, *sides))
            continue
        words = [_words(subject, field, side.get(column)) for side in (before, after)]
        if words[0] != words[1]:
            yield Change(str(capfirst(field.verbose_name)), *words)


def _field(model: type[models.Model], column: str) -> "models.Field[object, object] | None":
    """The field of a column, where it has a name for people: those have a translated one."""
    try:
        name = next((f.name for f in model._meta.concrete_fields if f.column == column), column)
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(getattr(field, "verbose_name", ""), Promise) else None  # type: ignore[return-value]


def _words(subject: Subject, field: "models.Field[object, object]", stored: Stored) -> str:
    said = getattr(subject.model, "kept", None)
    if field.column in getattr(said, "secret", ()):
        return HIDDEN if stored else NOTHING
    if stored is None or stored in ("", {}, []):
        return NOTHING
    if field.name in subject.words:
        return subject.words[field.name](stored)
    if isinstance(field, models.ForeignKey):
        return _related(field, stored)
    if isinstance(stored, str | int):
        for value, label in field.flatchoices:
            if value == stored:
                return str(label)
    return _plain(field, stored)


def _related(field: "models.ForeignKey[object, object]", stored: Stored) -> str:
    found = field.related_model._base_manager.filter(pk=stored).first()
    return str(found) if found else NOTHING


def _plain(field: "models.Field[object, object]", stored: Stored) -> str:
    if isinstance(stored, bool):
        return _("Yes") if stored else _("No")
    if isinstance(stored, dict):
        return ", ".join(f"{name}: {value}" for name, value in stored.items())
    try:
        value = field.to_python(stored)
    except ValidationError:
        return str(stored)
    if isinstance(value, datetime):
        return str(formatted(localtime(value), "SHORT_DATETIME_FORMAT"))
    if isinstance(value, date):
        return str(formatted(value, "SHORT_DATE_FORMAT"))
    return number(value) if isinstance(value, int | float | Decimal) else str(value)
