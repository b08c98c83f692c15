"""The own fields of a kind of record, as far as one member sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.db.models import F, Model, QuerySet

from vitalfew.access.api import FieldRule, mask_middle
from vitalfew.fields import values
from vitalfew.fields.memory import every_definition
from vitalfew.fields.models import TEXTS, Definition
from vitalfew.fields.policies import rule_of
from vitalfew.fields.records import Record
from vitalfew.fields.sql import Reckoned, reckoned
from vitalfew.identity.api import Member
from vitalfew.web.api import NOT_TOLD

SHOWN = frozenset({FieldRule.OPEN, FieldRule.READ_ONLY})


@dataclass(frozen=True)
class Told:
    """A field with its value, as one member may read it."""

    definition: Definition
    text: str
    rule: FieldRule

    @property
    def is_link(self) -> bool:
        """Whether it can be followed."""
        return self.definition.kind == "link" and self.rule in SHOWN and values.is_link(self.text)

    @property
    def is_masked(self) -> bool:
        """Whether one can look behind a mask."""
        return self.rule == FieldRule.MASKED and bool(self.text)


@dataclass(frozen=True)
class OwnFields:
    """The fields of one kind of record, for one member; None is the system itself."""

    record: Record
    actor: Member | None

    @cached_property
    def known(self) -> dict[str, Definition]:
        """Every definition by name, retired ones too."""
        mine = (one for one in every_definition() if one.record == self.record.key)
        return {one.name: one for one in mine}

    @cached_property
    def in_force(self) -> list[Definition]:
        """Those that are not retired and that the member may know of, in their order."""
        return [
            one
            for one in self.known.values()
            if not one.is_retired and self.rule(one) != FieldRule.HIDDEN
        ]

    @cached_property
    def _rules(self) -> dict[str, FieldRule]:
        return {}

    def rule(self, definition: Definition) -> FieldRule:
        """How far the member sees a field."""
        name = definition.name
        if name not in self._rules:
            self._rules[name] = rule_of(self.actor, definition, self.known)
        return self._rules[name]

    def reads(self, definition: Definition) -> bool:
        """Whether it is shown as it is; if not, no filter, sort or search may tell it either."""
        return self.rule(definition) in SHOWN

    def writes(self, definition: Definition) -> bool:
        """Whether the member may type it."""
        return definition.is_typed and self.rule(definition) == FieldRule.OPEN

    @cached_property
    def reckoned(self) -> dict[str, Reckoned]:
        """Every field in SQL, by name."""
        return reckoned(self.known.values())

    def beside[Row: Model](self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """The rows with their own fields beside them (``own_f1``…), for lists, pages and programs."""
        if not self.in_force:
            return rows
        path = f"{self.record.sheet}__data"
        columns: dict[str, Any] = {
            one.column: self.reckoned[one.name].beside(path)
            for one in self.in_force
            if one.name in self.reckoned
        }
        columns |= {
            one.search_column: self.reckoned[one.name].tripled().beside(path)
            for one in self.in_force
            if (one.is_filtered or one.is_searched)
            and self.reads(one)
            and self.kind_of(one) in TEXTS
        }
        owner = F(f"{self.record.sheet}__{self.record.owner}_id")
        beside = rows.annotate(own_sheet=owner, **columns)
        return cast(QuerySet[Row], beside)

    def searched(self) -> list[str]:
        """The columns beside a row that the search looks into."""
        return [one.search_column for one in self.in_force if one.is_searched and self.reads(one)]

    def kind_of(self, definition: Definition) -> str:
        """What it holds; of a formula, what it gives."""
        found = self.reckoned.get(definition.name)
        return found.kind if found else definition.kind

    def text(self, definition: Definition, kept: object) -> str:
        """A value in words, as the member may read it; empty stays empty."""
        rule = self.rule(definition)
        text = values.told(definition, kept, self.kind_of(definition))
        if not text or rule in SHOWN:
            return text
        return mask_middle(text) if rule == FieldRule.MASKED else str(NOT_TOLD)

    def told_of(self, row: Model | None, variant: str) -> list[Told]:
        """The fields of a row, for a page; one that did not come from ``beside`` is asked again."""
        if self.in_force and not hasattr(row, "own_sheet"):
            row = (
                self.beside(self.record.visible_to(self.actor)).filter(pk=row.pk).first()
                if row
                else None
            )
        return [
            Told(one, self.text(one, getattr(row, one.column, None)), self.rule(one))
            for one in self.in_force
            if one.is_for(variant)
        ]

    def for_program(self, row: object, variant: str) -> tuple[dict[str, object], dict[str, str]]:
        """Values by name of a row that came from ``beside``, and which of them are limited."""
        told: dict[str, object] = {}
        limited: dict[str, str] = {}
        for one in self.known.values():
            rule = self.rule(one)
            if one.is_retired or not one.is_for(variant):
                continue
            kept = getattr(row, one.column, None)
            if rule in SHOWN:
                told[one.name] = values.for_program(one, kept, self.kind_of(one))
                continue
            limited[one.name] = rule.value
            told[one.name] = None if rule == FieldRule.HIDDEN else self.text(one, kept) or None
        return told, limited


def sections(told: list[Told]) -> Mapping[str, list[Told]]:
    """The fields by section, in the order in which sections first come."""
    found: dict[str, list[Told]] = {}
    for one in told:
        found.setdefault(one.definition.section, []).append(one)
    return found
