"""What a contact agreed to: noting it, and asking whether it holds."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from vitalfew.audit.api import record
from vitalfew.identity.api import Member
from vitalfew.people.actions import locked
from vitalfew.people.models import Consent, Contact, Purpose


@transaction.atomic
def note_consent(
    *, actor: Member, contact_id: int, purpose: str, is_given: bool, on: date, way: str, proof: str
) -> Consent:
    """Note that a contact agreed to a purpose, or took it back. It holds from the next message on."""
    contact = locked(actor, contact_id)
    consent = Consent.objects.create(
        contact=contact, purpose=purpose, is_given=is_given, on=on, way=way, proof=proof, noted_by=actor
    )  # fmt: skip
    record(
        actor=actor, verb="contact.consent", subject=f"contact:{contact.pk}", purpose=purpose, given=is_given
    )  # fmt: skip
    return consent


def consents_of(contact: Contact) -> list[Consent]:
    """What holds now for each purpose that was ever spoken of, in the order of the purposes."""
    newest = contact.consents.order_by("purpose", "-on", "-pk").distinct("purpose")
    by_purpose = {consent.purpose: consent for consent in newest}
    return [by_purpose[purpose] for purpose in Purpose.values if purpose in by_purpose]


def who_agreed(contacts: QuerySet[Contact], purpose: Purpose) -> QuerySet[Contact]:
    """Those of ``contacts`` whose newest word on ``purpose`` is a yes: nobody else may be written to for it."""
    newest = Consent.objects.filter(contact=OuterRef("pk"), purpose=purpose).order_by("-on", "-pk")
    return contacts.annotate(agreed=Subquery(newest.values("is_given")[:1])).filter(agreed=True)


def has_agreed(contact_ids: Iterable[int], purpose: Purpose) -> set[int]:
    """Which of these contacts agreed to ``purpose`` and have not taken it back."""
    asked = Contact.objects.filter(pk__in=list(contact_ids))
    return set(who_agreed(asked, purpose).order_by().values_list("pk", flat=True))
