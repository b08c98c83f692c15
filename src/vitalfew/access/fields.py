"""Fields that a role may not show to everybody, and how far: registered by the apps that have them.

A field is what people call one thing - "customer number", "net sales" - wherever it stands: the column of a list, the
total on a page, the filter, the file. Whoever shows it asks ``access.sight`` first.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Model, TextChoices
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from vitalfew.access.registry import Module


class FieldRule(TextChoices):
    """How far a role shows a field, from the most open on."""

    OPEN = "open", pgettext_lazy("field rule", "Open")
    READ_ONLY = "read_only", pgettext_lazy("field rule", "Read only")
    MASKED = "masked", pgettext_lazy("field rule", "Masked")
    HIDDEN = "hidden", pgettext_lazy("field rule", "Hidden")

    @property
    def narrowness(self) -> int:
        """0 is open; the higher, the less is shown."""
        return list(FieldRule).index(self)


@dataclass(frozen=True)
class Field:
    """One thing that can be limited.

    ``mask`` writes the text so that it is recognised but not told; without one the field cannot be masked.
    ``columns`` are the model's fields that hold it: their history is limited with it. ``is_typed``: people change it,
    so it can be read-only.
    """

    key: str
    label: Promise
    module: Module
    mask: Callable[[str], str] | None = None
    columns: tuple[tuple[type[Model], str], ...] = ()
    is_typed: bool = False
    order: int = 0

    @property
    def rules(self) -> list[FieldRule]:
        """The rules that make sense for it."""
        unfit = set()
        if not self.is_typed:
            unfit.add(FieldRule.READ_ONLY)
        if self.mask is None:
            unfit.add(FieldRule.MASKED)
        return [rule for rule in FieldRule if rule not in unfit]


@dataclass(frozen=True)
class FieldSource:
    """Fields that are not known when the program starts: all there are now, and the one of a key."""

    every: Callable[[], Iterable[Field]]
    named: Callable[[str], Field | None]


_fields: dict[str, Field] = {}
_sources: list[FieldSource] = []


def register_field(field: Field) -> Field:
    """Make a field known; returns it, so that it can be named where it is declared."""
    _fields[field.key] = field
    return field


def register_source(source: FieldSource) -> None:
    """Let fields be limited that people add while the program runs."""
    _sources.append(source)


def fields() -> list[Field]:
    """Every field that can be limited, module by module."""
    known = [*_fields.values(), *(one for source in _sources for one in source.every())]
    return sorted(known, key=lambda one: (one.module.order, one.order, one.key))


def field_of(key: str) -> Field | None:
    """The field of that key; None when there is none."""
    if key in _fields:
        return _fields[key]
    return next((found for source in _sources if (found := source.named(key)) is not None), None)


def field_in(model: type[Model], name: str) -> Field | None:
    """The field that a model's column holds; None when it is open to everybody."""
    return next((one for one in _fields.values() if (model, name) in one.columns), None)


def mask_middle(text: str) -> str:
    """All but both ends: enough to recognise it by.

    >>> mask_middle("13812348000"), mask_middle("AB12"), mask_middle("龙")
    ('138****8000', 'A****2', '****')
    """
    text = text.strip()
    if len(text) >= 11:
        return f"{text[:3]}****{text[-4:]}"
    return f"{text[0]}****{text[-1]}" if len(text) > 2 else "****"


def mask_address(text: str) -> str:
    """An e-mail address: the first letter, and where it is.

    >>> mask_address("anna@example.cn"), mask_address("not an address")
    ('a***@example.cn', 'n****s')
    """
    name, at, place = text.strip().rpartition("@")
    return f"{name[:1]}***@{place}" if at and name else mask_middle(text)
