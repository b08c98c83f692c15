"""How a name is folded, spelled and searched. Pure functions; no database."""

import re
import unicodedata

from vitalfew.kernel.folding import folded, simplified
from vitalfew.kernel.pinyin import read_words
from vitalfew.kernel.tripling import HAN, tripled_sql

_han = re.compile(f"[{HAN}]")
_runs = re.compile(f"[{HAN}]+|[^{HAN}]+")

SEARCH_TEXT_SQL = tripled_sql(
    "coalesce(nullif(folded, ''), name) || ' ' || coalesce(code, '') || ' ' || pinyin || ' ' || initials"
)

# What is left to search for who may not read the number.
NAMES_TEXT_SQL = SEARCH_TEXT_SQL.replace("coalesce(code, '')", "''")


def search_form(text: str) -> str:
    """A name as the search compares it: folded, without brackets.

    >>> search_form("騰訊科技（深圳）有限公司")
    '腾讯科技深圳有限公司'
    """
    return folded(text).replace("(", "").replace(")", "")


def is_short_latin(text: str) -> bool:
    """Too short for the trigram index: one or two characters, none of them Chinese."""
    return len(text) < 3 and not _han.search(text)


def spelling(name: str) -> tuple[str, str, str]:
    """Pinyin, initials and sort key of a name; Latin names have no pinyin and sort by themselves.

    >>> spelling("IBM中国")
    ('ibmzhongguo', 'ibmzg', 'ibm zhong guo ibm中国')
    """
    plain = unicodedata.normalize("NFKC", name).strip().lower()
    if not _han.search(plain):
        return "", "", plain[:420]
    words: list[str] = []
    initials = ""
    for run in _runs.findall(simplified(plain)):
        # A run of Chinese is read as a whole: 行 is hang in 银行 and xing in 行走.
        syllables = read_words(run) if _han.match(run) else run.split()
        words += syllables
        initials += "".join(s[:1] for s in syllables) if _han.match(run) else "".join(syllables)
    return "".join(words)[:400], initials[:200], (" ".join(words) + " " + plain)[:420]


def spelled(name: str) -> dict[str, str]:
    """All that a name is found and sorted by, as columns of a customer."""
    pinyin, initials, sort_key = spelling(name)
    return {
        "folded": search_form(name),
        "pinyin": pinyin,
        "initials": initials,
        "sort_key": sort_key,
    }
