"""How each kind of thing is erased. Apps register theirs when Django starts."""

from collections.abc import Callable

type Erase = Callable[[str], None]
_kinds: dict[str, Erase] = {}


def register(kind: str, erase: Erase) -> None:
    """Say how a thing of this kind is erased by its key; erasing what is gone already does nothing."""
    _kinds[kind] = erase


def eraser_of(kind: str) -> Erase:
    """The registered way; KeyError when its app is gone."""
    return _kinds[kind]
