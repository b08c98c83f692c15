"""Which telephone region a country is, by whatever name people give it."""

import unicodedata
from functools import cache

from babel import Locale
from django.conf import settings

LANGUAGES = ("en", "zh_Hans", "zh_Hant", "zh_Hant_HK")
ALIASES = {
    "uk": "GB", "england": "GB", "scotland": "GB", "great britain": "GB", "usa": "US", "u.s.a.": "US", "eire": "IE",
    "rsa": "ZA", "uae": "AE", "korea": "KR", "prc": "CN", "p.r. china": "CN", "mainland china": "CN",
    "中华人民共和国": "CN", "大陆": "CN", "中国大陆": "CN", "中國大陸": "CN", "hong kong": "HK", "hongkong": "HK",
    "香港": "HK", "中国香港": "HK", "macau": "MO", "macao": "MO", "澳门": "MO", "澳門": "MO", "中国澳门": "MO",
    "taiwan": "TW", "台湾": "TW", "台灣": "TW", "臺灣": "TW", "中国台湾": "TW", "美國": "US",
}  # fmt: skip


@cache
def _known() -> dict[str, str]:
    """Names in three languages, and the codes themselves."""
    names: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha():
                names[_folded(name)] = code
                names[code.lower()] = code
    return names | ALIASES


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).strip().lower().split())


def region_of(country: str) -> str:
    """The two letters of a country, or of the company's own where the name says nothing.

    >>> region_of("台灣"), region_of("United Kingdom"), region_of("hk")
    ('TW', 'GB', 'HK')
    """
    return _known().get(_folded(country), str(settings.HOME_REGION))
