"""One way to fold a text, for whatever compares or searches: what differs only in writing becomes equal."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

HAN = "㐀-鿿\U00020000-\U0003ffff"
_han = re.compile(f"[{HAN}]")
_unseen = re.compile(r"[\s·‧・•\-_.,，。、\"'’‘“”`!?&/\\:;；：！？*#~|]+")
BRACKETS = str.maketrans("【】〔〕[]{}「」『』《》〈〉<>", "()()()()()()()()()")


def has_han(text: str) -> bool:
    """Whether there is a Chinese character in it."""
    return _han.search(text) is not None


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """Traditional characters as Simplified ones.

    >>> simplified("騰訊")
    '腾讯'
    """
    return str(_converter().convert(text)) if has_han(text) else text


def even(text: str) -> str:
    """One width, one case, one script, no accents on Latin letters; spaces and marks stay.

    >>> even("ＩＢＭ（中國）Müller")
    'ibm(中国)muller'
    """
    if text.isascii():
        return text.lower()
    wide = unicodedata.normalize("NFKC", text).lower()
    return simplified(_without_accents(wide)).translate(BRACKETS)


def folded(text: str) -> str:
    """``even``, without spaces and marks: what two writings of one name have in common. Brackets stay, round.

    >>> folded("騰訊科技 （深圳）．有限公司")
    '腾讯科技(深圳)有限公司'
    """
    return _unseen.sub("", even(text))


def _without_accents(text: str) -> str:
    """é as e; only on Latin letters, for kana and Hangul are other letters without their marks."""
    kept: list[str] = []
    for letter in unicodedata.normalize("NFD", text):
        if unicodedata.combining(letter) and kept and kept[-1].isascii():
            continue
        kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept))
