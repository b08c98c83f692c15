"""Looking behind the mask of how a contact is reached: one may ask, and that is written down."""

from django.db import transaction

from vitalfew.access.api import field_of, reveal
from vitalfew.channels.api import behind_masks
from vitalfew.fields.api import OwnFields, reveal_own
from vitalfew.identity.api import Member
from vitalfew.people.policies import MAILS, OWN_FIELDS, PHONES
from vitalfew.people.queries import contact_for, contact_not_found

FIELDS = {field.key: field for field in (PHONES, MAILS)}


@transaction.atomic
def reveal_of_contact(*, actor: Member, contact_id: int, key: str) -> tuple[str, list[str]]:
    """The name of a field that ``actor`` sees masked, and its texts; looking is written to the history.

    Refused where the field is hidden, NotFound where there is no such field.
    """
    contact = contact_for(actor, contact_id)
    field = field_of(key)
    if field is not None and key.startswith(f"{OWN_FIELDS.key}.own."):
        subject = f"contact:{contact.pk}"
        told = reveal_own(OwnFields(OWN_FIELDS, actor), actor, subject, field, contact)
        if told is not None:
            return told
    if key not in FIELDS:
        raise contact_not_found()
    reveal(actor=actor, subject=f"contact:{contact.pk}", field=FIELDS[key])
    return str(FIELDS[key].label), behind_masks(contact, FIELDS[key])
