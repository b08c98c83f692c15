"""How customers and contacts are reached: what programs are told of it, and what they send."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from vitalfew.access.api import Field, FieldRule, insist_writes, rule_for
from vitalfew.channels.api import (
    Channels,
    HandleKind,
    HandleText,
    channels_of,
    channels_seen,
    guards_of,
    read_phone,
    region_of,
)
from vitalfew.identity.api import Member

MESSENGERS = (HandleKind.WECHAT, HandleKind.QQ, HandleKind.LINE)
HANDLES = {"mails": HandleKind.MAIL} | {kind.value: kind for kind in MESSENGERS}
REACH = {"phones", *HANDLES}
OPEN = (FieldRule.OPEN, FieldRule.READ_ONLY)


def reach_told(actor: Member, owner: Model, limited: dict[str, str]) -> dict[str, object]:
    """Numbers and addresses: themselves, behind a mask, or nothing where they are hidden; notes which are limited."""
    guards = guards_of(type(owner))
    rules = {
        "phones": rule_for(actor, guards.phones),
        "mails": rule_for(actor, guards.handles),
    }
    limited |= {name: rule.value for name, rule in rules.items() if rule not in OPEN}
    phones = _phones(actor, owner, rules["phones"])
    return {"phones": phones} | _handles(owner, guards.handles, rules["mails"])


def _phones(actor: Member, owner: Model, rule: FieldRule) -> list[dict[str, object]]:
    if rule in OPEN:
        return [
            {"text": one.raw, "e164": one.e164 or None, "extension": one.extension or None}
            for one in channels_of(owner).phones
        ]
    if rule != FieldRule.MASKED:
        return []
    masked = channels_seen(actor, owner).phones
    return [{"text": way.text, "e164": None, "extension": None} for way in masked]


def _handles(owner: Model, field: Field, rule: FieldRule) -> dict[str, object]:
    told: dict[str, list[str]] = {name: [] for name in HANDLES}
    if rule not in (*OPEN, FieldRule.MASKED):
        return dict(told)
    for one in channels_of(owner).handles:
        masked = field.mask(one.value) if rule == FieldRule.MASKED and field.mask else one.value
        told[_name_of(one.kind)].append(masked)
    return dict(told)


def refuse_unwritable(actor: Member, model: type[Model], sent: Mapping[str, Any]) -> None:
    """Refused when numbers or addresses are named that the member may not type."""
    guards = guards_of(model)
    insist_writes(actor, [guards.of(name) for name in sorted(REACH & sent.keys())])


def channels_sent(sent: Mapping[str, Any], country: str, stored: Model | None = None) -> Channels:
    """How somebody is reached from now on: what is not named stays. Numbers are dialled in ``country``."""
    standing = channels_of(stored) if stored else Channels()
    phones = standing.phones
    if "phones" in sent:
        read = [read_phone(text, region_of(country)) for text in sent["phones"]]
        phones = tuple({(one.e164 or one.raw, one.extension): one for one in read}.values())
    handles = [one for one in standing.handles if _name_of(one.kind) not in sent]
    for name, kind in HANDLES.items():
        texts = sent.get(name, [])
        read_texts = map(str.strip, texts if isinstance(texts, list) else [texts])
        once = {text.lower(): text for text in read_texts if text}
        handles += [HandleText(kind, text) for text in once.values()]
    return Channels(phones, tuple(handles))


def _name_of(kind: HandleKind) -> str:
    return "mails" if kind == HandleKind.MAIL else kind.value
