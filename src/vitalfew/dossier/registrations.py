"""Numbers under which companies are registered: how they are read, and what looks wrong about one. Pure functions.

A failed check is told, never refused: a few real numbers fail theirs.
"""

import re
import unicodedata

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_LENGTH = 18
UBN_WEIGHTS = (1, 2, 1, 2, 1, 2, 4, 1)


class RegistrationKind(TextChoices):
    """In which register a number stands."""

    USCC = "uscc", gettext_lazy("Unified Social Credit Code (China)")
    UBN = "ubn", gettext_lazy("Unified Business Number (Taiwan)")
    BR = "br", gettext_lazy("Business Registration (Hong Kong)")
    VAT = "vat", gettext_lazy("VAT number")
    OTHER = "other", gettext_lazy("Other register")


def clean_number(text: str) -> str:
    """A number as it is kept: one width, capitals, no spaces or dashes.

    >>> clean_number(" 9111 0000-101623741k ")
    '91110000101623741K'
    """
    return re.sub(r"[\s‐-―-]", "", unicodedata.normalize("NFKC", text)).upper()


def uscc_is_right(number: str) -> bool:
    """The check of GB 32100: the last character makes the weighted sum divisible by 31.

    >>> uscc_is_right("91110000101623741K"), uscc_is_right("91110000101623741A")
    (True, False)
    """
    if len(number) != USCC_LENGTH or any(letter not in USCC_LETTERS for letter in number):
        return False
    total = sum(
        USCC_LETTERS.index(letter) * pow(3, place, 31) for place, letter in enumerate(number[:-1])
    )
    return USCC_LETTERS[(31 - total % 31) % 31] == number[-1]


def ubn_is_right(number: str) -> bool:
    """Taiwan's rule since April 2023: the digit sums add up to a multiple of 5; with a seventh digit 7, or one more.

    >>> ubn_is_right("04595257"), ubn_is_right("04595253")
    (True, False)
    """
    if not re.fullmatch(r"\d{8}", number):
        return False
    products = (int(digit) * weight for digit, weight in zip(number, UBN_WEIGHTS, strict=True))
    total = sum(product // 10 + product % 10 for product in products)
    return total % 5 == 0 or (number[6] == "7" and (total + 1) % 5 == 0)


def br_is_right(number: str) -> bool:
    """Hong Kong's numbers have eight digits; there is nothing to check them by."""
    return bool(re.fullmatch(r"\d{8}", number))


def doubt_about(kind: str, number: str) -> str:
    """What looks wrong about a number, as a sentence; empty where nothing does."""
    if kind == RegistrationKind.USCC and not uscc_is_right(number):
        return _("The check character does not fit. Compare the code with the business licence.")
    if kind == RegistrationKind.UBN and not ubn_is_right(number):
        return _("The check digit does not fit. Compare the number with the company's papers.")
    if kind == RegistrationKind.BR and not br_is_right(number):
        return _("A business registration number has eight digits.")
    return ""
