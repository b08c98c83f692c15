"""The one way in for inquiries, whatever door they come by: kept once, confirmed where wanted, given to somebody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from vitalfew.access.api import Verb, rights_of
from vitalfew.audit.api import record
from vitalfew.channels.api import read_phone, region_of
from vitalfew.customers.api import spelling
from vitalfew.identity.api import Member
from vitalfew.inquiries.models import Inquiry, WebForm
from vitalfew.inquiries.policies import INQUIRIES
from vitalfew.inquiries.routing import give, route
from vitalfew.inquiries.words import State, Via

FACTS = (
    "name", "company", "phone", "mail", "messenger", "country", "province", "wants",
)  # fmt: skip


@dataclass(frozen=True)
class Arrival:
    """How an inquiry came in. ``receipt``: what the sender's side calls it; the same one again is the same inquiry."""

    via: Via
    source: str
    source_detail: str = ""
    received_at: datetime | None = None
    receipt: str = ""
    form: WebForm | None = None
    consent_text: str = ""
    is_confirmed: bool = True


@transaction.atomic
def take_in(*, actor: Member | None, arrival: Arrival, facts: Mapping[str, str]) -> Inquiry:
    """Keep an inquiry and give it to somebody; ``actor`` is None for what strangers send."""
    try:
        with transaction.atomic():
            inquiry = _kept(actor, arrival, facts)
    except IntegrityError as error:
        if "receipt" not in str(error):
            raise
        return Inquiry.everything.get(receipt=arrival.receipt)
    record(
        actor=actor, verb="inquiry.receive", subject=f"inquiry:{inquiry.pk}", source=inquiry.source
    )
    if arrival.is_confirmed:
        place(inquiry, actor)
    return inquiry


def _kept(actor: Member | None, arrival: Arrival, facts: Mapping[str, str]) -> Inquiry:
    now = timezone.now()
    inquiry = Inquiry(
        via=arrival.via, source=arrival.source, source_detail=arrival.source_detail,
        received_at=arrival.received_at or now, receipt=arrival.receipt or None, form=arrival.form,
        consent_text=arrival.consent_text, consent_at=now if arrival.consent_text else None,
        entered_by=actor, state=State.NEW if arrival.is_confirmed else State.UNCONFIRMED,
    )  # fmt: skip
    write_facts(inquiry, facts)
    inquiry.save()
    return inquiry


def write_facts(inquiry: Inquiry, facts: Mapping[str, str]) -> None:
    """Put what was told into the row, and what follows from it."""
    for name, text in facts.items():
        setattr(inquiry, name, text.strip())
    inquiry.e164 = read_phone(inquiry.phone, region_of(inquiry.country)).e164
    inquiry.pinyin, inquiry.initials, _sort = spelling(f"{inquiry.company} {inquiry.name}".strip())


def place(inquiry: Inquiry, finder: Member | None) -> None:
    """To whom a rule names; else to the finder, where they would not see it otherwise; else to nobody yet."""
    if route(inquiry) is None and finder is not None:
        reach = rights_of(finder).reach(INQUIRIES.key, Verb.VIEW)
        if reach and not reach.everything:
            give(inquiry, finder, by=finder)
