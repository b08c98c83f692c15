"""Before a person is added by hand, apps above may ask whether they are known already."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from vitalfew.audit.api import because as for_this_reason
from vitalfew.channels.api import (
    Channels,
    HandleKind,
    allowed_channels,
    channels_of,
    store_channels,
    typed_channels,
)
from vitalfew.customers.api import Customer, customer_for
from vitalfew.fields.api import Typed
from vitalfew.identity.api import Member
from vitalfew.people.actions import Facts, add, locked, place_at
from vitalfew.people.models import Contact, Position


@dataclass(frozen=True)
class ArrivingPerson:
    """A person about to be added at a customer, and why all the same when one like them is known."""

    name: str
    customer: Customer
    phones: tuple[str, ...]
    mails: tuple[str, ...]
    because: str


type Question = Callable[[Member, ArrivingPerson], None]
_questions: list[Question] = []


def ask_before_adding_people(question: Question) -> None:
    """Call ``question`` with the member and the person about to be added; it raises a Conflict to stop."""
    _questions.append(question)


@transaction.atomic
def add_new(
    *,
    actor: Member,
    customer_id: int,
    facts: Facts,
    channels: Channels,
    position: Facts,
    own: Typed | None = None,
    because: str = "",
) -> Contact:
    """Add a person who is not known yet; ``because`` says why it is another one than those who look like them."""
    typed = typed_channels(actor, Contact, channels)
    arriving = ArrivingPerson(
        facts["name"],
        customer_for(actor, customer_id),
        tuple(phone.e164 or phone.raw for phone in typed.phones),
        tuple(typed.of(HandleKind.MAIL)),
        because.strip(),
    )
    for question in _questions:
        question(actor, arriving)
    if arriving.because:
        for_this_reason(arriving.because)
    return add(
        actor=actor, customer_id=customer_id, facts=facts, channels=channels, position=position, own=own
    )  # fmt: skip


@transaction.atomic
def use_instead(
    *, actor: Member, contact_id: int, customer_id: int, channels: Channels, position: Facts
) -> Position:
    """The person is known: they work at this customer too. Numbers and addresses they did not have are added."""
    contact = locked(actor, contact_id)
    known = channels_of(contact)
    more = allowed_channels(actor, contact, _with_new(known, channels))
    if more != known:
        store_channels(contact, more)
        contact.version += 1
        contact.save(update_fields=["version", "updated_at"])
    return place_at(actor=actor, contact_id=contact_id, customer_id=customer_id, facts=position)


def _with_new(known: Channels, typed: Channels) -> Channels:
    numbers = {phone.e164 or phone.raw for phone in known.phones}
    names = {(handle.kind, handle.value.lower()) for handle in known.handles}
    return Channels(
        (*known.phones, *(one for one in typed.phones if (one.e164 or one.raw) not in numbers)),
        (
            *known.handles,
            *(one for one in typed.handles if (one.kind, one.value.lower()) not in names),
        ),
    )
