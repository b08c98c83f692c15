"""The list of hand-overs."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from vitalfew.access.api import Verb, may
from vitalfew.customers.api import CUSTOMERS
from vitalfew.handover.rules import State
from vitalfew.identity.api import Member
from vitalfew.web.api import by_key
from vitalfew.web.listing import Choice, ChoiceFilter, Column, Empty, Listing, Sort

if TYPE_CHECKING:
    from vitalfew.handover.queries import Sized


def handover_list(actor: Member) -> "Listing[Sized]":
    """The list as ``actor`` may see it, in the active language."""
    return Listing(
        key="handovers",
        columns=[
            Column("giver", _("From"), value=lambda row: str(row.giver)),
            Column("successor", _("Successor"), value=lambda row: str(row.successor)),
            Column("state", _("State"), template="handover/state_cell.html", value=lambda row: row.get_state_display()),
            Column("size", _("Customers"), kind="number"),
            Column("reason", _("Reason"), on_phone=False),
            Column("created_at", _("Asked for"), kind="datetime", sort="asked"),
        ],
        filters=[ChoiceFilter("state", _("State"), [Choice(s.value, s.label) for s in State])],
        may_export=bool(may(actor, CUSTOMERS, Verb.EXPORT)),
        sorts=[Sort("asked", _("Newest first"), "created_at")],
        row_url=by_key("handover:show"),
        empty=Empty(
            _("Nothing is being handed over"),
            _("Whoever leaves or moves hands customers over: tick them in the list of customers."),
            "handover",
            "site:customers",
            _("Customers"),
        ),
    )  # fmt: skip
