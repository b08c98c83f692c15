"""Everything that points to a customer or a contact, found in the models themselves: a new app joins by being there."""

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from vitalfew.customers.api import Customer
from vitalfew.kernel.history import NotKept
from vitalfew.kernel.merging import Moves, Stays
from vitalfew.kernel.rewriting import among
from vitalfew.people.api import Contact

# The attribute by which a model says what becomes of its rows, and what holds where it says nothing.
WORDS: dict[type[models.Model], tuple[str, Moves | None]] = {
    Customer: ("merging", Moves()),
    Contact: ("merging_people", None),
}


@dataclass(frozen=True)
class Pointer:
    """A reference to one of those that merge: its model, its field, and how its rows move (None: they stay)."""

    model: type[models.Model]
    field: "models.ForeignKey[models.Model, models.Model]"
    moves: Moves | None

    @property
    def name(self) -> str:
        """trade.Order.customer"""
        return f"{self.model._meta.label}.{self.field.name}"

    def rows(self, key: int) -> "models.QuerySet[models.Model]":
        """The rows of one of those it points to, also those in some bin."""
        return self.model._base_manager.filter(**{self.field.attname: key})


def pointers(to: type[models.Model] = Customer) -> Iterator[Pointer]:
    """Every reference to a customer, or to another model that merges, from a stored model, in the order of the apps."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        for field in model._meta.local_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is to:
                yield Pointer(model, field, _moves(model, to))


def _moves(model: type[models.Model], to: type[models.Model]) -> Moves | None:
    said: Moves | Stays | None = getattr(model, WORDS[to][0], WORDS[to][1])
    return None if isinstance(said, Stays) else said


def pointer_named(name: str, to: type[models.Model] = Customer) -> Pointer | None:
    """The reference of that name; None when its app is gone."""
    return next((pointer for pointer in pointers(to) if pointer.name == name), None)


def count_pointing(customers: Sequence[int], but: Container[str]) -> Counter[int]:
    """How many rows point to each of these customers: those that people made, and in other models than ``but``."""
    found: Counter[int] = Counter()
    for pointer in _of_people(but):
        column = pointer.field.attname
        rows = pointer.model._base_manager.filter(**{f"{column}__in": among(customers)}).order_by()
        found.update(dict(rows.values_list(column).annotate(rows=models.Count("pk"))))
    return found


def tables_pointing() -> list[tuple[str, str]]:
    """Where people wrote something about customers: each table, and its column of the customer."""
    return [(one.model._meta.db_table, one.field.column) for one in _of_people(())]


def _of_people(but: Container[str]) -> Iterator[Pointer]:
    """The references from what people made, but those of some models."""
    for pointer in pointers():
        is_derived = isinstance(getattr(pointer.model, "kept", None), NotKept)
        if pointer.model._meta.label not in but and not is_derived:
            yield pointer
