"""What the timeline tells of contacts: who came and left, what was changed about them, what they agreed to."""

from collections.abc import Iterator

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.access.api import Verb, may
from vitalfew.audit.api import updates_of
from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.people.models import Consent, Contact, Position
from vitalfew.people.policies import CONTACTS, position_policy
from vitalfew.timeline.api import (
    Happening,
    Kind,
    Source,
    Window,
    beginning_of,
    first_of,
    register,
    second_of,
)

PEOPLE = Kind("people", gettext_lazy("Contacts"), "people", order=50)
CONSENTS = Kind("consents", gettext_lazy("Consents"), "check", order=60)


def _positions(actor: Member, customer: Customer) -> QuerySet[Position]:
    rows = position_policy.rows(actor).filter(customer=customer)
    return rows.filter(contact__deleted_at__isnull=True)


def came_and_left(actor: Member, customer: Customer, window: Window) -> Iterator[Happening]:
    """A contact was added, or left."""
    for position in _positions(actor, customer).select_related("contact"):
        name, url = position.contact.name, _url(position.contact_id)
        yield Happening(
            at=position.created_at,
            key=first_of(position),
            title=_("New contact: %(name)s") % {"name": name},
            detail=position.title,
            url=url,
        )
        if position.left_on is not None:
            yield Happening(
                at=beginning_of(position.left_on),
                key=second_of(position),
                title=_("%(name)s left") % {"name": name},
                detail=position.left_reason,
                url=url,
                is_day=True,
            )


def changed(actor: Member, customer: Customer, window: Window) -> Iterator[Happening]:
    """Facts of a contact were changed, as far as the member may read them."""
    of_entry = Contact.objects.filter(pk=Cast(OuterRef("row_key"), BigIntegerField()))
    name = Subquery(of_entry.values("name"))
    lines = updates_of(
        actor, Contact, _positions(actor, customer).order_by().values("contact_id"),
        cut=lambda rows: window.newest(rows.annotate(contact_name=name), "at"),
    )  # fmt: skip
    for line in lines:
        yield Happening(
            at=line.entry.at,
            key=line.entry.pk,
            title=_("%(name)s was changed") % {"name": getattr(line.entry, "contact_name", "")},
            detail=line.told,
            who=line.actor,
            url=reverse("audit:history", args=["contact", line.entry.row_key]),
        )


def agreed(actor: Member, customer: Customer, window: Window) -> Iterator[Happening]:
    """A contact agreed to something, or took it back; told when it was noted."""
    contacts = _positions(actor, customer).order_by().values("contact_id")
    rows = Consent.objects.filter(contact_id__in=contacts).select_related("contact", "noted_by")
    for consent in window.newest(rows, "created_at"):
        words = _("%(name)s agreed") if consent.is_given else _("%(name)s agrees no longer")
        yield Happening(
            at=consent.created_at,
            key=consent.pk,
            title=words % {"name": consent.contact.name},
            detail=f"{consent.get_purpose_display()} · {consent.get_way_display()}",
            who=str(consent.noted_by or ""),
            url=_url(consent.contact_id),
        )


def _url(contact_id: int) -> str:
    return reverse("people:contact", args=[contact_id])


def _sees(actor: Member) -> object:
    return may(actor, CONTACTS, Verb.VIEW)


register(
    Source("contacts", PEOPLE, came_and_left, _sees),
    Source("contact_changed", PEOPLE, changed, _sees, in_order=True),
    Source("consent", CONSENTS, agreed, _sees, in_order=True),
)
