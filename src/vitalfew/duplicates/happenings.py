"""What the timeline tells of merges: what went into this customer, and what was taken out again; so of its contacts."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import BooleanField, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.customers.api import Customer
from vitalfew.duplicates.policies import merges_visible_to, person_merges_into
from vitalfew.identity.api import Member
from vitalfew.people.api import position_policy
from vitalfew.timeline.api import Happening, Kind, Source, Window, register

KIND = Kind("merges", gettext_lazy("Merges"), "customers", order=70)


class Row(NamedTuple):
    """A merge of two customers, or of two contacts."""

    pk: int
    survivor_id: int
    survivor_name: str
    other_name: str
    reason: str
    at: datetime
    actor_id: int
    undone_at: datetime | None
    undone_by_id: int | None
    is_person: bool


def merged(actor: Member, customer: Customer, window: Window) -> Iterator[Happening]:
    """Another customer went into this one, or two of its contacts were one; and what was taken back of that."""
    rows = _rows(actor, customer)
    keys = {key for row in rows for key in (row.actor_id, row.undone_by_id) if key}
    members = Member.objects.in_bulk(keys) if keys else {}
    for row in rows:
        first, second = _titles(row)
        url = reverse("people:contact", args=[row.survivor_id]) if row.is_person else ""
        key = row.pk * (
            -2 if row.is_person else 2
        )  # two happenings each, and both kinds of merges in one source
        yield Happening(
            at=row.at, key=key, title=first, detail=row.reason, who=str(members[row.actor_id]), url=url
        )  # fmt: skip
        if row.undone_at is not None:
            who = str(members.get(row.undone_by_id or 0, ""))
            yield Happening(at=row.undone_at, key=key + 1, title=second, who=who, url=url)


def _rows(actor: Member, customer: Customer) -> list[Row]:
    """Both kinds, asked for at once."""
    here = position_policy.rows(actor).filter(customer=customer)
    here = here.filter(contact__deleted_at__isnull=True).order_by()
    people = person_merges_into(here.values_list("contact_id", flat=True))
    customers = merges_visible_to(actor).filter(survivor=customer)
    told = [
        rows.annotate(is_person=Value(is_person, BooleanField()))
        .order_by()
        .values_list(*Row._fields)
        for rows, is_person in ((customers, False), (people, True))
    ]
    return [Row(*row) for row in told[0].union(told[1], all=True)]


def _titles(row: Row) -> tuple[str, str]:
    """What is said of the merge, and of taking it back."""
    named = {"name": row.other_name, "other": row.survivor_name}
    if row.is_person:
        return (
            _("Contact “%(name)s” was the same as “%(other)s”") % named,
            _("Contact “%(name)s” is another one than “%(other)s” after all") % named,
        )
    return (
        _("“%(name)s” was the same customer") % named,
        _("“%(name)s” is a customer of its own again") % named,
    )


register(Source("merged", KIND, merged))
