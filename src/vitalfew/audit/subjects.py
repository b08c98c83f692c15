"""The records whose history people read. Apps register theirs when they are ready."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Shown:
    """A record as its history names it: what it is called, and where its page is."""

    title: str
    url: str


@dataclass(frozen=True)
class Attached:
    """Rows of another table whose changes belong into a record's history.

    ``rows`` names those of one record: each row's key, and what it is called. Rows that are gone are not in it.
    ``is_act``: a row is itself what somebody did, and its name says so.
    """

    model: type[models.Model]
    rows: Callable[[Any, int], Mapping[str, str]]  # a member, and the record's key
    is_act: bool = False


@dataclass(frozen=True)
class NamedRows:
    """Rows of one model, by key, and what each is called."""

    model: type[models.Model]
    titles: Mapping[str, str]
    is_act: bool


type AttachedRows = Mapping[str, NamedRows]


_more: dict[str, list[Attached]] = {}


@dataclass(frozen=True)
class Subject:
    """A kind of record with a readable history.

    ``show`` answers what ``actor`` may know of the record with this key, and raises NotFound where that is nothing.
    ``words`` writes the fields that hold more than a plain value. ``versions``: rows are never changed, a new one
    follows the last, and their history is that of the whole table.
    """

    key: str
    model: type[models.Model]
    show: Callable[[Any, int], Shown]  # a member: this app stands below the one that knows them
    versions: bool = False
    words: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    attached: tuple[Attached, ...] = ()

    def attached_to(self, actor: object, key: int) -> AttachedRows:
        """The attached rows of one record, by their table."""
        return {
            one.model._meta.db_table: NamedRows(one.model, one.rows(actor, key), one.is_act)
            for one in (*self.attached, *_more.get(self.key, ()))
        }


type Inner = Callable[[Any, Mapping[str, Any], Mapping[str, Any]], Iterable[tuple[str, str, str]]]
_inner: dict[tuple[type[models.Model], str], Inner] = {}


def tell_inner(model: type[models.Model], name: str, inner: Inner) -> None:
    """Let a column that holds several values by name be told value by value.

    ``inner`` gets the reader and both sides, and answers what each changed value that they may read is called, what it
    was and what it is.
    """
    _inner[model, name] = inner


def inner_of(model: type[models.Model], name: str) -> Inner | None:
    """What tells the values of such a column; None for any other column."""
    return _inner.get((model, name))


_subjects: dict[str, Subject] = {}


def register_subject(subject: Subject) -> None:
    """Make the history of such records readable."""
    _subjects[subject.key] = subject


def attach(key: str, attached: Attached) -> None:
    """Let the history of a kind of record tell of one more table: of an app above its own."""
    _more.setdefault(key, []).append(attached)


def subject_of(key: str) -> Subject | None:
    """The kind of record of this name."""
    return _subjects.get(key)
