"""Reasons that name a person though they stand beside something else: "Mr Wang asked for it" at his firm.

A reason is compared as people write: whatever the width, script and case of the letters, however a number is grouped. A
name of Latin letters must be whole words, and a number six digits long; one that fits is taken for the person's, for a
reason too much that goes is a smaller loss than one that stays.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from vitalfew.audit.api import former_reasons, reasons_told
from vitalfew.channels.api import digits_of
from vitalfew.jobs.api import blank_reasons, reasons_of_work
from vitalfew.kernel.folding import even, folded, has_han
from vitalfew.privacy.declared import places_of_reasons

LEAST_DIGITS = 6
WRITTEN_OUT = (
    8  # of a longer number this many digits are enough: who writes it may leave its country out
)
LEAST_LETTERS = 2
IN_A_NUMBER = re.compile(r"(?<=\d)[\s().\-\u00b7]+(?=\d)")
ONLY_A_NUMBER = re.compile(r"[\d\s()+.\-]+")


class Signs:
    """What a person is known by, ready to be looked for."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = [text for text in texts if text.strip()]

    @cached_property
    def _numbers(self) -> set[str]:
        digits = {digits_of(text) for text in self._texts if ONLY_A_NUMBER.fullmatch(even(text))}
        return {one[-WRITTEN_OUT:] for one in digits if len(one) >= LEAST_DIGITS}

    @cached_property
    def _names(self) -> list[str]:
        names = {folded(text) for text in self._texts if has_han(text)}
        return [name for name in names if len(name) >= LEAST_LETTERS]

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        words = {
            re.escape(" ".join(even(text).split()))
            for text in self._texts
            if not has_han(text)
            and len(text.strip()) >= LEAST_LETTERS
            and not ONLY_A_NUMBER.fullmatch(even(text))
        }
        return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(words)})(?![a-z0-9])") if words else None

    def are_in(self, said: str) -> bool:
        """Whether it names the person.

        >>> Signs(["王小明", "138 0013 8000", "Li"]).are_in("客户王 小明要求")
        True
        >>> Signs(["+8613800138000"]).are_in("call 138-0013-8000 back"), Signs(["Li"]).are_in("Lima office")
        (True, False)
        """
        spaced = " ".join(even(said).split())
        if self._words is not None and self._words.search(spaced):
            return True
        numbers = IN_A_NUMBER.sub("", spaced)
        if any(number in numbers for number in self._numbers):
            return True
        together = folded(said) if self._names else ""
        return any(name in together for name in self._names)


def reasons_naming(texts: Sequence[str]) -> list[str]:
    """The reasons that name somebody, as they stand today: beside changes, in rows, in what work was asked for."""
    signs = Signs(texts)
    told = {*reasons_told(), *reasons_of_work()}
    for model, column in places_of_reasons():
        rows = model._base_manager.exclude(**{column: ""}).order_by()
        told.update(rows.values_list(column, flat=True).distinct())
    return sorted(reason for reason in told if signs.are_in(reason))


def former_reasons_naming(texts: Sequence[str]) -> list[str]:
    """Those that the history alone still knows. Reads long: for the worker."""
    signs = Signs(texts)
    return [said for said in former_reasons(tables_of_reasons()) if signs.are_in(said)]


def tables_of_reasons() -> list[tuple[str, str]]:
    """Where reasons are typed, as the database names it."""
    return [(model._meta.db_table, column) for model, column in places_of_reasons()]


def take_out(reasons: Sequence[str]) -> None:
    """Let every row that says one of these reasons say nothing; call it before the history forgets."""
    if not reasons:
        return
    blank_reasons(reasons)
    for model, column in places_of_reasons():
        model._base_manager.filter(**{f"{column}__in": reasons}).update(**{column: ""})
