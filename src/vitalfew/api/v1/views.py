"""Saved views of lists: kept, changed, shared. Their rows are asked of the list itself, with ``?view=``."""

from typing import Annotated

from django.http import HttpResponse
from django.urls import reverse
from ninja import Path, Query, Router, Status

from vitalfew.api.rules import Scope
from vitalfew.api.v1 import shapes, versions
from vitalfew.api.v1 import view_shapes as told_as
from vitalfew.api.v1.customers import ONCE
from vitalfew.api.v1.scoped import Scoped
from vitalfew.identity.api import Member, MemberRequest
from vitalfew.kernel.errors import Conflict
from vitalfew.savedviews.api import (
    SavedView,
    audience_of,
    audiences_for,
    delete,
    edit,
    keep,
    may_change,
    view_for,
    views_visible_to,
)

router = Router(tags=["views"])
READS, WRITES = Scoped(Scope.VIEWS_READ), Scoped(Scope.VIEWS_WRITE)
type Key = Annotated[int, Path(ge=1, le=shapes.LARGEST_KEY)]
IF_MATCH = versions.if_match("view")
LETTER = "s"


@router.get(
    "", response=list[told_as.ViewShape], auth=READS, url_name="views", operation_id="list_views"
)
def views(
    request: MemberRequest, listing: Annotated[str, Query(max_length=40)] = ""
) -> list[dict[str, object]]:
    """The views that the member keeps, and those shared with them; of one list where it is named."""
    rows = views_visible_to(request.user).select_related("member")
    if listing:
        rows = rows.filter(listing=listing.replace("\x00", ""))
    return [_told(request.user, view) for view in rows.order_by("listing", "pk")[:1000]]


@router.get(
    "/audiences", response=list[told_as.AudienceShape], auth=READS, url_name="audiences",
    operation_id="list_audiences",
)  # fmt: skip
def audiences(request: MemberRequest) -> list[dict[str, str]]:
    """With whom the member may share views, where they have the right to share."""
    return [{"key": key, "name": str(name)} for key, name in audiences_for(request.user)]


@router.post(
    "", response={201: told_as.ViewShape}, auth=WRITES, url_name="views", operation_id="keep_view",
    openapi_extra=ONCE,
)  # fmt: skip
def add(
    request: MemberRequest, response: HttpResponse, new: told_as.NewView
) -> Status[dict[str, object]]:
    """Keep what a list is asked for under a name, for oneself."""
    view = keep(actor=request.user, listing=new.listing, name=new.name, query=new.query)
    response["Location"] = reverse("api:view", args=[view.pk])
    return Status(201, _tagged(request, response, view.pk))


@router.get(
    "/{int:pk}", response=told_as.ViewShape, auth=READS, url_name="view", operation_id="read_view"
)
def view(request: MemberRequest, response: HttpResponse, pk: Key) -> dict[str, object]:
    """One view."""
    return _tagged(request, response, pk)


@router.patch(
    "/{int:pk}", response=told_as.ViewShape, auth=WRITES, url_name="view", operation_id="change_view",
    openapi_extra=IF_MATCH,
)  # fmt: skip
def change(
    request: MemberRequest, response: HttpResponse, pk: Key, changed: told_as.ViewChange
) -> "dict[str, object] | HttpResponse":
    """Another name, other filters, another audience, if nobody changed the view since; both texts otherwise."""
    view_for(request.user, pk)
    version = versions.version_sent(request, LETTER, pk)
    sent = {
        name: said
        for name, said in changed.model_dump(exclude_unset=True).items()
        if said is not None
    }
    try:
        edit(actor=request.user, view_id=pk, version=version, **sent)
    except Conflict as error:
        now = view_for(request.user, pk)
        return versions.both(error, sent, _told(request.user, now), etag(now))
    return _tagged(request, response, pk)


@router.delete(
    "/{int:pk}", response={204: None}, auth=WRITES, url_name="view", operation_id="delete_view"
)
def remove(request: MemberRequest, pk: Key) -> Status[None]:
    """Delete a view: only the name and the question, no row."""
    delete(actor=request.user, view_id=pk)
    return Status(204, None)


def _told(actor: Member, view: SavedView) -> dict[str, object]:
    return {
        "id": view.pk, "listing": view.listing, "name": view.name, "query": view.query,
        "audience": audience_of(view), "member": str(view.member), "is_mine": view.member_id == actor.pk,
        "may_change": may_change(actor, view), "version": view.version,
    }  # fmt: skip


def _tagged(request: MemberRequest, response: HttpResponse, pk: int) -> dict[str, object]:
    found = view_for(request.user, pk)
    response["ETag"] = etag(found)
    return _told(request.user, found)


def etag(view: SavedView) -> str:
    """The view in this version."""
    return versions.tag(LETTER, view.pk, view.version)
