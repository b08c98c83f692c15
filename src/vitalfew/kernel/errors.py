"""What can go wrong in the trade, as a small tree. Each error carries a code, a whole sentence and data.

The sentence says what happened and what to do next, in the reader's language. Pass a lazy translation; its
``%(names)s`` are filled in from the data when it is read, so that an error kept for later speaks to each reader.
``vitalfew.web.middleware.ProductErrorMiddleware`` is the one place that shows them.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext, override


class ProductError(Exception):
    """Something the product refuses or cannot do, told to the person in one sentence."""

    status: ClassVar[int] = 400

    def __init__(self, code: str, sentence: object, **data: object) -> None:
        super().__init__(code, sentence)
        self.code = code
        self._sentence = sentence
        self.data = data

    @property
    def sentence(self) -> str:
        """The sentence in the language that is active now."""
        words = str(self._sentence)
        return words % self.data if isinstance(self._sentence, Promise) and self.data else words

    def kept(self) -> dict[str, object]:
        """Code, untranslated sentence and data, to be told later by ``sentence_of``."""
        with override(None):
            words = str(self._sentence)
        return {"code": self.code, "sentence": words, "data": self.data if "%(" in words else {}}

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}"


def sentence_of(kept: Mapping[str, Any]) -> str:
    """The sentence of a kept error in the language that is active now; empty when nothing is kept."""
    words = kept.get("sentence", "")
    told = gettext(words) if words else ""
    return told % kept["data"] if kept.get("data") else told


class BadInput(ProductError):
    """What was typed or sent cannot be used as it is."""

    status = 422


class NotAllowed(ProductError):
    """The member may see this, but may not do that."""

    status = 403


class NotFound(ProductError):
    """There is no such thing, or the member may not know of it."""

    status = 404


class Conflict(ProductError):
    """The thing changed meanwhile, or its state does not allow the step."""

    status = 409
