"""What merges, by name; and how a name is folded for search. Pure functions; no database."""

import re
from dataclasses import dataclass

from vitalfew.kernel.folding import HAN

SCAN_JOB = "duplicates.scan"
_han = re.compile(f"[{HAN}]")


@dataclass(frozen=True)
class Merged:
    """A kind of record of which two may be one: how its jobs are called, and what their parameters name both by."""

    name: str

    @property
    def merge_job(self) -> str:
        """customer.merge"""
        return f"{self.name}.merge"

    @property
    def undo_job(self) -> str:
        """customer.unmerge"""
        return f"{self.name}.unmerge"

    @property
    def first(self) -> str:
        """The parameter with the smaller key."""
        return f"first_{self.name}"

    @property
    def second(self) -> str:
        """The parameter with the greater key."""
        return f"second_{self.name}"


CUSTOMER, CONTACT = Merged("customer"), Merged("contact")


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
