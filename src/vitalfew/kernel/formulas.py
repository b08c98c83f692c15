"""Texts in files that spreadsheets open: none is taken for a formula, and each comes back as it was."""

import re

APOSTROPHE = "'"
# Spreadsheets look past spaces and marks without width, take full-width signs for plain ones, and may split a cell at
# the separator of another country.
_BLANK = r"['\s\x00-\x1f\ufeff\u200b-\u200f\u2060]"
_BEGINS_A_FORMULA = re.compile(rf"(?:^|[;,|\t\r\n]){_BLANK}*[=+\-@＝＋－＠]|^['\s]*[\t\r\n]")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might calculate it."""
    return _BEGINS_A_FORMULA.search(text) is not None


def inert(text: str) -> str:
    """The text for a file: behind an apostrophe where a spreadsheet might calculate it."""
    return APOSTROPHE + text if is_formula(text) else text


def as_it_was(text: str) -> str:
    """The text from a file, without the apostrophe that ``inert`` put there."""
    bare = text.removeprefix(APOSTROPHE)
    return bare if bare != text and is_formula(bare) else text
