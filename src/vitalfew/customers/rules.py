"""How a name is folded, spelled and searched. Pure functions; no database."""

import re
import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC
from pypinyin import lazy_pinyin

HAN = "㐀-鿿"
_han = re.compile(f"[{HAN}]")

# PostgreSQL's trigram index needs three characters. Writing each Chinese character three times makes one character
# one trigram, so a search of any length is exact and indexed, with no tokeniser (the query is tripled the same way).
SEARCH_TEXT_SQL = (
    "regexp_replace(lower(name || ' ' || coalesce(code, '') || ' ' || pinyin || ' ' || initials),"
    f" '([{HAN}])', '\\1\\1\\1', 'g')"
)


def search_pattern(text: str) -> str:
    """The LIKE pattern that finds ``text`` anywhere in a search text.

    >>> search_pattern("联A")
    '%联联联a%'
    """
    folded = unicodedata.normalize("NFKC", text).strip().lower()
    escaped = re.sub(r"([\\%_])", r"\\\1", folded)
    return "%" + _han.sub(lambda match: match.group() * 3, escaped) + "%"


def is_short_latin(text: str) -> bool:
    """Too short for the trigram index: one or two characters, none of them Chinese."""
    return len(text) < 3 and not _han.search(text)


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=20_000)
def _syllable(character: str) -> str:
    return lazy_pinyin(character)[0]


def spelling(name: str) -> tuple[str, str, str]:
    """Pinyin, initials and sort key of a name; Latin names have no pinyin and sort by themselves.

    >>> spelling("苏州联成")
    ('suzhouliancheng', 'szlc', 'su zhou lian cheng 苏州联成')
    """
    folded = unicodedata.normalize("NFKC", name).strip().lower()
    if not _han.search(folded):
        return "", "", folded[:420]
    simplified = _to_simplified().convert(folded)
    syllables = lazy_pinyin(simplified)
    pinyin = "".join(syllables).replace(" ", "")
    initials = "".join(_syllable(c)[:1] for c in simplified if not c.isspace())
    return pinyin[:400], initials[:200], (" ".join(syllables) + " " + folded)[:420]
