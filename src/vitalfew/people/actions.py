"""Writing contacts and where they work: one function for each thing that people do."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb, insist, require
from vitalfew.audit.api import record
from vitalfew.channels.api import Channels, allowed_channels, store_channels
from vitalfew.customers.api import Customer, customer_for, visible_to
from vitalfew.fields.api import About, Typed, keep
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.people.models import Contact, Position
from vitalfew.people.names import folded_names, person_spelling
from vitalfew.people.policies import CONTACTS, OWN_FIELDS, check_at, contact_policy, position_policy
from vitalfew.people.queries import contact_not_found, position_for
from vitalfew.people.rules import refuse_circle

type Facts = dict[str, Any]


@transaction.atomic
def add(
    *,
    actor: Member,
    customer_id: int,
    facts: Facts,
    channels: Channels,
    position: Facts,
    own: Typed | None = None,
) -> Contact:
    """A new person at a customer. ``facts`` and ``position`` are columns of the two models.

    With ``own``, own fields that must be filled in are insisted on.
    """
    require(actor, CONTACTS, Verb.CREATE)
    customer = locked_customer(actor, customer_id)
    contact = Contact(**facts)
    spell(contact)
    contact.save()
    store_channels(contact, allowed_channels(actor, contact, channels))
    _place(contact, customer, position)
    keep(
        actor=actor,
        record=OWN_FIELDS,
        about=About(contact.pk),
        typed=own or {},
        is_new=own is not None,
    )
    record(
        actor=actor, verb="contact.create", subject=f"contact:{contact.pk}", customer=customer.pk
    )
    return contact


def spell(contact: Contact) -> None:
    """The name as it was typed, and what it is found by."""
    contact.name = contact.name.strip()
    contact.folded = folded_names(contact.name, contact.preferred_name)
    contact.pinyin, contact.initials, contact.sort_key = person_spelling(contact.name)


def locked_customer(actor: Member, customer_id: int) -> Customer:
    """The customer, so that two who write its people wait for each other; Refused for who may not write them."""
    customer = customer_for(actor, customer_id)
    check_at(actor, Verb.EDIT, customer)
    visible_to(actor).select_for_update(of=("self",)).get(pk=customer_id)
    return customer


def _place(contact: Contact, customer: Customer, facts: Facts) -> Position:
    is_primary = bool(facts.pop("is_primary", False))
    try:
        with transaction.atomic():
            position = Position.objects.create(contact=contact, customer=customer, **facts)
    except IntegrityError as error:
        if "works_once_at_a_customer" not in str(error):
            raise
        raise BadInput(
            "works_there_already",
            _("This contact works or worked there already. Change that entry instead."),
            field="customer",
        ) from error
    if is_primary:
        _set_primary(position)
    return position


def _set_primary(position: Position) -> None:
    if position.left_on is not None:
        raise Conflict(
            "left_already",
            _("They work there no more. Let them come back first, or choose another."),
        )
    others = Position.objects.filter(customer_id=position.customer_id, is_primary=True)
    others.exclude(pk=position.pk).update(is_primary=False)
    position.is_primary = True
    position.version += 1
    position.save(update_fields=["is_primary", "version"])


def locked(actor: Member, contact_id: int, verb: Verb = Verb.EDIT) -> Contact:
    """The contact for the rest of the transaction; NotFound where ``actor`` may not see them."""
    visible = contact_policy.rows(actor).filter(pk=contact_id)
    contact = visible.select_for_update(of=("self",)).first()
    if contact is None:
        raise contact_not_found()
    contact_policy.check(actor, verb, contact)
    return contact


def refuse_stale(row: Contact | Position, version: int) -> None:
    """Conflict when somebody changed it since it was shown."""
    if row.version != version:
        raise Conflict(
            "contact_changed_meanwhile",
            _(
                "Somebody changed this contact while you were typing. Compare both texts and choose."
            ),
            stored=row,
        )


@transaction.atomic
def change(
    *,
    actor: Member,
    contact_id: int,
    version: int,
    facts: Facts,
    channels: Channels,
    own: Typed | None = None,
) -> Contact:
    """Change a person's own facts and how to reach them; Conflict when somebody else was faster.

    Own fields that ``own`` does not name stay as they are.
    """
    contact = locked(actor, contact_id)
    refuse_stale(contact, version)
    for name, value in facts.items():
        setattr(contact, name, value)
    spell(contact)
    contact.version += 1
    contact.save()
    store_channels(contact, allowed_channels(actor, contact, channels))
    kept = keep(actor=actor, record=OWN_FIELDS, about=About(contact.pk), typed=own or {})
    more = {"own": kept} if kept else {}
    record(actor=actor, verb="contact.change", subject=f"contact:{contact.pk}", **more)
    return contact


@transaction.atomic
def place_at(*, actor: Member, contact_id: int, customer_id: int, facts: Facts) -> Position:
    """The contact also works at another customer."""
    contact = locked(actor, contact_id)
    position = _place(contact, locked_customer(actor, customer_id), facts)
    record(actor=actor, verb="contact.place", subject=f"contact:{contact.pk}", customer=customer_id)
    return position


def locked_position(actor: Member, position_id: int) -> Position:
    """A position for the rest of the transaction, with its customer; Refused for who may not write there."""
    position = position_for(actor, position_id)
    locked_customer(actor, position.customer_id)
    fresh = position_policy.rows(actor).select_for_update(of=("self",)).filter(pk=position_id)
    insist(position_policy.may(actor, Verb.EDIT, position))
    return fresh.select_related("contact").get()


@transaction.atomic
def change_position(*, actor: Member, position_id: int, version: int, facts: Facts) -> Position:
    """Change title, department, role and whom they report to."""
    position = locked_position(actor, position_id)
    refuse_stale(position, version)
    is_primary = facts.pop("is_primary", position.is_primary)
    superior = facts.get("reports_to")
    refuse_circle(position, Position.objects.get(pk=superior.pk) if superior else None)
    for name, value in facts.items():
        setattr(position, name, value)
    position.is_primary = position.is_primary and is_primary
    position.version += 1
    position.save()
    if is_primary and not position.is_primary:
        _set_primary(position)
    record(actor=actor, verb="contact.change_position", subject=f"contact:{position.contact_id}")
    return position


@transaction.atomic
def make_primary(*, actor: Member, position_id: int) -> Position:
    """The person to turn to first at this customer; whoever it was before is so no more."""
    position = locked_position(actor, position_id)
    _set_primary(position)
    record(actor=actor, verb="contact.make_primary", subject=f"contact:{position.contact_id}")
    return position


@transaction.atomic
def leave(*, actor: Member, position_id: int, on: date, reason: str) -> Position:
    """They work there no more: the entry stays, with the day and the reason. Those below report to nobody."""
    position = locked_position(actor, position_id)
    if not reason.strip():
        raise BadInput("reason_missing", _("Say why, in a few words."), field="reason")
    position.left_on, position.left_reason = on, reason.strip()
    position.is_primary = False
    position.version += 1
    position.save()
    Position.objects.filter(reports_to=position).update(reports_to=None)
    record(
        actor=actor, verb="contact.leave", subject=f"contact:{position.contact_id}", reason=reason
    )
    return position


@transaction.atomic
def come_back(*, actor: Member, position_id: int) -> Position:
    """They work there again, or never left."""
    position = locked_position(actor, position_id)
    position.left_on, position.left_reason = None, ""
    position.version += 1
    position.save()
    record(actor=actor, verb="contact.come_back", subject=f"contact:{position.contact_id}")
    return position
