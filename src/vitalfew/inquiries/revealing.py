"""Looking behind the mask of an inquiry's field: who may not see it as it is may ask, and that is written down."""

from collections.abc import Callable

from django.db import transaction

from vitalfew.access.api import field_of, reveal
from vitalfew.fields.api import OwnFields, reveal_own
from vitalfew.identity.api import Member
from vitalfew.inquiries.models import Inquiry
from vitalfew.inquiries.policies import MAIL, OWN_FIELDS, PHONE
from vitalfew.inquiries.queries import inquiry_for, no_such_inquiry

READERS: dict[str, Callable[[Inquiry], str]] = {
    PHONE.key: lambda inquiry: inquiry.phone,
    MAIL.key: lambda inquiry: inquiry.mail,
}


@transaction.atomic
def reveal_of_inquiry(*, actor: Member, inquiry_id: int, key: str) -> tuple[str, list[str]]:
    """The name of a field that ``actor`` sees masked, and its texts; looking is written to the history.

    Refused where the field is hidden, NotFound where there is no such field.
    """
    inquiry = inquiry_for(actor, inquiry_id)
    subject, field = f"inquiry:{inquiry.pk}", field_of(key)
    if field is None:
        raise no_such_inquiry()
    if key in READERS:
        reveal(actor=actor, subject=subject, field=field)
        text = READERS[key](inquiry)
        return str(field.label), [text] if text else []
    told = reveal_own(OwnFields(OWN_FIELDS, actor), actor, subject, field, inquiry)
    if told is None:
        raise no_such_inquiry()
    return told
