"""The words in which the register of personal data is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Ending(StrEnum):
    """What becomes of a row when its person is erased."""

    DELETE = "delete"  # the row goes: it says nothing but of the person
    BLANK = "blank"  # the row stays for the books; what it says of the person goes
    KEEP = (
        "keep"  # the row stays as it is: books that must be kept, without a word about who it was
    )


@dataclass(frozen=True)
class Personal:
    """What one model holds of people outside the company. Every text column stands in ``data`` or in ``free``.

    ``data`` tells something of a person. ``free`` are words of the program or of the company itself. ``of`` says whose
    rows they are: for each kind of person the columns with its key ({"contact": ("contact_id",)}), or those of
    a row that it goes with ("inquiry__contact_id"). ``reasons`` are those columns where
    somebody types why, and may name anybody: what names an erased person goes there too.
    """

    data: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ending: Ending = Ending.DELETE
