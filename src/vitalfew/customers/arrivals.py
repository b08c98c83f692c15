"""Before a customer is added by hand, apps above may ask whether it is here already."""

from collections.abc import Callable

from django.db import transaction

from vitalfew.audit.api import because as for_this_reason
from vitalfew.customers.actions import create
from vitalfew.customers.models import Customer
from vitalfew.identity.api import Member

type Question = Callable[[Member, str, str, str], None]
_questions: list[Question] = []


def ask_before_adding(question: Question) -> None:
    """Call ``question`` with the member, name, kind and the reason to go on; it raises a Conflict to stop."""
    _questions.append(question)


@transaction.atomic
def add(*, actor: Member, because: str = "", **facts: str) -> Customer:
    """Add a customer that is not here yet; ``because`` says why it is another one than those that look like it."""
    for question in _questions:
        question(actor, facts["name"], facts["kind"], because)
    if because.strip():
        for_this_reason(because.strip())
    return create(actor=actor, **facts)
