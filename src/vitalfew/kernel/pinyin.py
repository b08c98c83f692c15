"""How Chinese sounds. The dictionary is opened by whoever first reads something: most commands read nothing."""

from functools import cache, lru_cache
from importlib import import_module
from typing import Any


@cache
def _opened(room: str) -> Any:  # noqa: ANN401 - a module
    """Opening takes a tenth of the time in which a command starts."""
    return import_module(room)


def syllables(text: str) -> list[str]:
    """The reading of each character, chosen by the words they make; what is not Chinese stays in one piece.

    >>> syllables("银行")
    ['yin', 'hang']
    """
    read: list[str] = _opened("pypinyin").lazy_pinyin(text)
    return read


def read_words(run: str) -> list[str]:
    """What ``syllables`` says of a run; its words are looked up once, since names are made of the same ones."""
    words = _opened("pypinyin.seg.mmseg").seg.cut(run)
    return [syllable for word in words for syllable in _reading(word)]


@lru_cache(maxsize=50_000)
def _reading(word: str) -> tuple[str, ...]:
    return tuple(syllables(word))
