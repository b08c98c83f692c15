"""Inquiries, read and worked on: given to a member, answered, made a customer of, closed, opened again."""

from collections.abc import Callable
from typing import Annotated

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Query, Status

from vitalfew.access.api import Verb, require
from vitalfew.api.rules import Scope
from vitalfew.api.v1 import inquiries as sending
from vitalfew.api.v1 import inquiry_shapes as shapes
from vitalfew.api.v1 import versions
from vitalfew.api.v1.inquiry_telling import inquiries_told
from vitalfew.api.v1.scoped import Scoped
from vitalfew.api.v1.steps import Stepping
from vitalfew.customers.api import known_source
from vitalfew.fields.api import OwnFields
from vitalfew.identity.api import Member, MemberRequest
from vitalfew.inquiries.api import (
    INQUIRIES,
    OWN_FIELDS,
    Inquiry,
    answer,
    assign,
    change_inquiry,
    choose_customer,
    close,
    inquiry_for,
    inquiry_policy,
    make_customer,
    possible_owners,
    reopen,
    search_inquiries,
)
from vitalfew.kernel.errors import BadInput
from vitalfew.savedviews.api import narrowed

router = sending.router
READS, WORKS = Scoped(Scope.INQUIRIES_READ), Scoped(Scope.INQUIRIES_EDIT)
type Key = Annotated[int, Path(ge=1, le=shapes.LARGEST_KEY)]
IF_MATCH = versions.if_match("inquiry")
LETTER = "i"
BESIDE = ("owner", "department", "answered_by")
type Answer = "dict[str, object] | HttpResponse"


@router.get(
    "", response=shapes.InquiryPage, auth=READS, url_name="inquiries", operation_id="list_inquiries"
)  # fmt: skip
def inquiries(
    request: MemberRequest,
    filters: Annotated[shapes.InquiryFilters, Query()],
    after: Annotated[int, Query(ge=0, le=shapes.LARGEST_KEY)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    q: Annotated[str, Query(max_length=200)] = "",
) -> dict[str, object]:
    """The inquiries the member may see, by key; owner 0 is nobody, ``q`` searches as the list does."""
    require(request.user, INQUIRIES, Verb.VIEW)
    source, owner = filters.source, filters.owner
    asked = {
        "state": filters.state, "source": known_source(source) if source else None,
        "owner_id": owner or None, "received_at__gte": filters.received_since,
    }  # fmt: skip
    rows = OwnFields(OWN_FIELDS, request.user).beside(inquiry_policy.rows(request.user))
    rows = rows.filter(
        pk__gt=after, **{name: value for name, value in asked.items() if value is not None}
    )
    if owner == 0:
        rows = rows.filter(owner__isnull=True)
    if filters.view is not None:
        rows = narrowed(request.user, "inquiries", filters.view, rows)
    words = q.replace("\x00", "").strip()
    if words:
        rows = search_inquiries(request.user, rows, words)
    found = list(rows.select_related(*BESIDE).order_by("pk")[: limit + 1])
    items = inquiries_told(request.user, found[:limit])
    return {"items": items, "next": found[limit - 1].pk if len(found) > limit else None}


@router.get(
    "/{int:pk}", response=shapes.WholeInquiry, auth=READS, url_name="inquiry", operation_id="read_inquiry"
)  # fmt: skip
def inquiry(request: MemberRequest, response: HttpResponse, pk: Key) -> dict[str, object]:
    """One inquiry."""
    return INQUIRY.tagged(request, response, pk)


@router.patch(
    "/{int:pk}", response=shapes.WholeInquiry, auth=WORKS, url_name="inquiry",
    operation_id="change_inquiry", openapi_extra=IF_MATCH,
)  # fmt: skip
def change(
    request: MemberRequest, response: HttpResponse, pk: Key, changed: shapes.InquiryChange
) -> Answer:
    """Put right what was told, if nobody changed the inquiry since; both texts otherwise."""
    facts = changed.model_dump(exclude_unset=True, exclude={"fields"})

    def done(version: int) -> object:
        return change_inquiry(
            actor=request.user, inquiry_id=pk, version=version, facts=facts, own=changed.fields
        )

    return _step(request, response, pk, done, changed.model_dump(exclude_unset=True))


@router.put(
    "/{int:pk}/owner", response={200: shapes.WholeInquiry, 204: None}, auth=WORKS, url_name="inquiry_owner",
    operation_id="assign_inquiry", openapi_extra=IF_MATCH,
)  # fmt: skip
def give(
    request: MemberRequest, response: HttpResponse, pk: Key, to: shapes.NewOwner
) -> "Answer | Status[None]":
    """Give it to a member, or take what is nobody's; 204 when the member does not see it any more then."""
    owner = _owner(request.user, to.owner_id)

    def done(version: int) -> object:
        return assign(actor=request.user, inquiry_id=pk, version=version, owner=owner)

    return _step(request, response, pk, done, to.model_dump())


def _owner(actor: Member, key: int) -> Member:
    """Oneself, or somebody to whom the member may give inquiries."""
    owner = actor if key == actor.pk else possible_owners(actor).filter(pk=key).first()
    if owner is None:
        raise BadInput(
            "no_such_owner",
            _("There is no such member to give inquiries to. Choose another."),
            field="owner_id",
        )
    return owner


@router.put(
    "/{int:pk}/answer", response=shapes.WholeInquiry, auth=WORKS, url_name="inquiry_answer",
    operation_id="answer_inquiry", openapi_extra=IF_MATCH,
)  # fmt: skip
def note_answer(
    request: MemberRequest, response: HttpResponse, pk: Key, told: shapes.Answered
) -> Answer:
    """Note the first answer: the clock stops now."""

    def done(version: int) -> object:
        return answer(actor=request.user, inquiry_id=pk, version=version, words=told.words)

    return _step(request, response, pk, done, told.model_dump())


@router.put(
    "/{int:pk}/customer", response=shapes.WholeInquiry, auth=WORKS, url_name="inquiry_customer",
    operation_id="qualify_inquiry", openapi_extra=IF_MATCH,
)  # fmt: skip
def qualify(
    request: MemberRequest, response: HttpResponse, pk: Key, told: shapes.Qualified
) -> Answer:
    """It comes from a customer that is here, or becomes a new one; 409 when one like it is here already."""

    def done(version: int) -> object:
        step = {"actor": request.user, "inquiry_id": pk, "version": version}
        if told.customer_id is not None:
            return choose_customer(**step, customer_id=told.customer_id)  # type: ignore[arg-type]
        return make_customer(**step, because=told.because)  # type: ignore[arg-type]

    return _step(request, response, pk, done, told.model_dump())


@router.put(
    "/{int:pk}/closing", response=shapes.WholeInquiry, auth=WORKS, url_name="inquiry_closing",
    operation_id="close_inquiry", openapi_extra=IF_MATCH,
)  # fmt: skip
def drop(request: MemberRequest, response: HttpResponse, pk: Key, told: shapes.Closed) -> Answer:
    """Nothing becomes of it."""

    def done(version: int) -> object:
        return close(
            actor=request.user, inquiry_id=pk, version=version, reason=told.reason, note=told.note
        )

    return _step(request, response, pk, done, told.model_dump())


@router.delete(
    "/{int:pk}/closing", response=shapes.WholeInquiry, auth=WORKS, url_name="inquiry_closing",
    operation_id="reopen_inquiry", openapi_extra=IF_MATCH,
)  # fmt: skip
def open_again(request: MemberRequest, response: HttpResponse, pk: Key) -> Answer:
    """Something becomes of it after all."""

    def done(version: int) -> object:
        return reopen(actor=request.user, inquiry_id=pk, version=version)

    return _step(request, response, pk, done, {})


def _step(
    request: MemberRequest, response: HttpResponse, pk: int, done: Callable[[int], object],
    yours: dict[str, object],
) -> Answer:  # fmt: skip
    """One step on the version that was seen; the inquiry as it is then, nothing where one has given it away."""
    inquiry_for(request.user, pk)
    slower = INQUIRY.step(request, pk, done, yours)
    if slower is not None:
        return slower
    if not inquiry_policy.rows(request.user).filter(pk=pk).exists():
        return HttpResponse(status=204, content_type="application/json")
    return INQUIRY.tagged(request, response, pk)


def _seen(actor: Member, pk: int) -> Inquiry:
    """An inquiry with its own fields beside it; NotFound where there is none for the member."""
    inquiry_for(actor, pk)
    rows = OwnFields(OWN_FIELDS, actor).beside(inquiry_policy.rows(actor).filter(pk=pk))
    return rows.select_related(*BESIDE).get()


def _now(actor: Member, pk: int) -> tuple[dict[str, object], int]:
    found = _seen(actor, pk)
    (told,) = inquiries_told(actor, [found])
    return told, found.version


INQUIRY = Stepping(LETTER, shapes.WholeInquiry, _now)


def etag(inquiry: Inquiry) -> str:
    """The inquiry in this version."""
    return versions.tag(LETTER, inquiry.pk, inquiry.version)
