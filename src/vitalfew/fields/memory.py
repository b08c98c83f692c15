"""The definitions, asked once in each request; where there are none, not even that.

That there is none is remembered for two seconds in each process: what that can cost is that the very first field is
seen two seconds later by a process that did not make it.
"""

from contextvars import ContextVar
from time import monotonic

from django.core.signals import request_finished, request_started
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from vitalfew.fields.models import Definition

NONE_IS_TRUE_FOR = 2.0
_asked: ContextVar[list[Definition] | None] = ContextVar("fields", default=None)
_is_open: ContextVar[bool] = ContextVar("fields open", default=False)
_none_until = 0.0


@receiver(request_started)
def begin(**_signal: object) -> None:
    """A request begins."""
    _is_open.set(True)
    _asked.set(None)


@receiver(request_finished)
def end(**_signal: object) -> None:
    """A request is over: the next one asks again."""
    _is_open.set(False)
    _asked.set(None)


@receiver([post_save, post_delete], sender=Definition)
def forget(**_signal: object) -> None:
    """A definition changed."""
    global _none_until  # noqa: PLW0603 - one fact for the whole process
    _none_until = 0.0
    _asked.set(None)


def every_definition() -> list[Definition]:
    """All definitions of all records, retired ones too, in their order."""
    global _none_until  # noqa: PLW0603
    known = _asked.get()
    if known is not None:
        return known
    if monotonic() < _none_until:
        return []
    found = list(Definition.objects.order_by("place", "pk"))
    if not found:
        _none_until = monotonic() + NONE_IS_TRUE_FOR
    elif _is_open.get():
        _asked.set(found)
    return found
