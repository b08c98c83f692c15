"""The bin of contacts: back with everything for 30 days, then gone for good."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb
from vitalfew.audit.api import because, record
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.people.actions import locked
from vitalfew.people.models import Contact
from vitalfew.people.policies import contact_policy

KEEP = timedelta(days=30)
NOT_MERGED = {"merged_into__isnull": True}  # who was merged goes with the one who stays
FIELDS = ["deleted_at", "deleted_by", "deleted_reason", "version", "updated_at"]


@transaction.atomic
def delete(*, actor: Member, contact_id: int, reason: str) -> Contact:
    """Put a contact into the bin: numbers, positions and history stay attached, and are seen no more."""
    contact = locked(actor, contact_id, Verb.DELETE)
    if not reason.strip():
        raise BadInput("reason_missing", _("Say why, in a few words."), field="reason")
    because(reason.strip())
    contact.deleted_at, contact.deleted_by = timezone.now(), actor
    contact.deleted_reason = reason.strip()
    contact.version += 1
    contact.save(update_fields=FIELDS)
    record(actor=actor, verb="contact.delete", subject=f"contact:{contact.pk}", reason=reason)
    return contact


@transaction.atomic
def restore(*, actor: Member, contact_id: int) -> Contact:
    """Take a contact out of the bin, as they were."""
    binned = contact_policy.binned(actor).filter(pk=contact_id)
    contact = binned.select_for_update(of=("self",)).first()
    if contact is None:
        raise Conflict(
            "not_in_the_bin", _("This contact is not in the bin any more. Look at the list.")
        )
    contact.deleted_at, contact.deleted_by, contact.deleted_reason = None, None, ""
    contact.version += 1
    contact.save(update_fields=FIELDS)
    record(actor=actor, verb="contact.restore", subject=f"contact:{contact.pk}")
    return contact


def gone_on(contact: Contact) -> datetime | None:
    """When the contact leaves the bin for good."""
    return contact.deleted_at + KEEP if contact.deleted_at else None


def purge(now: datetime | None = None) -> int:
    """Delete for good whoever's 30 days are over, and contacts whose customers are all gone; how many."""
    gone = _overdue(now).delete()[1].get("people.Contact", 0)
    nowhere = Contact.everybody.filter(positions__isnull=True, **NOT_MERGED)
    return gone + nowhere.delete()[1].get("people.Contact", 0)


def is_anybody_overdue(now: datetime | None = None) -> bool:
    """Whether there is something to purge by age."""
    return _overdue(now).exists()


def _overdue(now: datetime | None) -> QuerySet[Contact]:
    old = (now or timezone.now()) - KEEP
    return Contact.everybody.filter(deleted_at__lt=old, **NOT_MERGED)
