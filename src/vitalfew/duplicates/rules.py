"""How a name is folded for search. Pure functions; no database."""

import re

from vitalfew.kernel.folding import HAN

SCAN_JOB = "duplicates.scan"
MERGE_JOB, UNDO_JOB = "customer.merge", "customer.unmerge"
_han = re.compile(f"[{HAN}]")


def tripled(text: str) -> str:
    """Every Chinese character three times, so that one of them is a trigram.

    >>> tripled("联a")
    '联联联a'
    """
    return _han.sub(lambda match: match.group() * 3, text)


def like(text: str) -> str:
    """A text as LIKE reads it literally.

    >>> like("50%_")
    '50\\\\%\\\\_'
    """
    return re.sub(r"([\\%_])", r"\\\1", text)
