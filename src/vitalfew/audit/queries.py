"""Reading the history of one record."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast
from django.http import Http404

from vitalfew.audit.models import Entry
from vitalfew.audit.subjects import AttachedRows, Shown, Subject, subject_of
from vitalfew.audit.wording import Line, fields_told, lines_of

AT_ONCE = 30


@dataclass(frozen=True)
class History:
    """Newest first: one page of lines, and where the next page begins (None: this is the last)."""

    subject: Subject
    key: int
    shown: Shown
    lines: list[Line]
    older: int | None


def history_of(actor: AbstractBaseUser, kind: str, key: int, before: int | None = None) -> History:
    """A page of a record's history; NotFound where ``actor`` may not know of the record."""
    subject = subject_of(kind)
    if subject is None:
        raise Http404
    shown = subject.show(actor, key)
    attached = subject.attached_to(actor, key)
    entries = list(_entries(subject, key, attached, before)[: AT_ONCE + 1])
    older = entries[AT_ONCE - 1].pk if len(entries) > AT_ONCE else None
    if subject.versions:
        follow(entries)
    return History(
        subject, key, shown, list(lines_of(actor, subject, entries[:AT_ONCE], attached)), older
    )


def _entries(
    subject: Subject, key: int, attached: AttachedRows, before: int | None
) -> QuerySet[Entry]:
    wanted = Q(table_name=subject.model._meta.db_table)
    if not subject.versions:
        wanted &= Q(row_key=str(key))
    for table, rows in attached.items():
        if rows.titles:
            wanted |= Q(table_name=table, row_key__in=list(rows.titles))
    entries = Entry.objects.filter(wanted).select_related("actor")
    return entries.filter(pk__lt=before) if before else entries


def follow(entries: Iterable[Entry]) -> None:
    """Let each new version show only what differs from the one before it; newest first."""
    newest_first = [entry for entry in entries if entry.action == Entry.Action.INSERT]
    for entry, earlier in pairwise(newest_first):
        entry.before = earlier.after


def updates_of(
    actor: AbstractBaseUser,
    model: type[Model],
    keys: Collection[int] | QuerySet[Any, Any],
    *,
    cut: Callable[[QuerySet[Entry]], QuerySet[Entry]],
    without: Collection[str] = (),
) -> Iterator[Line]:
    """Changes of rows of a model, in words, as far as ``actor`` may read the changed fields.

    ``cut`` takes the entries that are wanted, in their order. A change of other fields alone, or of fields named in
    ``without``, is not among them. The rows must be ones that ``actor`` may know of;
    a queryset with their keys alone is asked within the same question.
    """
    fields = fields_told(actor, model, without)
    if not fields:
        return
    entries = Entry.objects.filter(
        table_name=model._meta.db_table,
        row_key__in=_as_texts(keys),
        action=Entry.Action.UPDATE,
        after__has_any_keys=[field.column for field in fields],
    )
    subject = Subject("", model, lambda _actor, _key: Shown("", ""))
    yield from lines_of(actor, subject, cut(entries.select_related("actor")), {}, without)


def _as_texts(keys: Collection[int] | QuerySet[Any, Any]) -> Any:  # noqa: ANN401 - what a filter takes
    """Keys as the history writes them."""
    if not isinstance(keys, QuerySet):
        return [str(key) for key in keys]
    (name,) = keys.query.values_select
    return keys.annotate(as_text=Cast(name, CharField())).values("as_text")
