"""From what people type to exact values. Pure functions; each raises ``Unreadable`` with the rule that was broken."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from vitalfew.kernel.formulas import as_it_was

MAX_WHOLE_DIGITS = 13
DECIMALS = 4
PRICE_DECIMALS = 10

_money_signs = re.compile(
    r"[\s¥$€£₩]|元|圆|圓|(?:RMB|CNY|USD|EUR|GBP|HKD|TWD|NT|HK|US)(?=[\s\d.$(-])", re.I
)
# Separators between thousands only: "12,50" is twelve and a half in half of Europe, and no number here.
_thousands = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d*)?|[-+]?\d{1,3}(?:'\d{3})+(?:\.\d*)?")
_digits = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:E[-+]?\d{1,3})?", re.I)
_currency_names = {
    "¥": "CNY", "￥": "CNY", "RMB": "CNY", "人民币": "CNY", "人民幣": "CNY", "元": "CNY",
    "$": "USD", "US$": "USD", "美元": "USD", "€": "EUR", "欧元": "EUR", "歐元": "EUR", "£": "GBP",
    "英镑": "GBP", "英鎊": "GBP", "NT$": "TWD", "NTD": "TWD", "新台币": "TWD", "新台幣": "TWD", "台幣": "TWD",
    "HK$": "HKD", "港币": "HKD", "港幣": "HKD", "日元": "JPY", "日圓": "JPY", "JP¥": "JPY",
}  # fmt: skip


class Unreadable(ValueError):
    """A cell that breaks a rule; ``code`` names the rule."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def plain(text: str) -> str:
    """Full-width forms folded, spaces at the ends gone."""
    return unicodedata.normalize("NFKC", text).strip()


def number(text: str) -> Decimal:
    """An exact decimal of at most 13 whole digits and 4 decimals.

    >>> number("￥1,234.50")
    Decimal('1234.50')
    >>> number("（300）")
    Decimal('-300')
    """
    value = _value(text)
    if value != round(value, DECIMALS):
        raise Unreadable("too_many_decimals")
    return value


def price(text: str) -> Decimal:
    """What one piece costs, to 10 decimals: prices made by dividing, such as 8.849557522123894, are common.

    >>> price("8.849557522123894")
    Decimal('8.8495575221')
    """
    value = _value(text)
    rounded = round(value, PRICE_DECIMALS)
    return value if value == rounded else rounded


def _value(text: str) -> Decimal:
    bare = _money_signs.sub("", plain(text))
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1]
    if bare.endswith("-"):
        bare = "-" + bare[:-1]
    if _thousands.fullmatch(bare):
        bare = bare.replace(",", "").replace("'", "")
    if not _digits.fullmatch(bare):
        raise Unreadable("not_a_number")
    value = Decimal(bare)
    if value and value.adjusted() >= MAX_WHOLE_DIGITS:
        raise Unreadable("number_too_large")
    return value


def currency_code(text: str) -> str:
    """A three-letter currency code; the usual signs and names are understood."""
    bare = plain(text).upper()
    code = _currency_names.get(plain(text)) or _currency_names.get(bare) or bare
    if not re.fullmatch("[A-Z]{3}", code):
        raise Unreadable("not_a_currency")
    return code


def words(text: str, limit: int) -> str | None:
    """Text as typed, but for spaces at the ends and the apostrophe before a formula.

    Empty is None; longer than ``limit`` is refused, never cut.
    """
    bare = as_it_was(" ".join(text.replace("\x00", "").split()))
    if len(bare) > limit:
        raise Unreadable("text_too_long")
    return bare or None


def texts_of_column(rows: Iterable[list[str]], column: int | None) -> list[str]:
    """The cells of one column of the first rows; rows may be short."""
    return [] if column is None else [row[column] for row in rows if len(row) > column]
