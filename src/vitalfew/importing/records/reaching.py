"""From the texts of a file to numbers and addresses, and back: what customers and contacts share."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.db.models import Model

from vitalfew.channels.api import (
    Channels,
    HandleKind,
    HandleText,
    PhoneNumber,
    read_phone,
    region_of,
)
from vitalfew.importing.records.rows import joined, parts_of
from vitalfew.kernel.rewriting import among

HANDLES = {
    "mails": HandleKind.MAIL,
    "wechat": HandleKind.WECHAT,
    "qq": HandleKind.QQ,
    "line": HandleKind.LINE,
}
REACHED = ("phones", *HANDLES)


@lru_cache(maxsize=100_000)
def number(text: str, region: str) -> PhoneNumber:
    """A number as it is dialled in that region; check and work ask for the same ones."""
    return read_phone(text, region)


def channels(facts: Mapping[str, str], country: str) -> Channels:
    """How somebody is reached, from the facts of a row."""
    region = region_of(country)
    phones = {
        _key(one): one
        for text in parts_of(facts.get("phones", ""))
        for one in [number(text, region)]
    }
    handles = [
        HandleText(kind, value)
        for name, kind in HANDLES.items()
        for value in parts_of(facts.get(name, ""))
    ]
    return Channels(tuple(phones.values()), tuple(dict.fromkeys(handles)))


def _key(one: PhoneNumber) -> tuple[str, str]:
    return one.e164 or one.raw, one.extension


def texts_of(model: type[Model], owner: str, ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """The facts about how the rows of a model are reached; ``owner`` is the column that points to them."""
    keys = list(ids)
    told: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    phones: Any = model._meta.get_field("phones").related_model
    handles: Any = model._meta.get_field("handles").related_model
    rows = phones.objects.filter(**{f"{owner}__in": among(keys)}).order_by("place", "pk")
    for pk, raw in rows.values_list(owner, "raw"):
        told[pk]["phones"].append(raw)
    names = {kind.value: name for name, kind in HANDLES.items()}
    rows = handles.objects.filter(**{f"{owner}__in": among(keys)}).order_by("place", "pk")
    for pk, kind, value in rows.values_list(owner, "kind", "value"):
        told[pk][names[kind]].append(value)
    return {
        pk: {name: "; ".join(texts) for name, texts in some.items()} for pk, some in told.items()
    }


def with_new(name: str, old: str, new: str, country: str) -> str:
    """What stands, with those of the new ones that say something else."""
    if name == "phones":
        region = region_of(country)
        known = {_key(number(text, region)) for text in parts_of(old)}
        more = [text for text in parts_of(new) if _key(number(text, region)) not in known]
    else:
        stands = {text.casefold() for text in parts_of(old)}
        more = [text for text in parts_of(new) if text.casefold() not in stands]
    return joined({"old": old, "more": "; ".join(more)}, ("old", "more"))
