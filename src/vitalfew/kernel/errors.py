"""What can go wrong in the trade, as a small tree. Each error carries a code, a whole sentence and data.

The sentence says what happened and what to do next, in the reader's language (pass a lazy translation).
``vitalfew.web.middleware.ProductErrorMiddleware`` is the one place that shows them.
"""

from typing import ClassVar


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
        return str(self._sentence)

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}"


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
