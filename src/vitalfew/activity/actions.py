"""Writing follow-ups: one added, changed, or taken out by a verb of its own."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb, insist
from vitalfew.activity.models import LONGEST, FollowUp, Way
from vitalfew.activity.policies import check_may_write_at, follow_up_policy
from vitalfew.activity.queries import contacts_at, follow_up_for
from vitalfew.audit.api import record
from vitalfew.customers.api import Customer, customer_for
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.people.api import Contact

CLOCKS_DIFFER = timedelta(minutes=5)


@transaction.atomic
def write(
    *, actor: Member, customer_id: int, text: str, way: str = Way.CALL,
    happened_at: datetime | None = None, contact: Contact | None = None,
) -> FollowUp:  # fmt: skip
    """Write down that ``actor`` was in touch with a customer, now or at a moment that has been."""
    customer = customer_for(actor, customer_id)
    check_may_write_at(actor, customer)
    facts = {
        "text": text, "way": way, "contact": contact, "happened_at": happened_at or timezone.now()
    }  # fmt: skip
    made = FollowUp(customer=customer, author=actor, stage=customer.stage)
    _set(actor, customer, made, facts)
    made.save()
    record(
        actor=actor, verb="activity.write", subject=f"customer:{customer.pk}", follow_up=made.pk, way=made.way
    )  # fmt: skip
    return made


@transaction.atomic
def change(*, actor: Member, follow_up_id: int, version: int, **facts: object) -> FollowUp:
    """Change what was written; Conflict when somebody else was faster."""
    found = _locked(actor, follow_up_id, Verb.EDIT)
    if found.version != version:
        raise Conflict(
            "follow_up_changed_meanwhile",
            _("Somebody changed this follow-up while you were typing. Compare both texts and choose."),
            stored=found,
        )  # fmt: skip
    _set(actor, found.customer, found, facts)
    found.version += 1
    found.save()
    record(
        actor=actor, verb="activity.change", subject=f"customer:{found.customer_id}", follow_up=found.pk
    )  # fmt: skip
    return found


@transaction.atomic
def remove(*, actor: Member, follow_up_id: int) -> int:
    """Take a follow-up out; the key of its customer. What it said stays in the history."""
    found = _locked(actor, follow_up_id, Verb.DELETE)
    customer_id = found.customer_id
    found.delete()
    record(
        actor=actor, verb="activity.remove", subject=f"customer:{customer_id}", follow_up=follow_up_id
    )  # fmt: skip
    return int(customer_id)


def _locked(actor: Member, pk: int, verb: Verb) -> FollowUp:
    found = follow_up_for(actor, pk)
    insist(follow_up_policy.may(actor, verb, found))
    found.refresh_from_db(from_queryset=FollowUp.objects.select_for_update(of=("self",)))
    return found


def _set(actor: Member, customer: Customer, row: FollowUp, facts: dict[str, Any]) -> None:
    """Put checked facts on a row; the row is not saved."""
    text = facts.get("text", row.text).strip()
    if not text:
        raise BadInput("nothing_said", _("Write down what happened."), field="text")
    if len(text) > LONGEST:
        raise BadInput(
            "too_much_said",
            _("This is longer than %(most)s characters. Keep to what came of it.") % {"most": LONGEST},
            field="text",
        )  # fmt: skip
    moment = facts.get("happened_at", row.happened_at)
    if moment > timezone.now() + CLOCKS_DIFFER:
        raise BadInput(
            "not_yet",
            _("This moment is still to come. Write a follow-up when it has happened."),
            field="happened_at",
        )
    contact = facts.get("contact", row.contact)
    if contact not in {None, row.contact}:
        there = contacts_at(actor, customer)
        if not there.filter(pk=contact.pk).exists():
            raise BadInput(
                "not_a_contact_here", _("Choose somebody who works at this customer."), field="contact"
            )  # fmt: skip
    way = facts.get("way", row.way)
    if way not in Way.values:
        raise BadInput("no_such_way", _("Choose a way from the list."), field="way")
    row.text, row.happened_at, row.contact, row.way = text, moment, contact, way
