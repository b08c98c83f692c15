"""What the timeline tells of merges: what went into this customer, and what was taken out again."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.access.api import Verb, may
from vitalfew.customers.api import Customer
from vitalfew.duplicates.policies import merges_visible_to, person_merges_into
from vitalfew.identity.api import Member
from vitalfew.people.api import CONTACTS, position_policy
from vitalfew.timeline.api import Happening, Kind, Source, Window, first_of, register, second_of

KIND = Kind("merges", gettext_lazy("Merges"), "customers", order=70)


def merged(actor: Member, customer: Customer, window: Window) -> Iterator[Happening]:
    """Another customer went into this one, or was taken out of it again."""
    rows = merges_visible_to(actor).filter(survivor=customer)
    for merge in rows.select_related("actor", "undone_by"):
        named = {"name": merge.other_name}
        yield Happening(
            at=merge.at,
            key=first_of(merge),
            title=_("“%(name)s” was the same customer") % named,
            detail=merge.reason,
            who=str(merge.actor),
        )
        if merge.undone_at is not None:
            yield Happening(
                at=merge.undone_at,
                key=second_of(merge),
                title=_("“%(name)s” is a customer of its own again") % named,
                who=str(merge.undone_by or ""),
            )


def people_merged(actor: Member, customer: Customer, window: Window) -> Iterator[Happening]:
    """Two contacts of this customer were one person, or are two again."""
    here = position_policy.rows(actor).filter(customer=customer)
    here = here.filter(contact__deleted_at__isnull=True).order_by()
    rows = person_merges_into(here.values_list("contact_id", flat=True))
    for merge in rows.select_related("actor", "undone_by"):
        named = {"name": merge.other_name, "other": merge.survivor_name}
        url = reverse("people:contact", args=[merge.survivor_id])
        yield Happening(
            at=merge.at,
            key=first_of(merge),
            title=_("Contact “%(name)s” was the same as “%(other)s”") % named,
            detail=merge.reason,
            who=str(merge.actor),
            url=url,
        )
        if merge.undone_at is not None:
            yield Happening(
                at=merge.undone_at,
                key=second_of(merge),
                title=_("Contact “%(name)s” is another one than “%(other)s” after all") % named,
                who=str(merge.undone_by or ""),
                url=url,
            )


def _sees_people(actor: Member) -> object:
    return may(actor, CONTACTS, Verb.VIEW)


register(Source("merged", KIND, merged), Source("people_merged", KIND, people_merged, _sees_people))
