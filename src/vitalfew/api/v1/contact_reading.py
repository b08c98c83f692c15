"""What programs send of contacts, as the verbs of people take it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from vitalfew.access.api import insist_writes
from vitalfew.channels.api import (
    Channels,
    HandleKind,
    HandleText,
    channels_of,
    read_phone,
    region_of,
)
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput
from vitalfew.people.api import MAILS, PHONES, Birthday, Contact, is_possible

MESSENGERS = (HandleKind.WECHAT, HandleKind.QQ, HandleKind.LINE)
HANDLES = {"mails": HandleKind.MAIL} | {kind.value: kind for kind in MESSENGERS}
ELSEWHERE = {"phones", *HANDLES, "birthday", "fields", "position"}
NO_BIRTHDAY = {
    "birth_calendar": "", "birth_year": None, "birth_month": None, "birth_day": None, "birth_leap": False,
}  # fmt: skip


def refuse_unwritable(actor: Member, sent: Mapping[str, Any]) -> None:
    """Refused when numbers or addresses are named that the member may not type."""
    named = [PHONES] if "phones" in sent else []
    insist_writes(actor, [*named, *([MAILS] if HANDLES.keys() & sent.keys() else [])])


def facts_sent(sent: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of a contact."""
    facts = {name: value for name, value in sent.items() if name not in ELSEWHERE}
    if facts.get("name", "") is None:
        raise BadInput("cannot_be_empty", _("The name cannot be null."), field="name")
    return facts | (_birthday(sent["birthday"]) if "birthday" in sent else {})


def _birthday(told: Mapping[str, Any] | None) -> dict[str, Any]:
    if told is None:
        return NO_BIRTHDAY
    told = {"calendar": "solar", "year": None, "is_leap_month": False, **told}
    is_lunar = told["calendar"] == "lunar"
    if not is_possible(Birthday(told["month"], told["day"], told["year"], is_lunar)):
        raise BadInput(
            "no_such_day",
            _("There is no such day. Give month and day; the year may stay empty."),
            field="birthday",
        )
    return {
        "birth_calendar": told["calendar"], "birth_year": told["year"], "birth_month": told["month"],
        "birth_day": told["day"], "birth_leap": is_lunar and told["is_leap_month"],
    }  # fmt: skip


def channels_sent(sent: Mapping[str, Any], country: str, stored: Contact | None = None) -> Channels:
    """How the contact is reached from now on: what is not named stays. Numbers are dialled in ``country``."""
    standing = channels_of(stored) if stored else Channels()
    phones = standing.phones
    if "phones" in sent:
        read = [read_phone(text, region_of(country)) for text in sent["phones"]]
        phones = tuple({(one.e164 or one.raw, one.extension): one for one in read}.values())
    handles = [one for one in standing.handles if _key_of(one.kind) not in sent]
    for name, kind in HANDLES.items():
        texts = sent.get(name, [])
        read_texts = map(str.strip, texts if isinstance(texts, list) else [texts])
        once = {text.lower(): text for text in read_texts if text}
        handles += [HandleText(kind, text) for text in once.values()]
    return Channels(phones, tuple(handles))


def _key_of(kind: HandleKind) -> str:
    return "mails" if kind == HandleKind.MAIL else kind.value
