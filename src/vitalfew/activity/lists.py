"""The follow-up log as a list."""

from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.access.api import Verb, may
from vitalfew.activity.models import FollowUp, Way
from vitalfew.activity.policies import FOLLOW_UPS
from vitalfew.activity.queries import with_words
from vitalfew.identity.api import Member
from vitalfew.web.listing import Choice, ChoiceFilter, Column, DateFilter, Empty, Listing, Sort

LONGEST = 120


def _short(text: str) -> SafeString:
    """As much as a row of the page has room for; a file has all of it."""
    told = " ".join(text.split())
    return conditional_escape(told if len(told) <= LONGEST else f"{told[:LONGEST]}…")


def _writers() -> list[Choice]:
    people = Member.objects.filter(is_active=True).order_by("name", "username", "pk")
    return [Choice(str(one.pk), str(one)) for one in people]


def follow_up_list(actor: Member) -> Listing[FollowUp]:
    """The log as ``actor`` may see it; the view cuts the rows."""
    return Listing(
        key="activity",
        columns=[
            Column("customer", _("Customer"), value="customer.name"),
            Column("happened_at", _("When"), kind="datetime", sort="newest"),
            Column("way", _("Way"), value=lambda row: row.get_way_display()),
            Column("text", pgettext_lazy("follow-up", "What happened"), draw=_short),
            Column("writer", _("Written by")),
        ],
        sorts=[Sort("newest", _("Newest first"), "happened_at")],
        filters=[
            ChoiceFilter("way", _("Way"), [Choice(w.value, w.label) for w in Way], group_by="way"),
            ChoiceFilter(
                "author", _("Written by"), _writers, "author_id", long=True, group_by="author_id"
            ),
            DateFilter("happened_at", _("When"), moments=True),
        ],
        search=with_words,
        search_hint=_("Words of a follow-up, or the customer's name"),
        prepare=lambda rows: rows.select_related("customer", "author"),
        empty=Empty(
            _("No follow-ups yet"),
            _("They are written on the page of the customer they are about."),
            icon="plan",
            url_name="site:customers",
            button=_("Open the customers"),
        ),
        row_url=lambda row: reverse("activity:show", args=[row.pk]),
        may_export=bool(may(actor, FOLLOW_UPS, Verb.EXPORT)),
    )
