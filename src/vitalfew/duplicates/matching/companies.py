"""A company's name taken apart: place | core | trade | legal form | branch. What identifies a company is its core."""

import re
from dataclasses import dataclass
from functools import lru_cache

from vitalfew.duplicates.matching import company_words as words
from vitalfew.duplicates.matching.places import LATIN, as_place, place_at_start
from vitalfew.kernel.folding import even, folded, has_han
from vitalfew.kernel.pinyin import syllables

LONG_ENOUGH = 2  # characters of a core
_bracket = re.compile(r"\(([^()]*)\)")
_forms = frozenset((*words.FORMS, *words.GROUP))
_trades = frozenset(words.TRADES)
_bodies = frozenset(words.BODIES)
LONGEST_WORD = max(map(len, _forms | _trades | _bodies))
_branch_end = re.compile(f"(?:{'|'.join(sorted(words.BRANCHES, key=len, reverse=True))})$")
# The company a branch belongs to ends before the branch begins.
_head_end = re.compile(r"^(.*(?:公司|集团|合作社|事务所|银行|酒店|超市|医院|大学|厂))(.+)$")
_numbers = re.compile(r"\d+")
JOINED = {"hong kong": "hongkong", "a/s": "as", "sp. z o.o": "spzoo", "&": " ", "'": ""}
_latin_word = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Company:
    """The parts of a company's name, folded. ``branch`` is what makes it a branch of the company before it."""

    whole: str
    core: str
    places: frozenset[str] = frozenset()
    trade: str = ""
    form: str = ""
    group: bool = False
    branch: str = ""

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of its core: No. 3 is not No. 5."""
        return tuple(_numbers.findall(self.core))

    @property
    def sound(self) -> str:
        """Its core as it sounds."""
        return _sound(self.core)


@lru_cache(maxsize=100_000)
def _sound(core: str) -> str:
    return " ".join(map(_reading, core)) if has_han(core) else core


@lru_cache(maxsize=40_000)
def _reading(letter: str) -> str:
    """One reading per character: two names of the same characters sound the same."""
    return "".join(syllables(letter))


@lru_cache(maxsize=200_000)
def company(name: str) -> Company:
    """Take a company's name apart.

    >>> parts = company("腾讯科技（深圳）有限公司")
    >>> parts.core, sorted(parts.places), parts.trade, parts.form
    ('腾讯', ['深圳'], '科技', '有限公司')
    """
    return _chinese(folded(name)) if has_han(name) else _latin(even(name))


def _chinese(whole: str) -> Company:
    head, branch = _branch_of(whole)
    head, places, form = _without_brackets(head)
    head, more = _leading_places(head)
    head, form, group = _without_form(head, form)
    head, inner, group = _group_inside(head, group)
    core, trade = _without_trade(head)
    trade += inner
    if not core:  # nothing but a place: 北京银行 is called so
        core, more = _named_after_place(more, trade)
    return Company(whole, core, frozenset(places | set(more)), trade, form, group, branch)


def _branch_of(text: str) -> tuple[str, str]:
    """The company, and what makes it a branch.

    >>> _branch_of("华为技术有限公司北京分公司")
    ('华为技术有限公司', '北京分公司')
    """
    for found in _bracket.finditer(text):
        inner = found.group(1)
        if _branch_end.search(inner) or (inner.endswith("店") and len(inner) > LONG_ENOUGH):
            return text[: found.start()] + text[found.end() :], inner
    if not _branch_end.search(text):
        return text, ""
    split = _head_end.match(_branch_end.sub("", text))
    if split and len(split.group(1)) > LONG_ENOUGH:
        return split.group(1), text[len(split.group(1)) :]
    return _before_place(text)


def _before_place(text: str) -> tuple[str, str]:
    """Without a legal form before it, a branch begins with its place: 华为北京分公司."""
    end = _branch_end.search(text)
    stop = end.start() if end else len(text)
    for start in range(LONG_ENOUGH, stop):
        found = place_at_start(text[start:stop])
        if found and start + found[1] == stop:
            return text[:start], text[start:]
    if end and end.group() in {"经营部", "营业部", "销售部", "事业部", "项目部"}:
        return text, ""  # without a place, a kind of business: 老王建材经营部
    return text[:stop], text[stop:]


def _without_brackets(text: str) -> tuple[str, set[str], str]:
    """Places and forms in brackets; what else stands there belongs to the name."""
    places: set[str] = set()
    form = ""
    for found in _bracket.findall(text):
        place = as_place(found)
        if place:
            places.add(place)
            text = text.replace(f"({found})", "")
        elif f"({found})" in words.FORMS:
            form = words.FORMS[f"({found})"]
            text = text.replace(f"({found})", "")
        else:
            text = text.replace(f"({found})", found)
    return text, places, form


def _leading_places(text: str) -> tuple[str, list[str]]:
    places: list[str] = []
    while (found := place_at_start(text)) and (len(text) > found[1] or not places):
        places.append(found[0])
        text = text[found[1] :]
    return text, places


def _without_form(text: str, form: str) -> tuple[str, str, bool]:
    """Strip legal form, group and body from the end; each at least leaves a core."""
    group = False
    while ending := _ending(text, _forms, leaves=1):
        group = group or ending in words.GROUP
        form = form or words.FORMS.get(ending, "")
        text = text[: -len(ending)]
    # 会计师事务所(普通合伙): what it is stands before its legal form.
    body = _ending(text, _bodies)
    if body and form in {"", "合伙企业", "个体工商户", "个人独资企业"}:
        return text[: -len(body)], body, group
    return text, form, group


def _group_inside(text: str, group: bool) -> tuple[str, str, bool]:
    """煌上煌集团食品: the group's name, and what the company of it makes."""
    before, found, after = text.partition("集团")
    return (before, after, True) if found and len(before) >= LONG_ENOUGH else (text, "", group)


def _ending(text: str, known: frozenset[str], leaves: int = LONG_ENOUGH) -> str:
    """The longest of the words that the text ends with, and that leaves something before it."""
    for length in range(min(LONGEST_WORD, len(text) - leaves), 0, -1):
        if text[-length:] in known:
            return text[-length:]
    return ""


def _without_trade(text: str) -> tuple[str, str]:
    """Core and trade: trade words at the end, as long as a core is left.

    >>> _without_trade("联成软件技术")
    ('联成', '软件技术')
    """
    core = text
    while ending := _ending(core, _trades):
        core = core[: -len(ending)]
    return core, text[len(core) :]


def _named_after_place(places: list[str], trade: str) -> tuple[str, list[str]]:
    return (places[-1], places[:-1]) if places else (trade, places)


def _latin(text: str) -> Company:
    """A name without Chinese: the words that are left when form, group and place are taken away."""
    parts = _latin_words(text)
    forms = [words.LATIN_FORMS[part] for part in parts if part in words.LATIN_FORMS]
    places = {LATIN[part] for part in parts[1:] if part in LATIN}
    branch = " ".join(part for part in parts if part in words.LATIN_BRANCHES)
    unsaid = (
        words.LATIN_FORMS.keys() | words.LATIN_GROUP | words.LATIN_UNSAID | words.LATIN_BRANCHES
    )
    core = [
        part
        for part in parts
        if part not in unsaid and not (part in LATIN and LATIN[part] in places)
    ]
    return Company(
        whole="".join(parts),
        core=" ".join(core or parts),
        places=frozenset(places),
        form=" ".join(dict.fromkeys(forms)),
        group=any(part in words.LATIN_GROUP for part in parts),
        branch=branch,
    )


def _latin_words(text: str) -> list[str]:
    """Words, with the dots of S.A. and the parts of hong kong joined."""
    for apart, joined in JOINED.items():
        text = text.replace(apart, joined)
    return _latin_word.findall(re.sub(r"\b(\w)\.(?=\w\b)", r"\1", text))
