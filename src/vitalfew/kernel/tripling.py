"""Texts written so that PostgreSQL's trigram index finds any part of them, from one Chinese character on.

The index needs three characters. Writing each Chinese character three times makes one character one trigram, so a
search of any length is exact and indexed, with no tokeniser; what is searched for is tripled the same way.
"""

import re
import unicodedata

HAN = "㐀-鿿"
_han = re.compile(f"[{HAN}]")


def tripled_sql(text: str) -> str:
    """The SQL that triples the text which another piece of SQL gives."""
    return f"regexp_replace(lower({text}), '([{HAN}])', '\\1\\1\\1', 'g')"


def search_key(text: str) -> str:
    """How ``text`` stands in a search text.

    >>> search_key("联A")
    '联联联a'
    >>> search_key("ΟΔΟΣ İ")
    'οδοσ i'
    """
    # Letter by letter, as the database does: Python alone would write a last Σ as ς, and İ as two characters.
    folded = "".join(one.lower()[0] for one in unicodedata.normalize("NFKC", text).strip())
    return _han.sub(lambda match: match.group() * 3, folded)


def search_pattern(text: str) -> str:
    """The LIKE pattern that finds ``text`` anywhere in a search text.

    >>> search_pattern("联A")
    '%联联联a%'
    """
    return "%" + re.sub(r"([\\%_])", r"\\\1", search_key(text)) + "%"
