"""What the timeline tells of merges: what went into this customer, and what was taken out again."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.customers.api import Customer
from vitalfew.duplicates.policies import merges_visible_to
from vitalfew.identity.api import Member
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


register(Source("merged", KIND, merged))
