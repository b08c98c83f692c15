"""The list of opportunities, and their bin."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.access.api import Verb, may
from vitalfew.funnel.models import LossReason, Opportunity, Outcome
from vitalfew.funnel.policies import OPPORTUNITIES
from vitalfew.funnel.queries import (
    BESIDE,
    possible_owners,
    stage_names,
    visible_opportunities,
    with_words,
)
from vitalfew.identity.api import Member
from vitalfew.web.listing import (
    Choice,
    ChoiceFilter,
    Column,
    DateFilter,
    Empty,
    Filter,
    Listing,
    NumberFilter,
    Sort,
    answer_programs,
)

OPEN, LATE = "open", "late"
KEEP = timedelta(days=30)


def _state(row: Opportunity) -> str:
    return row.get_outcome_display() if row.outcome else str(pgettext_lazy("opportunity", "Open"))


COLUMNS = [
    Column[Opportunity]("name", pgettext_lazy("opportunity", "Name")),
    Column[Opportunity]("customer", _("Customer"), value="customer.name"),
    Column[Opportunity]("stage", _("Stage"), value=lambda row: str(row.stage)),
    Column[Opportunity](
        "amount", _("Expected amount"), kind="money", currency=lambda row: row.currency, sort="amount"
    ),
    Column[Opportunity]("closes_on", _("Expected close date"), kind="date", sort="closes"),
    Column[Opportunity]("owner", _("Owner"), value=lambda row: str(row.owner or "")),
    Column[Opportunity]("state", _("State"), value=_state, template="funnel/state_cell.html"),
    Column[Opportunity]("opened_at", _("Opened"), kind="datetime", sort="newest", on_phone=False),
    Column[Opportunity]("closed_on", _("Closed"), kind="date", on_phone=False, when_filled=True),
    Column[Opportunity](
        "lost_reason", _("Loss reason"), value=lambda row: row.get_lost_reason_display(), on_phone=False,
        when_filled=True,
    ),
]  # fmt: skip
SORTS = [
    Sort("newest", _("Newest first"), "opened_at"),
    Sort("amount", _("Expected amount"), "amount", nullable=True),
    Sort("closes", _("Expected close date"), "closes_on", descending=False, nullable=True),
]


def _owners() -> list[Choice]:
    return [Choice(str(one.pk), str(one)) for one in possible_owners()]


def _stages() -> list[Choice]:
    return [Choice(str(one.pk), str(one)) for one in stage_names()]


def _in_state(chosen: list[str]) -> Q:
    late = Q(outcome="", closes_on__lt=timezone.localdate())
    asked = {OPEN: Q(outcome=""), LATE: late} | {one.value: Q(outcome=one) for one in Outcome}
    condition = Q()
    for key in chosen:
        condition |= asked.get(key, Q())
    return condition


def _filters() -> list[Filter]:
    states = [
        Choice(OPEN, pgettext_lazy("opportunity", "Open")),
        Choice(LATE, _("Open and late")),
        *(Choice(one.value, one.label) for one in Outcome),
    ]
    reasons = [Choice(one.value, one.label) for one in LossReason]
    return [
        ChoiceFilter("state", _("State"), states, _in_state),
        ChoiceFilter("stage", _("Stage"), _stages, "stage_id", group_by="stage_id"),
        ChoiceFilter("owner", _("Owner"), _owners, "owner_id", long=True, group_by="owner_id"),
        NumberFilter("amount", _("Expected amount")),
        DateFilter("closes_on", _("Expected close date")),
        DateFilter("opened_at", _("Opened"), moments=True),
        DateFilter("closed_on", _("Closed")),
        ChoiceFilter("lost_reason", _("Loss reason"), reasons, group_by="lost_reason"),
    ]


def _gone_on(row: Opportunity) -> datetime | None:
    return row.deleted_at + KEEP if row.deleted_at else None


def opportunity_list(actor: Member) -> Listing[Opportunity]:
    """The list as ``actor`` may see it; the view cuts the rows."""
    return Listing(
        key="opportunities",
        columns=COLUMNS,
        sorts=SORTS,
        filters=_filters(),
        search=with_words,
        search_hint=_("Name of the opportunity or of the customer"),
        prepare=lambda rows: rows.select_related(*BESIDE),
        empty=Empty(
            _("No opportunities yet"),
            _("Open one on the page of the customer it is about: what is to be sold, and by when."),
            icon="funnel",
            url_name="site:customers",
            button=_("Open the customers"),
        ),
        row_url=lambda row: reverse("funnel:show", args=[row.pk]),
        may_export=bool(may(actor, OPPORTUNITIES, Verb.EXPORT)),
    )


def _for_programs(actor: Member) -> tuple[Listing[Opportunity], QuerySet[Opportunity]]:
    return opportunity_list(actor), visible_opportunities(actor)


answer_programs("opportunities", _for_programs)

BIN: Listing[Opportunity] = Listing(
    key="opportunities-bin",
    columns=[
        Column("name", pgettext_lazy("opportunity", "Name")),
        Column("customer", _("Customer"), value="customer.name"),
        Column("deleted_at", _("Deleted"), kind="datetime", sort="deleted"),
        Column("deleted_by", _("Deleted by"), value=lambda row: str(row.deleted_by)),
        Column("gone_on", _("Gone for good"), kind="datetime", value=_gone_on),
        Column("restore", "", value=lambda row: "", template="funnel/restore_cell.html"),
    ],
    sorts=[Sort("deleted", _("Newest first"), "deleted_at")],
    prepare=lambda rows: rows.select_related("customer", "deleted_by"),
    empty=Empty(
        _("The bin is empty"),
        _("Deleted opportunities lie here for 30 days, with everything attached."),
        "funnel",
    ),
)  # fmt: skip
