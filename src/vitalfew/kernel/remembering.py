"""Settings that every page needs: asked once in each request; where there are none, not even that.

That there is none is remembered for two seconds in each process: what that can cost is that the very first row is
seen two seconds later by a process that did not make it.
"""

from collections.abc import Callable
from contextvars import ContextVar
from time import monotonic

from django.core.signals import request_finished, request_started

NONE_IS_TRUE_FOR = 2.0


class Remembered[Row]:
    """The rows that ``ask`` reads, remembered for the length of a request."""

    def __init__(self, name: str, ask: Callable[[], list[Row]]) -> None:
        self._ask = ask
        self._asked: ContextVar[list[Row] | None] = ContextVar(name, default=None)
        self._is_open: ContextVar[bool] = ContextVar(f"{name} open", default=False)
        self._none_until = 0.0
        request_started.connect(self._begin)
        request_finished.connect(self._end)

    def _begin(self, **_signal: object) -> None:
        self._is_open.set(True)
        self._asked.set(None)

    def _end(self, **_signal: object) -> None:
        self._is_open.set(False)
        self._asked.set(None)

    def forget(self, **_signal: object) -> None:
        """A row changed; also a receiver of the model's signals."""
        self._none_until = 0.0
        self._asked.set(None)

    def every(self) -> list[Row]:
        """All rows, as ``ask`` orders them."""
        known = self._asked.get()
        if known is not None:
            return known
        if monotonic() < self._none_until:
            return []
        found = self._ask()
        if not found:
            self._none_until = monotonic() + NONE_IS_TRUE_FOR
        elif self._is_open.get():
            self._asked.set(found)
        return found
