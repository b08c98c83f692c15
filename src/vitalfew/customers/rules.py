"""How a name is folded, spelled and searched. Pure functions; no database."""

import re
import unicodedata
from functools import lru_cache

from pypinyin import lazy_pinyin
from pypinyin.seg.mmseg import seg as mmseg

from vitalfew.kernel.folding import simplified

HAN = "㐀-鿿"
_han = re.compile(f"[{HAN}]")
_runs = re.compile(f"[{HAN}]+|[^{HAN}]+")

# PostgreSQL's trigram index needs three characters. Writing each Chinese character three times makes one character
# one trigram, so a search of any length is exact and indexed, with no tokeniser (the query is tripled the same way).
SEARCH_TEXT_SQL = (
    "regexp_replace(lower(name || ' ' || coalesce(code, '') || ' ' || pinyin || ' ' || initials),"
    f" '([{HAN}])', '\\1\\1\\1', 'g')"
)


def search_key(text: str) -> str:
    """How ``text`` stands in a search text.

    >>> search_key("联A")
    '联联联a'
    """
    folded = unicodedata.normalize("NFKC", text).strip().lower()
    return _han.sub(lambda match: match.group() * 3, folded)


def search_pattern(text: str) -> str:
    """The LIKE pattern that finds ``text`` anywhere in a search text.

    >>> search_pattern("联A")
    '%联联联a%'
    """
    return "%" + re.sub(r"([\\%_])", r"\\\1", search_key(text)) + "%"


def is_short_latin(text: str) -> bool:
    """Too short for the trigram index: one or two characters, none of them Chinese."""
    return len(text) < 3 and not _han.search(text)


@lru_cache(maxsize=50_000)
def _reading(word: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(word))


def _read(run: str) -> list[str]:
    """What ``lazy_pinyin`` says of the run; its words are looked up once, since names are made of the same ones."""
    return [syllable for word in mmseg.cut(run) for syllable in _reading(word)]


def spelling(name: str) -> tuple[str, str, str]:
    """Pinyin, initials and sort key of a name; Latin names have no pinyin and sort by themselves.

    >>> spelling("IBM中国")
    ('ibmzhongguo', 'ibmzg', 'ibm zhong guo ibm中国')
    """
    folded = unicodedata.normalize("NFKC", name).strip().lower()
    if not _han.search(folded):
        return "", "", folded[:420]
    words: list[str] = []
    initials = ""
    for run in _runs.findall(simplified(folded)):
        # A run of Chinese is read as a whole: 行 is hang in 银行 and xing in 行走.
        syllables = _read(run) if _han.match(run) else run.split()
        words += syllables
        initials += "".join(s[:1] for s in syllables) if _han.match(run) else "".join(syllables)
    return "".join(words)[:400], initials[:200], (" ".join(words) + " " + folded)[:420]
