"""Contacts and their positions as a member's program is told of them."""

from vitalfew.access.api import FieldRule, rule_for
from vitalfew.channels.api import HandleKind, channels_of, channels_seen
from vitalfew.fields.api import OwnFields
from vitalfew.identity.api import Member
from vitalfew.people.api import MAILS, OWN_FIELDS, PHONES, Contact, Position

PLAIN = (
    "name", "preferred_name", "gender", "language", "preferred_way", "preferred_time", "topics", "taboo", "gifts",
    "note", "version", "created_at", "updated_at",
)  # fmt: skip
OPEN = (FieldRule.OPEN, FieldRule.READ_ONLY)


def contact_told(
    actor: Member, contact: Contact, own: OwnFields | None = None
) -> dict[str, object]:
    """A contact that came with positions and own fields beside it, as ``actor`` sees it."""
    fields, limited = (own or OwnFields(OWN_FIELDS, actor)).for_program(contact, "")
    seen: list[Position] = getattr(contact, "seen_positions", [])
    return {
        "id": contact.pk,
        **{name: getattr(contact, name) for name in PLAIN},
        "birthday": _birthday(contact),
        **_reached(actor, contact, limited),
        "positions": [position_told(one) for one in seen],
        "fields": fields,
        "limited": limited,
    }


def _birthday(contact: Contact) -> dict[str, object] | None:
    day = contact.birthday
    if day is None:
        return None
    return {
        "calendar": contact.birth_calendar, "year": day.year, "month": day.month, "day": day.day,
        "is_leap_month": day.is_leap,
    }  # fmt: skip


def _reached(actor: Member, contact: Contact, limited: dict[str, str]) -> dict[str, object]:
    """Numbers and addresses: themselves, behind a mask, or nothing where they are hidden."""
    rules = {"phones": rule_for(actor, PHONES), "mails": rule_for(actor, MAILS)}
    limited |= {name: rule.value for name, rule in rules.items() if rule not in OPEN}
    return {"phones": _phones(actor, contact, rules["phones"])} | _handles(
        actor, contact, rules["mails"]
    )


def _phones(actor: Member, contact: Contact, rule: FieldRule) -> list[dict[str, object]]:
    if rule in OPEN:
        return [
            {"text": one.raw, "e164": one.e164 or None, "extension": one.extension or None}
            for one in channels_of(contact).phones
        ]
    if rule != FieldRule.MASKED:
        return []
    masked = channels_seen(actor, contact).phones
    return [{"text": way.text, "e164": None, "extension": None} for way in masked]


def _handles(actor: Member, contact: Contact, rule: FieldRule) -> dict[str, object]:
    told: dict[str, list[str]] = {"mails": [], "wechat": [], "qq": [], "line": []}
    if rule not in (*OPEN, FieldRule.MASKED):
        return dict(told)
    for one in channels_of(contact).handles:
        masked = MAILS.mask(one.value) if rule == FieldRule.MASKED and MAILS.mask else one.value
        told["mails" if one.kind == HandleKind.MAIL else one.kind.value].append(masked)
    return dict(told)


def position_told(position: Position) -> dict[str, object]:
    """Where somebody works, as what, and until when."""
    names = (
        "contact_id", "customer_id", "title", "department", "role", "reports_to_id", "is_primary", "left_on",
        "left_reason", "version",
    )  # fmt: skip
    told = {name: getattr(position, name) for name in names}
    return {"id": position.pk, "customer": position.customer.name, **told}
