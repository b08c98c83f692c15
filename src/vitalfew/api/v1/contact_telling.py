"""Contacts and their positions as a member's program is told of them."""

from vitalfew.api.v1.reaching import reach_told
from vitalfew.fields.api import OwnFields
from vitalfew.identity.api import Member
from vitalfew.people.api import OWN_FIELDS, Contact, Position

PLAIN = (
    "name", "preferred_name", "gender", "language", "preferred_way", "preferred_time", "topics", "taboo", "gifts",
    "note", "version", "created_at", "updated_at",
)  # fmt: skip


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
        **reach_told(actor, contact, limited),
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


def position_told(position: Position) -> dict[str, object]:
    """Where somebody works, as what, and until when."""
    names = (
        "contact_id", "customer_id", "title", "department", "role", "reports_to_id", "is_primary", "left_on",
        "left_reason", "version",
    )  # fmt: skip
    told = {name: getattr(position, name) for name in names}
    return {"id": position.pk, "customer": position.customer.name, **told}
