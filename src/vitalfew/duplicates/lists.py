"""The lists of pairs and of merges."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from django.db.models import Model, Prefetch, QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from vitalfew.access.api import Module, Verb, may
from vitalfew.duplicates import queries
from vitalfew.duplicates.models import Merging, Pair, PersonPair
from vitalfew.identity.api import Member, MemberRequest
from vitalfew.people.api import Contact, Position, contact_policy, with_positions
from vitalfew.web.listing import Column, Empty, Listing, Sort

PAIRS: Listing[Pair] = Listing(
    key="duplicates",
    columns=[
        Column("first", gettext_lazy("Customer"), value="first.name"),
        Column("second", gettext_lazy("looks like"), value="second.name"),
        Column(
            "verdict",
            gettext_lazy("Verdict"),
            value=lambda pair: str(queries.VERDICTS[pair.verdict]),
        ),
        Column("score", gettext_lazy("Agreement"), kind="number", sort="score"),
    ],
    sorts=[Sort("score", gettext_lazy("Agreement"), "score", descending=True)],
    prepare=lambda pairs: pairs.select_related("first", "second"),
    row_url=lambda pair: reverse("duplicates:pair", args=[pair.pk]),
    empty=Empty(
        gettext_lazy("No two customers look alike"),
        gettext_lazy("Pairs appear here when the whole base has been looked through."),
        "customers",
    ),
)


def page_of_people(pair: PersonPair) -> str:
    """Where the two of a pair stand side by side."""
    return reverse("duplicates:people", args=[pair.first_id, pair.second_id])


def people_listing(actor: Member) -> Listing[PersonPair]:
    """Pairs of contacts; each of the two with where they work, as far as ``actor`` may know."""

    def prepare(pairs: QuerySet[PersonPair]) -> QuerySet[PersonPair]:
        people = with_positions(actor, contact_policy.rows(actor))
        return pairs.prefetch_related(Prefetch("first", people), Prefetch("second", people))

    return replace(PEOPLE, prepare=prepare)


def _with_place(contact: Contact) -> str:
    seen: list[Position] = contact.seen_positions  # type: ignore[attr-defined]
    return f"{contact.name} · {seen[0].customer.name}" if seen else contact.name


PEOPLE: Listing[PersonPair] = Listing(
    key="duplicates_people",
    columns=[
        Column("first", gettext_lazy("Contact"), value=lambda pair: _with_place(pair.first)),
        Column("second", gettext_lazy("looks like"), value=lambda pair: _with_place(pair.second)),
        Column(
            "verdict",
            gettext_lazy("Verdict"),
            value=lambda pair: str(queries.VERDICTS[pair.verdict]),
        ),
        Column("score", gettext_lazy("Agreement"), kind="number", sort="score"),
    ],
    sorts=PAIRS.sorts,
    row_url=page_of_people,
    empty=Empty(
        gettext_lazy("No two contacts look alike"),
        gettext_lazy("Pairs appear here when the whole base has been looked through."),
        "people",
    ),
)


def merges_listing[Done: Merging](
    key: str, undo: str, row_url: Callable[[Done], str], empty: str | Promise
) -> Listing[Done]:
    """What of one kind was merged; ``undo`` is the template of the way back."""
    return Listing(
        key=key,
        columns=[
            Column("other_name", gettext_lazy("Merged")),
            Column("survivor_name", gettext_lazy("into")),
            Column("at", gettext_lazy("When"), kind="datetime", sort="at"),
            Column("actor", gettext_lazy("Merged by"), value=lambda row: str(row.actor)),
            Column("reason", gettext_lazy("Reason")),
            Column("undo", "", value=lambda row: "", template=undo),
        ],
        sorts=[Sort("at", gettext_lazy("Newest first"), "at", descending=True)],
        prepare=lambda rows: rows.select_related("actor"),
        row_url=row_url,
        empty=Empty(empty, "", "customers"),
    )


def listed[Row: Model](
    request: MemberRequest,
    listing: Listing[Row],
    rows: QuerySet[Row],
    module: Module,
    template: str,
    context: Mapping[str, object],
) -> HttpResponseBase:
    """The list, with the file for who may take such records away."""
    listing = replace(listing, may_export=bool(may(request.user, module, Verb.EXPORT)))
    return listing.respond(request, rows, template, context)
