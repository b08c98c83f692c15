"""Before a customer is added by hand, apps above may ask whether it is here already."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from vitalfew.audit.api import because as for_this_reason
from vitalfew.channels.api import Channels, HandleKind, typed_channels
from vitalfew.customers.actions import create
from vitalfew.customers.models import Customer
from vitalfew.fields.api import Typed
from vitalfew.identity.api import Member


@dataclass(frozen=True)
class Arriving:
    """A customer about to be added, and why all the same when one like it is here."""

    name: str
    kind: str
    phones: tuple[str, ...]
    mails: tuple[str, ...]
    because: str


type Question = Callable[[Member, Arriving], None]
_questions: list[Question] = []


def ask_before_adding(question: Question) -> None:
    """Call ``question`` with the member and the customer about to be added; it raises a Conflict to stop."""
    _questions.append(question)


@transaction.atomic
def add(
    *,
    actor: Member,
    channels: Channels,
    because: str = "",
    own: Typed | None = None,
    code: str | None = None,
    **facts: str,
) -> Customer:
    """Add a customer that is not here yet; ``because`` says why it is another one than those that look like it."""
    channels = typed_channels(actor, Customer, channels)
    phones = tuple(phone.e164 or phone.raw for phone in channels.phones)
    mails = tuple(channels.of(HandleKind.MAIL))
    arriving = Arriving(facts["name"], facts["kind"], phones, mails, because.strip())
    for question in _questions:
        question(actor, arriving)
    if arriving.because:
        for_this_reason(arriving.because)
    return create(actor=actor, channels=channels, own=own, code=code, **facts)
