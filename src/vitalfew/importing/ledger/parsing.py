"""From what people type to exact values. Pure functions; each raises ``Unreadable`` with the rule that was broken."""

import re
import unicodedata
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

MAX_WHOLE_DIGITS = 13
DECIMALS = 4
EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - ledger times are the company's own wall clock
_EXCEL_SERIALS = range(20_000, 80_000)  # 1954 to 2119

_money_signs = re.compile(r"[\s,'¥$€£₩]|元|圆|圓|(?:RMB|CNY|USD|EUR|GBP|HKD|TWD|NT|HK|US)(?=[\d.$(-])", re.I)
_currency_names = {
    "¥": "CNY", "￥": "CNY", "RMB": "CNY", "人民币": "CNY", "人民幣": "CNY", "元": "CNY",
    "$": "USD", "US$": "USD", "美元": "USD", "€": "EUR", "欧元": "EUR", "歐元": "EUR", "£": "GBP",
    "英镑": "GBP", "英鎊": "GBP", "NT$": "TWD", "NTD": "TWD", "新台币": "TWD", "新台幣": "TWD", "台幣": "TWD",
    "HK$": "HKD", "港币": "HKD", "港幣": "HKD", "日元": "JPY", "日圓": "JPY", "JP¥": "JPY",
}  # fmt: skip
_date_and_time = re.compile(
    r"(\d{1,4})[-/.年](\d{1,2})[-/.月](\d{1,4})日?"
    r"(?:[T ]*(\d{1,2})[:时時](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?)?[分秒]?\s*([AP]M)?)?(?:Z|[+-]\d\d:?\d\d)?"
)
_compact_date = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2}):?(\d{2})(?::?(\d{2}))?)?")


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
    bare = _money_signs.sub("", plain(text))
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1]
    if bare.endswith("-"):
        bare = "-" + bare[:-1]
    try:
        value = Decimal(bare)
    except InvalidOperation:
        raise Unreadable("not_a_number") from None
    return _within_limits(value)


def _within_limits(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise Unreadable("not_a_number")
    if value and value.adjusted() >= MAX_WHOLE_DIGITS:
        raise Unreadable("number_too_large")
    if value != round(value, DECIMALS):
        raise Unreadable("too_many_decimals")
    return value


def moment(text: str, order: str = "mdy") -> datetime:
    """A date, with the time where one is given; ``order`` ("mdy" or "dmy") reads 3/4/2026.

    >>> moment("2026年3月5日 14:30")
    datetime.datetime(2026, 3, 5, 14, 30)
    """
    bare = plain(text)
    match = _date_and_time.fullmatch(bare)
    if match:
        return _built(*_in_order(match, order), match.groups()[3:6], match.group(7))
    match = _compact_date.fullmatch(bare)
    if match:
        year, month, day = (int(part) for part in match.groups()[:3])
        return _built(year, month, day, match.groups()[3:], None)
    return _excel_serial(bare)


def _in_order(match: re.Match[str], order: str) -> tuple[int, int, int]:
    first, second, third = (int(part) for part in match.groups()[:3])
    if len(match.group(1)) > 2:  # noqa: PLR2004 - a year comes first
        return first, second, third
    year = third if third > 99 else third + (2000 if third < 70 else 1900)  # noqa: PLR2004
    return (year, first, second) if order == "mdy" else (year, second, first)


def _built(
    year: int, month: int, day: int, clock: tuple[str | None, ...], half: str | None
) -> datetime:
    hour, minute, second = (int(part or 0) for part in clock)
    if half:
        hour = hour % 12 + (12 if half.upper() == "PM" else 0)
    try:
        value = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the company's wall clock
    except ValueError:
        raise Unreadable("no_such_date") from None
    if not 1900 <= year <= 2199:  # noqa: PLR2004
        raise Unreadable("date_out_of_range")
    return value


def _excel_serial(text: str) -> datetime:
    try:
        serial = float(text)
    except ValueError:
        raise Unreadable("not_a_date") from None
    if int(serial) not in _EXCEL_SERIALS:
        raise Unreadable("not_a_date")
    return EXCEL_EPOCH + timedelta(seconds=round(serial * 86_400))


def currency(text: str) -> str:
    """A three-letter currency code; the usual signs and names are understood."""
    bare = plain(text).upper()
    code = _currency_names.get(plain(text)) or _currency_names.get(bare) or bare
    if not re.fullmatch("[A-Z]{3}", code):
        raise Unreadable("not_a_currency")
    return code


def words(text: str, limit: int) -> str | None:
    """Text as typed, spaces at the ends gone; empty is None; longer than ``limit`` is refused, never cut."""
    bare = " ".join(text.replace("\x00", "").split())
    if len(bare) > limit:
        raise Unreadable("text_too_long")
    return bare or None


def guess_date_order(texts: list[str]) -> str:
    """"dmy" when a first number over 12 shows it, else "mdy"."""
    for text in texts:
        match = _date_and_time.fullmatch(plain(text))
        if match and len(match.group(1)) <= 2 and int(match.group(1)) > 12:  # noqa: PLR2004
            return "dmy"
    return "mdy"
