"""Everything that points to a customer, found in the models themselves: a new app joins by being there."""

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from vitalfew.customers.api import Customer
from vitalfew.kernel.history import NotKept
from vitalfew.kernel.merging import Moves, Stays
from vitalfew.kernel.rewriting import among


@dataclass(frozen=True)
class Pointer:
    """A reference to a customer: its model, its field, and how its rows move (None: they stay)."""

    model: type[models.Model]
    field: "models.ForeignKey[models.Model, models.Model]"
    moves: Moves | None

    @property
    def name(self) -> str:
        """trade.Order.customer"""
        return f"{self.model._meta.label}.{self.field.name}"

    def rows(self, customer_id: int) -> "models.QuerySet[models.Model]":
        """The rows of one customer, also those in some bin."""
        return self.model._base_manager.filter(**{self.field.attname: customer_id})


def pointers() -> Iterator[Pointer]:
    """Every reference to a customer from a stored model, in the order of the apps."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        for field in model._meta.local_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is Customer:
                yield Pointer(model, field, _moves(model))


def _moves(model: type[models.Model]) -> Moves | None:
    said = getattr(model, "merging", Moves())
    return None if isinstance(said, Stays) else said


def pointer_named(name: str) -> Pointer | None:
    """The reference of that name; None when its app is gone."""
    return next((pointer for pointer in pointers() if pointer.name == name), None)


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
