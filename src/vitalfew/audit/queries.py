"""Reading the history of one record."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.http import Http404

from vitalfew.audit.models import Entry
from vitalfew.audit.subjects import AttachedRows, Shown, Subject, subject_of
from vitalfew.audit.wording import Line, lines_of

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
        subject, key, shown, lines_of(actor, subject, entries[:AT_ONCE], attached), older
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
