"""Inquiries as a member's program is told of them."""

from collections.abc import Sequence

from vitalfew.api.v1.telling import Teller
from vitalfew.customers.api import visible_to as customers_visible_to
from vitalfew.fields.api import OwnFields
from vitalfew.identity.api import Member
from vitalfew.inquiries.api import MAIL, OWN_FIELDS, PHONE, Inquiry
from vitalfew.people.api import contact_policy

PLAIN = (
    "state", "received_at", "source", "source_detail", "via", "name", "company", "messenger", "country", "province",
    "wants", "owner_id", "answered_at", "answer", "closed_note", "consent_at", "consent_text", "version", "updated_at",
)  # fmt: skip


def inquiries_told(actor: Member, rows: Sequence[Inquiry]) -> list[dict[str, object]]:
    """Inquiries that came with their own fields beside them; one question for all their customers, one for contacts."""
    own = OwnFields(OWN_FIELDS, actor)
    customers = {row.customer_id for row in rows if row.customer_id}
    contacts = {row.contact_id for row in rows if row.contact_id}
    if customers:
        seen = customers_visible_to(actor).filter(pk__in=customers)
        customers = set(seen.values_list("pk", flat=True))
    if contacts:
        contacts = set(
            contact_policy.rows(actor).filter(pk__in=contacts).values_list("pk", flat=True)
        )
    return [
        _told(actor, row, own)
        | {
            "customer_id": row.customer_id if row.customer_id in customers else None,
            "contact_id": row.contact_id if row.contact_id in contacts else None,
        }
        for row in rows
    ]


def _told(actor: Member, row: Inquiry, own: OwnFields) -> dict[str, object]:
    teller = Teller(actor)
    fields, limited = own.for_program(row, "")
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in PLAIN},
        "phone": teller.text("phone", PHONE, row.phone),
        "mail": teller.text("mail", MAIL, row.mail),
        "owner": str(row.owner) if row.owner else None,
        "department": str(row.department) if row.department else None,
        "answered_by": str(row.answered_by) if row.answered_by else None,
        "closed_reason": row.closed_reason or None,
        "fields": fields,
        "limited": teller.limited | limited,
    }
