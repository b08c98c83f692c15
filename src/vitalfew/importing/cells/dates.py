"""Reading dates and times as ledgers write them. Pure functions; the values are the company's own wall clock."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from vitalfew.importing.cells.parsing import Unreadable, plain

ORDERS = ("mdy", "ymd", "dmy")  # the likelier first, where more than one fits
EXCEL_EPOCH = datetime(1899, 12, 30)
_EXCEL_SERIALS = range(20_000, 80_000)  # 1954 to 2119
_ROC_EPOCH = 1911  # 民國115年 is 2026
_CENTURY_TURN = 70  # 26 is 2026, 70 is 1970

_clock = (
    r"(?:[T ]*(?P<before>[AP]M|上午|下午)?\s*(?P<hour>\d{1,2})[:时時](?P<minute>\d{1,2})"
    r"(?:[:分](?P<second>\d{1,2})(?:\.\d+)?)?[分秒]?\s*(?P<after>[AP]M)?)?(?P<offset>Z|[+-]\d\d:?\d\d)?"
)
_numeric = re.compile(
    r"(?:民國|民国)?(\d{1,4})[-/.年](\d{1,2})[-/.月](\d{1,4})日?" + _clock, re.IGNORECASE
)
_day_first = re.compile(
    r"(?P<d>\d{1,2})[- ](?P<m>[a-z]{3,9})[-, ]+(?P<y>\d{2,4})" + _clock, re.IGNORECASE
)
_month_first = re.compile(
    r"(?P<m>[a-z]{3,9})\.? (?P<d>\d{1,2}),? (?P<y>\d{4})" + _clock, re.IGNORECASE
)
_compact = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:[T ]?(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?)?"
)
_serial = re.compile(r"\d{5}(?:\.\d+)?")
_months = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def moment(text: str, order: str = "mdy", zone: str = "UTC") -> datetime:
    """A date, with the time where one is given; ``order`` says how 3/4/2026 is meant, ``zone`` where the company is.

    >>> moment("2026年3月5日 14:30")
    datetime.datetime(2026, 3, 5, 14, 30)
    """
    bare = plain(text)
    if match := _numeric.fullmatch(bare):
        return _built(_in_order(match, order), match, zone)
    if match := _compact.fullmatch(bare):
        return _built((int(match[1]), int(match[2]), int(match[3])), match, zone)
    if match := _day_first.fullmatch(bare) or _month_first.fullmatch(bare):
        return _built((_year(match["y"]), _month(match["m"]), int(match["d"])), match, zone)
    return _excel_serial(bare)


def _in_order(match: re.Match[str], order: str) -> tuple[int, int, int]:
    first, second, third = match[1], match[2], match[3]
    if len(first) > 2 or order == "ymd":
        return _year(first), int(second), int(third)
    month, day = (first, second) if order == "mdy" else (second, first)
    return _year(third), int(month), int(day)


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 3:
        return year + _ROC_EPOCH
    if len(text) < 3:
        return year + (2000 if year < _CENTURY_TURN else 1900)
    return year


def _month(name: str) -> int:
    if name.lower()[:3] not in _months:
        raise Unreadable("not_a_date")
    return _months.index(name.lower()[:3]) + 1


def _built(day: tuple[int, int, int], match: re.Match[str], zone: str) -> datetime:
    clock = match.groupdict()
    hour, minute, second = (int(clock.get(part) or 0) for part in ("hour", "minute", "second"))
    half = (clock.get("before") or clock.get("after") or "").upper()
    if half:
        hour = hour % 12 + (12 if half in {"PM", "下午"} else 0)
    try:
        value = datetime(*day, hour, minute, second)
    except ValueError:
        raise Unreadable("no_such_date") from None
    if not 1900 <= value.year <= 2199:
        raise Unreadable("date_out_of_range")
    return _at_home(value, clock.get("offset"), zone)


def _at_home(value: datetime, offset: str | None, zone: str) -> datetime:
    """A time that names its distance from Greenwich, on the company's own clock."""
    if not offset:
        return value
    exact = datetime.fromisoformat(f"{value.isoformat()}{offset.upper()}")
    return exact.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _excel_serial(text: str) -> datetime:
    if not _serial.fullmatch(text) or int(float(text)) not in _EXCEL_SERIALS:
        raise Unreadable("not_a_date")
    return EXCEL_EPOCH + timedelta(seconds=round(float(text) * 86_400))


def possible_orders(texts: Iterable[str]) -> list[str]:
    """The orders in which all of ``texts`` can be read, when it matters; all three when none is in doubt.

    >>> possible_orders(["3/4/2026", "4/13/2026"])
    ['mdy']
    """
    open_dates = [m for text in texts if (m := _numeric.fullmatch(plain(text))) and len(m[1]) < 3]
    return [order for order in ORDERS if all(_fits(m, order) for m in open_dates)]


def _fits(match: re.Match[str], order: str) -> bool:
    if order == "ymd" and len(match[3]) > 2:
        return False
    try:
        _built(_in_order(match, order), match, "UTC")
    except Unreadable:
        return False
    return True


def in_doubt(texts: Iterable[str]) -> str:
    """A date that means another day when read in another order, where none of the dates decides; else nothing.

    >>> in_doubt(["5/5/2026", "3/4/2026"])
    '3/4/2026'
    """
    texts = list(texts)
    if len(possible_orders(texts)) < 2:
        return ""
    return next((text for text in texts if _is_ambiguous(text)), "")


def _is_ambiguous(text: str) -> bool:
    match = _numeric.fullmatch(plain(text))
    return match is not None and len(match[1]) < 3 and match[1] != match[2]


def guess_date_order(texts: Iterable[str]) -> str:
    """The first order that fits all dates; "mdy" when none does."""
    return next(iter(possible_orders(texts)), "mdy")
