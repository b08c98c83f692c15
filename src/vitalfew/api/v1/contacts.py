"""Contacts: the people at customers, as their page keeps them."""

from typing import Annotated

from django.http import HttpResponse
from django.urls import reverse
from ninja import Path, Query, Router, Status

from vitalfew.access.api import Verb, require
from vitalfew.api.rules import Scope
from vitalfew.api.v1 import contact_shapes as shapes
from vitalfew.api.v1 import versions
from vitalfew.api.v1.alike import known_already
from vitalfew.api.v1.contact_reading import facts_sent
from vitalfew.api.v1.contact_telling import contact_told
from vitalfew.api.v1.customers import ONCE
from vitalfew.api.v1.reaching import channels_sent, refuse_unwritable
from vitalfew.api.v1.scoped import Scoped
from vitalfew.api.v1.shapes import Moment
from vitalfew.customers.api import customer_for
from vitalfew.duplicates.api import PersonIsKnown
from vitalfew.fields.api import OwnFields
from vitalfew.identity.api import Member, MemberRequest
from vitalfew.kernel.errors import Conflict
from vitalfew.people.api import (
    CONTACTS,
    OWN_FIELDS,
    Contact,
    add_new_contact,
    change_contact,
    contact_for,
    contact_policy,
    delete_contact,
    search_contacts,
    with_positions,
    works_at,
)
from vitalfew.savedviews.api import narrowed

router = Router(tags=["contacts"])
READS, WRITES = Scoped(Scope.CONTACTS_READ), Scoped(Scope.CONTACTS_WRITE)
type Key = Annotated[int, Path(ge=1, le=shapes.LARGEST_KEY)]
IF_MATCH = versions.if_match("contact")
LETTER = "p"


@router.get(
    "/contacts", response=shapes.ContactPage, auth=READS, url_name="contacts", operation_id="list_contacts"
)  # fmt: skip
def contacts(
    request: MemberRequest,
    after: Annotated[int, Query(ge=0, le=shapes.LARGEST_KEY)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    q: Annotated[str, Query(max_length=200)] = "",
    customer: Annotated[int | None, Query(ge=1, le=shapes.LARGEST_KEY)] = None,
    changed_since: Moment | None = None,
    view: Annotated[int | None, Query(ge=1, le=shapes.LARGEST_KEY)] = None,
) -> dict[str, object]:
    """The contacts the member may see, by key; ``q`` searches as the list does, by name, number or address."""
    require(request.user, CONTACTS, Verb.VIEW)
    own = OwnFields(OWN_FIELDS, request.user)
    rows = own.beside(contact_policy.rows(request.user)).filter(pk__gt=after)
    if customer is not None:
        rows = rows.filter(works_at(request.user, customer))
    if changed_since is not None:
        rows = rows.filter(updated_at__gte=changed_since)
    if view is not None:
        rows = narrowed(request.user, "contacts", view, rows)
    words = q.replace("\x00", "").strip()
    if words:
        rows = search_contacts(request.user, rows, words)
    found = list(with_positions(request.user, rows).order_by("pk")[: limit + 1])
    items = [contact_told(request.user, one, own) for one in found[:limit]]
    return {"items": items, "next": found[limit - 1].pk if len(found) > limit else None}


@router.post(
    "/customers/{int:pk}/contacts", response={201: shapes.ContactShape}, auth=WRITES,
    url_name="contacts_at", operation_id="add_contact", openapi_extra=ONCE,
)  # fmt: skip
def add(
    request: MemberRequest, response: HttpResponse, pk: Key, new: shapes.NewContact
) -> "Status[dict[str, object]] | HttpResponse":
    """Add a contact at a customer; 409 where one like them is known and ``because`` does not say why it is another."""
    customer = customer_for(request.user, pk)
    sent = new.model_dump(exclude_unset=True)
    refuse_unwritable(request.user, Contact, sent)
    position = new.position.model_dump()
    try:
        contact = add_new_contact(
            actor=request.user, customer_id=pk, facts=facts_sent(sent),
            channels=channels_sent(sent, customer.country), position=position, own=new.fields,
            because=new.because,
        )  # fmt: skip
    except PersonIsKnown as error:
        return known_already(error)
    response["Location"] = reverse("api:contact", args=[contact.pk])
    return Status(201, _tagged(request, response, contact.pk))


@router.get(
    "/contacts/{int:pk}", response=shapes.ContactShape, auth=READS, url_name="contact",
    operation_id="read_contact",
)  # fmt: skip
def contact(request: MemberRequest, response: HttpResponse, pk: Key) -> dict[str, object]:
    """One contact."""
    return _tagged(request, response, pk)


@router.patch(
    "/contacts/{int:pk}", response=shapes.ContactShape, auth=WRITES, url_name="contact",
    operation_id="change_contact", openapi_extra=IF_MATCH,
)  # fmt: skip
def change(
    request: MemberRequest, response: HttpResponse, pk: Key, changed: shapes.ContactChange
) -> "dict[str, object] | HttpResponse":
    """Change what is named, if nobody changed the contact since; both texts otherwise."""
    stored = contact_for(request.user, pk)
    version = versions.version_sent(request, LETTER, pk)
    sent = changed.model_dump(exclude_unset=True)
    refuse_unwritable(request.user, Contact, sent)
    country = next((one.customer.country for one in stored.seen_positions), "")  # type: ignore[attr-defined]
    try:
        change_contact(
            actor=request.user, contact_id=pk, version=version, facts=facts_sent(sent),
            channels=channels_sent(sent, country, stored), own=changed.fields,
        )  # fmt: skip
    except Conflict as error:
        now = _seen(request.user, pk)
        return versions.both(
            error, changed.model_dump(exclude_unset=True, mode="json"),
            shapes.ContactShape.model_validate(contact_told(request.user, now)).model_dump(mode="json"),
            etag(now),
        )  # fmt: skip
    return _tagged(request, response, pk)


@router.delete(
    "/contacts/{int:pk}", response={204: None}, auth=WRITES, url_name="contact", operation_id="delete_contact",
)  # fmt: skip
def delete(
    request: MemberRequest, pk: Key, reason: Annotated[str, Query(min_length=1, max_length=200)]
) -> Status[None]:
    """Put a contact into the bin, for a reason that stands in the history; for 30 days they can come back."""
    delete_contact(actor=request.user, contact_id=pk, reason=reason.replace("\x00", ""))
    return Status(204, None)


def _seen(actor: Member, pk: int) -> Contact:
    """A contact with positions and own fields beside them; NotFound where there is none for the member."""
    contact_for(actor, pk)
    rows = OwnFields(OWN_FIELDS, actor).beside(contact_policy.rows(actor).filter(pk=pk))
    return with_positions(actor, rows).get()


def _tagged(request: MemberRequest, response: HttpResponse, pk: int) -> dict[str, object]:
    found = _seen(request.user, pk)
    response["ETag"] = etag(found)
    return contact_told(request.user, found)


def etag(contact: Contact) -> str:
    """The contact in this version."""
    return versions.tag(LETTER, contact.pk, contact.version)
