"""Opportunities: read, opened, changed, moved to another stage, closed as won or lost, opened again."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Status

from vitalfew.access.api import Verb, require
from vitalfew.api.rules import Scope
from vitalfew.api.v1 import opportunity_shapes as shapes
from vitalfew.api.v1 import versions
from vitalfew.api.v1.customers import ONCE
from vitalfew.api.v1.scoped import Scoped
from vitalfew.api.v1.shapes import LARGEST_KEY
from vitalfew.api.v1.steps import Stepping
from vitalfew.api.v1.telling import plain
from vitalfew.funnel.api import (
    OPPORTUNITIES,
    Opportunity,
    SalesStage,
    advance,
    change,
    lose,
    open_opportunity,
    opportunity_for,
    possible_owners,
    reopen,
    stages,
    visible_opportunities,
    win,
)
from vitalfew.identity.api import Member, MemberRequest
from vitalfew.inquiries.api import inquiry_for, inquiry_policy
from vitalfew.kernel.errors import BadInput
from vitalfew.savedviews.api import narrowed

router = Router(tags=["opportunities"])
READS, WRITES = Scoped(Scope.OPPORTUNITIES_READ), Scoped(Scope.OPPORTUNITIES_WRITE)
type Key = Annotated[int, Path(ge=1, le=LARGEST_KEY)]
IF_MATCH = versions.if_match("opportunity")
STATES = {"open": "", "won": "won", "lost": "lost"}
type Answer = "dict[str, object] | HttpResponse"


def stage_told(stage: SalesStage) -> dict[str, object]:
    """A stage by the name of the member's language."""
    return {
        "id": stage.pk, "position": stage.position, "name": str(stage), "probability": stage.probability,
    }  # fmt: skip


def told(actor: Member, rows: Sequence[Opportunity]) -> list[dict[str, object]]:
    """Opportunities as the member sees them."""
    asked = {row.inquiry_id for row in rows if row.inquiry_id}
    seen = (
        set(inquiry_policy.rows(actor).filter(pk__in=asked).values_list("pk", flat=True))
        if asked
        else set()
    )
    return [
        {
            "id": row.pk, "customer_id": row.customer_id, "name": row.name,
            "owner": str(row.owner) if row.owner else None, "owner_id": row.owner_id,
            "amount": None if row.amount is None else plain(row.amount), "currency": row.currency,
            "closes_on": row.closes_on, "stage": stage_told(row.stage), "outcome": row.outcome or None,
            "closed_on": row.closed_on, "lost_reason": row.lost_reason or None, "lost_note": row.lost_note,
            "inquiry_id": row.inquiry_id if row.inquiry_id in seen else None,
            "opened_at": row.opened_at, "updated_at": row.updated_at, "version": row.version,
        }
        for row in rows
    ]  # fmt: skip


@router.get(
    "/opportunities", response=shapes.OpportunityPage, auth=READS, url_name="opportunities",
    operation_id="list_opportunities",
)  # fmt: skip
def opportunities(
    request: MemberRequest,
    filters: Annotated[shapes.OpportunityFilters, Query()],
    after: Annotated[int, Query(ge=0, le=LARGEST_KEY)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, object]:
    """The opportunities the member may see, by key."""
    require(request.user, OPPORTUNITIES, Verb.VIEW)
    asked = {
        "customer_id": filters.customer, "owner_id": filters.owner, "stage_id": filters.stage,
        "outcome": STATES[filters.state] if filters.state else None,
        "updated_at__gte": filters.changed_since,
    }  # fmt: skip
    rows = visible_opportunities(request.user).filter(
        pk__gt=after, **{name: value for name, value in asked.items() if value is not None}
    )
    if filters.view is not None:
        rows = narrowed(request.user, "opportunities", filters.view, rows)
    found = list(rows.select_related("owner", "stage").order_by("pk")[: limit + 1])
    items = told(request.user, found[:limit])
    return {"items": items, "next": found[limit - 1].pk if len(found) > limit else None}


@router.get(
    "/opportunities/stages", response=list[shapes.SalesStageShape], auth=READS, url_name="sales_stages",
    operation_id="list_sales_stages",
)  # fmt: skip
def list_stages(request: MemberRequest) -> list[dict[str, object]]:
    """The stages of the funnel in their order."""
    require(request.user, OPPORTUNITIES, Verb.VIEW)
    return [stage_told(one) for one in stages()]


@router.post(
    "/customers/{int:pk}/opportunities", response={201: shapes.OpportunityShape}, auth=WRITES,
    url_name="opportunities_of", operation_id="open_opportunity", openapi_extra=ONCE,
)  # fmt: skip
def add(
    request: MemberRequest, response: HttpResponse, pk: Key, new: shapes.NewOpportunity
) -> Status[dict[str, object]]:
    """Open an opportunity of a customer."""
    made = open_opportunity(
        actor=request.user, customer_id=pk, stage_id=new.stage_id, **_facts(request.user, new)
    )
    response["Location"] = reverse("api:opportunity", args=[made.pk])
    response["ETag"] = versions.tag(OPPORTUNITY.letter, made.pk, made.version)
    return Status(201, told(request.user, [made])[0])


@router.get(
    "/opportunities/{int:pk}", response=shapes.OpportunityShape, auth=READS, url_name="opportunity",
    operation_id="read_opportunity",
)  # fmt: skip
def opportunity(request: MemberRequest, response: HttpResponse, pk: Key) -> dict[str, object]:
    """One opportunity."""
    return OPPORTUNITY.tagged(request, response, pk)


@router.patch(
    "/opportunities/{int:pk}", response=shapes.OpportunityShape, auth=WRITES, url_name="opportunity",
    operation_id="change_opportunity", openapi_extra=IF_MATCH,
)  # fmt: skip
def edit(
    request: MemberRequest, response: HttpResponse, pk: Key, changed: shapes.OpportunityChange
) -> Answer:
    """Change what is said of it, if nobody changed it since; both texts otherwise."""
    opportunity_for(request.user, pk)
    facts = _facts(request.user, changed)

    def done(version: int) -> object:
        return change(actor=request.user, opportunity_id=pk, version=version, **facts)

    sent = changed.model_dump(mode="json", exclude_unset=True)
    return _step(request, response, pk, done, sent)


@router.put(
    "/opportunities/{int:pk}/stage", response=shapes.OpportunityShape, auth=WRITES,
    url_name="opportunity_stage", operation_id="advance_opportunity", openapi_extra=IF_MATCH,
)  # fmt: skip
def move(
    request: MemberRequest, response: HttpResponse, pk: Key, to: shapes.NewStage
) -> Answer:  # fmt: skip
    """To another stage, forward or back."""

    def done(version: int) -> object:
        return advance(actor=request.user, opportunity_id=pk, version=version, stage_id=to.stage_id)

    return _step(request, response, pk, done, to.model_dump())


@router.put(
    "/opportunities/{int:pk}/outcome", response=shapes.OpportunityShape, auth=WRITES,
    url_name="opportunity_outcome", operation_id="close_opportunity", openapi_extra=IF_MATCH,
)  # fmt: skip
def close(request: MemberRequest, response: HttpResponse, pk: Key, ended: shapes.Ended) -> Answer:
    """It is won, or it is lost for a reason; today."""

    def done(version: int) -> object:
        step: dict[str, Any] = {"actor": request.user, "opportunity_id": pk, "version": version}
        if ended.outcome == "won":
            return win(**step)
        return lose(**step, reason=ended.reason or "", note=ended.note)

    return _step(request, response, pk, done, ended.model_dump(mode="json"))


@router.delete(
    "/opportunities/{int:pk}/outcome", response=shapes.OpportunityShape, auth=WRITES,
    url_name="opportunity_outcome", operation_id="reopen_opportunity", openapi_extra=IF_MATCH,
)  # fmt: skip
def open_again(request: MemberRequest, response: HttpResponse, pk: Key) -> Answer:
    """It goes on after all, in the stage in which it was closed."""

    def done(version: int) -> object:
        return reopen(actor=request.user, opportunity_id=pk, version=version)

    return _step(request, response, pk, done, {})


def _facts(actor: Member, sent: shapes.OpportunityFacts) -> dict[str, Any]:
    """What was named, with the member and the inquiry that the keys stand for."""
    facts = sent.model_dump(exclude_unset=True, exclude={"stage_id"})
    if "owner_id" in facts:
        facts["owner"] = _owner(facts.pop("owner_id"))
    if "inquiry_id" in facts:
        key = facts.pop("inquiry_id")
        facts["inquiry"] = inquiry_for(actor, key) if key else None
    return facts


def _owner(key: int | None) -> Member | None:
    owner = possible_owners().filter(pk=key).first() if key else None
    if key and owner is None:
        raise BadInput(
            "no_such_owner", _("There is no such member. Choose another."), field="owner_id"
        )
    return owner


def _step(
    request: MemberRequest, response: HttpResponse, pk: int, done: Callable[[int], object],
    yours: dict[str, object],
) -> Answer:  # fmt: skip
    """One step on the version that was seen; the opportunity as it is then."""
    opportunity_for(request.user, pk)
    slower = OPPORTUNITY.step(request, pk, done, yours)
    return OPPORTUNITY.tagged(request, response, pk) if slower is None else slower


def _now(actor: Member, pk: int) -> tuple[dict[str, object], int]:
    found = opportunity_for(actor, pk)
    return told(actor, [found])[0], found.version


OPPORTUNITY = Stepping("o", shapes.OpportunityShape, _now)
