"""How numbers, shares and amounts of money are written, in each language. Pure text: no markup, no request."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.utils.translation import get_language

type Numeric = int | float | Decimal

MINUS = "\N{MINUS SIGN}"
NOTHING = "\N{EN DASH}"
NOT_TOLD = "••••"  # there is something, and it is not for this reader
THIN = "\N{NO-BREAK SPACE}"
SYMBOLS = {
    "CNY": "¥", "TWD": "NT$", "HKD": "HK$", "USD": "US$", "EUR": "€", "GBP": "£", "JPY": "JP¥", "KRW": "₩",
    "SGD": "S$", "MOP": "MOP$", "AUD": "A$", "CAD": "C$", "INR": "₹", "VND": "₫",
}  # fmt: skip
WITHOUT_CENTS = {"JPY", "KRW", "VND"}


@dataclass(frozen=True)
class Unit:
    """A word that stands for a power of ten."""

    size: Decimal
    word: str


UNITS = {
    "zh-hans": (Unit(Decimal(10) ** 8, f"{THIN}亿"), Unit(Decimal(10) ** 4, f"{THIN}万")),
    "zh-hant": (Unit(Decimal(10) ** 8, f"{THIN}億"), Unit(Decimal(10) ** 4, f"{THIN}萬")),
    "en": (Unit(Decimal(10) ** 9, "B"), Unit(Decimal(10) ** 6, "M"), Unit(Decimal(10) ** 3, "K")),
}


def base_currency() -> str:
    """The currency the company reckons in."""
    return str(getattr(settings, "BASE_CURRENCY", "CNY"))


def symbol(currency: str) -> str:
    """The mark before an amount; a currency without one is written by its code."""
    if currency == "USD" and language() == "en":
        return "$"
    return SYMBOLS.get(currency, f"{currency}{THIN}")


def language() -> str:
    """The active language, as one of the three the product speaks."""
    active = get_language() or "en"
    return active if active in UNITS else "en"


def exact(value: Numeric) -> Decimal:
    """The decimal a person would read: floats go through their shortest text."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def rounded(value: Decimal, places: int) -> Decimal:
    """Half goes up, as on an invoice."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def signed(text: str, value: Decimal) -> str:
    """Put a real minus sign before a negative number, but never before a zero."""
    return f"{MINUS}{text}" if value < 0 else text


def number(value: Numeric | None, places: int | None = None) -> str:
    """A number in groups of three; without ``places`` it keeps the decimals it has."""
    if value is None:
        return NOTHING
    amount = exact(value)
    amount = amount if places is None else rounded(amount, places)
    text = f"{abs(amount):,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return signed(text, amount)


def percent(value: Numeric | None, places: int = 0) -> str:
    """A share (0.42) as a percentage (42%)."""
    if value is None:
        return NOTHING
    share = rounded(exact(value) * 100, places)
    return signed(f"{abs(share):,f}%", share)


def compact(value: Numeric | None) -> str:
    """A number with 万 and 亿 (萬 and 億) or K, M and B; small numbers stay whole."""
    if value is None:
        return NOTHING
    amount = exact(value)
    return signed(_shortened(abs(amount)) or f"{rounded(abs(amount), 0):,f}", amount)


def money(value: Numeric | None, currency: str = "", *, unit: str = "full") -> str:
    """An amount with its currency mark, in full to the cent or shortened."""
    if value is None:
        return NOTHING
    currency = currency or base_currency()
    amount = exact(value)
    places = 0 if currency in WITHOUT_CENTS else 2
    short = _shortened(abs(amount)) if unit == "compact" else ""
    amount = amount if short else rounded(amount, places)
    return signed(symbol(currency) + (short or f"{abs(amount):,f}"), amount)


def _shortened(amount: Decimal) -> str:
    """Three figures and a unit, or nothing for what is smaller than the smallest unit."""
    for unit in UNITS[language()]:
        if rounded(amount / unit.size, 2) >= 1:
            return _three_figures(amount / unit.size) + unit.word
    return ""


def _three_figures(amount: Decimal) -> str:
    """1.23, 12.3, 123, 1,234; no trailing zeros."""
    places = 2 if amount < 10 else 1 if amount < 1000 else 0
    text = f"{rounded(amount, places):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
