"""What a file may say in its columns, and how people name them in three languages."""

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override

from vitalfew.access.api import Field
from vitalfew.importing.cells.reader import ReaderFor

type Text = str | Promise


@dataclass(frozen=True)
class ImportField:
    """One thing that a row can say.

    ``guard``: the field with rules that holds it; who may not type that may not bring it in. ``choices``: the answers a
    template offers. ``example``: what a template shows. ``into``: the fact it is a part of, where several columns say
    one (a mobile and a fixed line are both telephone numbers). ``is_own``: a field that the company added: it waits in
    the staging table of those files only that say it, since others come and go.
    """

    name: str
    label: Text
    synonyms: tuple[str, ...]
    reader: ReaderFor
    guard: Field | None = None
    choices: Callable[[], Iterable[Text]] | None = None
    example: Text = ""
    into: str = ""
    is_own: bool = False

    @property
    def fact(self) -> str:
        """What it says something about."""
        return self.into or self.name


def synonyms(text: str) -> tuple[str, ...]:
    """Headings as they are compared, from a list parted by bars."""
    return tuple(fold(one) for one in text.split("|"))


def fold(header: str) -> str:
    """A heading without case, spaces and punctuation: ``"Invoice_Date "`` and ``"invoice date"`` are one."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", header)).lower()


def fold_without_unit(header: str) -> str:
    """The same without what stands in brackets: ``单价（元）`` is a ``单价``."""
    return fold(re.sub(r"\([^)]*\)|\[[^]]*\]", "", unicodedata.normalize("NFKC", header)))


FOLDINGS = (fold, fold_without_unit)  # whole headings first: 金额 is meant before 金额（未税）


@cache
def own_names(label: Text) -> frozenset[str]:
    """What we call it ourselves, in every language: the headings of our own templates."""
    names = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            names.add(fold(str(label)))
    return frozenset(names)


def guess_mapping(headers: Sequence[str], fields: Sequence[ImportField]) -> dict[str, int]:
    """Which column (0-based) each field most likely is; fields that no heading names are left out.

    A heading that is our own name of a field is that field's; what else people call it comes after.
    """
    names = [(i, folding(header)) for folding in FOLDINGS for i, header in enumerate(headers)]
    mapping: dict[str, int] = {}
    ways: tuple[Callable[[ImportField], Container[str]], ...] = (
        lambda one: own_names(one.label),
        lambda one: one.synonyms,
    )
    for known in ways:
        for field in fields:
            free = (i for i, name in names if name in known(field) and i not in mapping.values())
            column = next(free, None)
            if column is not None and field.name not in mapping:
                mapping[field.name] = column
    return mapping
