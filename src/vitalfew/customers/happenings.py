"""What the timeline tells of the customer's own record: when it came, what was changed, who helped."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.audit.api import updates_of
from vitalfew.customers.models import Customer
from vitalfew.customers.policies import team_visible_to
from vitalfew.identity.api import Member
from vitalfew.timeline.api import Happening, Kind, Source, Window, first_of, register, second_of

KIND = Kind("record", gettext_lazy("Record and team"), "file", order=80)
# Told by the apps that know more about it.
TOLD_ELSEWHERE = frozenset({"owner", "department", "deleted_at", "deleted_by", "deleted_reason"})


def added(actor: Member, customer: Customer, window: Window) -> Iterator[Happening]:
    """The record was made."""
    yield Happening(
        at=customer.created_at,
        key=customer.pk,
        title=_("Came with an import") if customer.origin else _("Customer added"),
        detail=customer.get_source_display() if customer.source else "",
    )


def changed(actor: Member, customer: Customer, window: Window) -> Iterator[Happening]:
    """Facts of the customer were changed, as far as the member may read them."""
    lines = updates_of(
        actor, Customer, [customer.pk], without=TOLD_ELSEWHERE,
        cut=lambda rows: window.newest(rows, "at"),
    )  # fmt: skip
    for line in lines:
        yield Happening(
            at=line.entry.at,
            key=line.entry.pk,
            title=_("Record changed"),
            detail=line.told,
            who=line.actor,
            url=reverse("audit:history", args=["customer", customer.pk]),
        )


def helped(actor: Member, customer: Customer, window: Window) -> Iterator[Happening]:
    """Somebody came onto the account team, or was taken off it."""
    rows = team_visible_to(actor).filter(customer=customer).select_related("member")
    for helper in rows:
        named = {"member": helper.member}
        yield Happening(
            at=helper.created_at,
            key=first_of(helper),
            title=_("%(member)s came onto the account team") % named,
            detail=helper.reason,
        )
        if helper.removed_at is not None:
            yield Happening(
                at=helper.removed_at,
                key=second_of(helper),
                title=_("%(member)s was taken off the account team") % named,
            )


register(
    Source("added", KIND, added),
    Source("changed", KIND, changed, in_order=True),
    Source("team", KIND, helped),
)
