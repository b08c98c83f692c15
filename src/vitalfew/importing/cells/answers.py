"""Cells that give one of fixed answers: by its code, its name in any of our languages, or as others call it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property

from django.conf import settings
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import override

from vitalfew.importing.cells.parsing import Unreadable


def folded(text: str) -> str:
    """Without case, width, spaces and punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


class Answers:
    """The answers of one field. ``others`` names, by the answer, what further programs and people call it;
    ``own`` are the company's own answers, each with its name.
    """

    def __init__(
        self, choices: type[TextChoices], others: Mapping[str, str] | None = None,
        own: Iterable[tuple[str, str]] = (),
    ) -> None:  # fmt: skip
        self._choices, self._others, self._own = choices, others or {}, tuple(own)

    @cached_property
    def _known(self) -> dict[str, str]:
        known: dict[str, str] = {}
        for answer, names in self._others.items():
            known |= {folded(name): answer for name in names.split("|")}
        known |= {folded(name): answer for answer, name in self._own}  # before what others call it
        for code, _name in settings.LANGUAGES:
            with override(code):
                known |= {folded(str(one.label)): str(one.value) for one in self._choices}
        known |= {folded(answer): answer for answer, _name in self._own}
        return known | {folded(str(one.value)): str(one.value) for one in self._choices}

    def parse(self, text: str) -> str:
        """The answer that is meant; Unreadable when there is none."""
        found = self._known.get(folded(text))
        if found is None:
            raise Unreadable("not_in_the_list")
        return found

    def offered(self) -> Iterable[str | Promise]:
        """The answers in the language of now."""
        return [*(one.label for one in self._choices), *(name for _answer, name in self._own)]
