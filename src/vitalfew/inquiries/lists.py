"""The list of inquiries."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Sight, Verb, may
from vitalfew.customers.api import every_source, former_sources
from vitalfew.fields.api import OwnFields, own_columns, own_filters, own_sorts
from vitalfew.identity.api import Member
from vitalfew.inquiries import queries
from vitalfew.inquiries.models import Inquiry
from vitalfew.inquiries.policies import (
    INQUIRIES,
    MAIL,
    OWN_FIELDS,
    PHONE,
    possible_owners,
    visible_to,
)
from vitalfew.inquiries.rules import lasting
from vitalfew.inquiries.words import State, Via
from vitalfew.web.listing import (
    Choice,
    ChoiceFilter,
    Column,
    DateFilter,
    Empty,
    Filter,
    Listing,
    Sort,
    answer_programs,
)

NOBODY = "nobody"
LONGEST_WISH = 60


def _wish(inquiry: Inquiry) -> str:
    text = " ".join(inquiry.wants.split())
    return text if len(text) <= LONGEST_WISH else f"{text[:LONGEST_WISH]}…"


def _state(inquiry: Inquiry) -> str:
    return inquiry.get_state_display()


def _owner(inquiry: Inquiry) -> str:
    return str(inquiry.owner) if inquiry.owner else ""


def answered_after(inquiry: Inquiry) -> timedelta | None:
    """From receiving to the first answer; None while there is none."""
    return inquiry.answered_at - inquiry.received_at if inquiry.answered_at else None


def _answer(inquiry: Inquiry) -> str:
    span = answered_after(inquiry)
    return "" if span is None else lasting(span)


COLUMNS = [
    Column[Inquiry]("who", _("Who asks"), value=str, template="inquiries/who_cell.html"),
    Column[Inquiry]("received_at", _("Received"), kind="datetime", sort="received"),
    Column[Inquiry]("state", _("State"), value=_state, template="inquiries/state_cell.html"),
    Column[Inquiry]("wants", _("What they want"), value=_wish),
    Column[Inquiry]("source", _("Source"), value=lambda row: row.get_source_display()),
    Column[Inquiry]("owner", _("Owner"), value=_owner),
    Column[Inquiry]("answer", _("Answered after"), value=_answer, sort="answered"),
    Column[Inquiry]("phone", _("Phone number"), guard=PHONE.key, when_filled=True),
    Column[Inquiry]("mail", _("E-mail"), guard=MAIL.key, on_phone=False, when_filled=True),
    Column[Inquiry]("province", _("Province or city"), on_phone=False, when_filled=True),
]  # fmt: skip
SORTS = [
    Sort("received", _("Received"), "received_at"),
    Sort("answered", _("First answer"), "answered_at", nullable=True),
]
SHOWN = [state for state in State if state != State.UNCONFIRMED]


def _sources() -> list[Choice]:
    return [Choice(key, name) for key, name in every_source()]


def _former_sources() -> list[Choice]:
    return [Choice(key, name) for key, name in former_sources()]


def _owners(actor: Member) -> list[Choice]:
    people = possible_owners(actor, Verb.VIEW)
    return [Choice(NOBODY, _("Nobody yet")), *(Choice(str(one.pk), str(one)) for one in people)]


def _owned_by(chosen: list[str]) -> Q:
    condition = Q(owner_id__in=[int(key) for key in chosen if key != NOBODY])
    return condition | Q(owner__isnull=True) if NOBODY in chosen else condition


def _filters(actor: Member) -> list[Filter]:
    return [
        ChoiceFilter(
            "state", _("State"), [Choice(s.value, s.label) for s in SHOWN], group_by="state"
        ),
        ChoiceFilter("source", _("Source"), _sources, group_by="source", former=_former_sources),
        ChoiceFilter("via", _("Way in"), [Choice(v.value, v.label) for v in Via], group_by="via"),
        ChoiceFilter(
            "owner",
            _("Owner"),
            lambda: _owners(actor),
            _owned_by,
            long=True,
            empty=Q(owner__isnull=True),
            group_by="owner_id",
            none=_("Nobody yet"),
        ),
        DateFilter("received_at", _("Received"), moments=True),
    ]


def inquiry_list(actor: Member) -> Listing[Inquiry]:
    """The list as ``actor`` may see it."""
    own = OwnFields(OWN_FIELDS, actor)

    def by_words(rows: QuerySet[Inquiry], words: str) -> QuerySet[Inquiry]:
        return queries.search(actor, rows, words)

    return Listing(
        key="inquiries",
        columns=[*COLUMNS, *own_columns(own)],
        sorts=[*SORTS, *own_sorts(own)],
        filters=[*_filters(actor), *own_filters(own)],
        search=by_words,
        search_hint=_("Name, company, wish, pinyin, or the end of a number"),
        empty=Empty(
            _("No inquiries yet"),
            _("Write down a call, or put a form on your website: each inquiry stands here until it is answered."),
            icon="inbox",
            url_name="inquiries:add",
            button=_("New inquiry"),
        ),
        row_url=lambda row: reverse("inquiries:inquiry", args=[row.pk]),
        prepare=lambda rows: rows.select_related("owner"),
        may_export=bool(may(actor, INQUIRIES, Verb.EXPORT)),
    ).seen_by(Sight(actor))  # fmt: skip


def _for_programs(actor: Member) -> tuple[Listing[Inquiry], QuerySet[Inquiry]]:
    return inquiry_list(actor), OwnFields(OWN_FIELDS, actor).beside(visible_to(actor))


answer_programs("inquiries", _for_programs)
