"""Telephone numbers as people write them: read, shown and masked. Pure functions; no database.

``phonenumbers`` knows the plans of all regions. What it does not know is how extensions are written in Chinese, and
that a number without its area code is worth keeping.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import phonenumbers
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from phonenumbers import PhoneNumberFormat, PhoneNumberType

LONGEST = 60
MOST = 20  # numbers of one person or company


class PhoneKind(TextChoices):
    """What kind of number it is; nobody types it."""

    MOBILE = "mobile", pgettext_lazy("telephone", "Mobile")
    FIXED = "fixed", gettext_lazy("Fixed line")
    SERVICE = "service", gettext_lazy("Service number")
    OTHER = "other", pgettext_lazy("telephone", "Other")
    UNCLEAR = "unclear", gettext_lazy("Not understood")


KINDS = {
    PhoneNumberType.MOBILE: PhoneKind.MOBILE,
    PhoneNumberType.FIXED_LINE: PhoneKind.FIXED,
    PhoneNumberType.TOLL_FREE: PhoneKind.SERVICE,
    PhoneNumberType.SHARED_COST: PhoneKind.SERVICE,
    PhoneNumberType.PREMIUM_RATE: PhoneKind.SERVICE,
    PhoneNumberType.UAN: PhoneKind.SERVICE,
}
_dashes = re.compile("[‐‑‒–—―−﹣]|(?<=\\d)[ー](?=\\d)")
_marked = re.compile(
    r"[\s,;.-]*(?:转|轉|分机|分機|內線|内线|ext(?:ension)?\.?|x|#)\s*[号號:=.]?\s*(\d{1,8})\s*[)]?$", re.IGNORECASE
)  # fmt: skip
_trailing = re.compile(r"\s*-\s*(\d{1,6})$")
# The numbers that most files of China have, read in a seventh of the time. 179.. chooses a carrier.
_plain_mobile = re.compile(r"1(?:[3-689][0-9]|7[0-8])[0-9]{8}")
_between = re.compile(r"[\n;；、]+")


@dataclass(frozen=True)
class PhoneNumber:
    """A number as it was written, and what it means: E.164 ("" where it is not understood), extension, kind."""

    raw: str
    e164: str = ""
    extension: str = ""
    kind: PhoneKind = PhoneKind.UNCLEAR

    @property
    def is_clear(self) -> bool:
        """Whether it can be dialled from anywhere."""
        return bool(self.e164)


def read_phone(text: str, region: str) -> PhoneNumber:
    """What ``text`` means when it is dialled in ``region`` ("CN"); its own words are kept in any case.

    >>> read_phone("021-62345678转805", "CN")
    PhoneNumber(raw='021-62345678转805', e164='+862162345678', extension='805', kind=PhoneKind.FIXED)
    """
    raw = text.strip()[:LONGEST]
    if region == "CN" and _plain_mobile.fullmatch(raw) and _is_mobile_of_china(raw):
        return PhoneNumber(raw, f"+86{raw}", "", PhoneKind.MOBILE)
    cleaned = _dashes.sub("-", unicodedata.normalize("NFKC", raw)).removeprefix("tel:").strip()
    marked = _marked.search(cleaned)
    extension = marked.group(1) if marked else ""
    number = _valid(cleaned[: marked.start()] if marked else cleaned, region)
    if number is None and not extension:
        number, extension = _with_trailing(cleaned, region)
    if number is None:
        return PhoneNumber(raw)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return PhoneNumber(raw, e164, extension, _kind(number))


def read_phones(text: str, region: str) -> list[PhoneNumber]:
    """Every number of a text: one on each line, or parted by semicolons. Each number once."""
    told = (read_phone(part, region) for part in parts_of(text))
    found = {(number.e164 or number.raw, number.extension): number for number in told}
    return list(found.values())


def parts_of(text: str) -> list[str]:
    """The numbers of a text as they are written."""
    parts = (part.strip() for part in _between.split(text.replace(";ext=", "#")))
    return list(filter(None, parts))


@cache
def _plans_of_china() -> tuple[re.Pattern[str], list[re.Pattern[str]]]:
    """The plan of mobile numbers, and those of all other numbers."""
    told = phonenumbers.PhoneMetadata.metadata_for_region("CN")
    others = (
        "premium_rate", "toll_free", "shared_cost", "voip", "personal_number", "pager", "uan", "voicemail",
        "fixed_line",
    )  # fmt: skip
    plans = [getattr(told, name) for name in ("mobile", *others)]
    mobile, *rest = [re.compile(one.national_number_pattern or "(?!)") for one in plans if one]
    return mobile, rest


def _is_mobile_of_china(digits: str) -> bool:
    """What ``phonenumbers`` says after looking for prefixes, signs and extensions, which such digits do not have."""
    mobile, others = _plans_of_china()
    return bool(mobile.fullmatch(digits)) and not any(one.fullmatch(digits) for one in others)


def _valid(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) and not number.extension else None


def _with_trailing(text: str, region: str) -> tuple[phonenumbers.PhoneNumber | None, str]:
    """(0755) 8601 3388-801: the last digits are an extension, if what is before them is a fixed line."""
    trailing = _trailing.search(text)
    number = _valid(text[: trailing.start()], region) if trailing else None
    if trailing is None or number is None or _kind(number) != PhoneKind.FIXED:
        return None, ""
    return number, trailing.group(1)


def _kind(number: phonenumbers.PhoneNumber) -> PhoneKind:
    return KINDS.get(phonenumbers.number_type(number), PhoneKind.OTHER)


def shown(e164: str, extension: str, raw: str, home: str) -> str:
    """A number in groups, as it is dialled in ``home``; what is not understood stands as it was written.

    >>> shown("+8613800138000", "", "13800138000", "CN")
    '138 0013 8000'
    """
    if not e164:
        return raw
    number = phonenumbers.parse(e164)
    at_home = phonenumbers.region_code_for_number(number) == home
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    text = str(phonenumbers.format_number(number, form))
    return (
        _("%(number)s ext. %(extension)s") % {"number": text, "extension": extension}
        if extension
        else text
    )


def masked(e164: str, raw: str) -> str:
    """A number that can be told from others, but not dialled.

    >>> masked("+8613800138000", ""), masked("", "95588")
    ('138****8000', '***88')
    """
    if e164:
        digits = str(phonenumbers.national_significant_number(phonenumbers.parse(e164)))
    else:
        digits = "".join(filter(str.isdigit, raw))
    if len(digits) < 8:
        return f"***{digits[-2:]}"
    return f"{digits[:3]}****{digits[-4:]}"


def digits_of(text: str) -> str:
    """The digits of a number, in whatever width they are written.

    >>> digits_of("（０２１）6234-5678")
    '02162345678'
    """
    return "".join(filter(str.isdigit, unicodedata.normalize("NFKC", text)))


def tail_of(text: str, region: str) -> str:
    """The digits of what looks like a number or the end of one, backwards; empty for other words.

    >>> tail_of("0086 138-0013 8000", "CN"), tail_of("C-001", "CN"), tail_of("8000", "CN")
    ('0008310083168', '', '0008')
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    if not re.fullmatch(r"[\d\s()+.-]{4,30}", folded):
        return ""
    e164 = read_phone(folded, region).e164
    digits = e164 or "".join(filter(str.isdigit, folded))
    if len(digits) >= 8:
        digits = digits.lstrip("+0")  # the number of another country as it is dialled there
    return digits[::-1] if len(digits) >= 4 else ""
