"""Customers, and what each is worth."""

from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Status

from vitalfew.access.api import Verb, require
from vitalfew.api.rules import Scope
from vitalfew.api.v1 import customer_shapes, shapes, versions
from vitalfew.api.v1.alike import known_already
from vitalfew.api.v1.reaching import REACH, channels_sent, reach_told, refuse_unwritable
from vitalfew.api.v1.scoped import Scoped
from vitalfew.api.v1.telling import Teller
from vitalfew.customers.api import (
    CODE,
    COUNTRY,
    CUSTOMERS,
    OWN_FIELDS,
    Customer,
    assign,
    change,
    customer_for,
    customer_with_own,
    delete,
    known_source,
    matching,
    no_such_owner,
    possible_owners,
    source_meant,
    visible_to,
)
from vitalfew.customers.api import add as add_customer
from vitalfew.dossier.api import with_tags_shown
from vitalfew.duplicates.api import CustomerIsHere
from vitalfew.fields.api import OwnFields
from vitalfew.identity.api import Member, MemberRequest
from vitalfew.kernel.errors import BadInput, Conflict, NotFound
from vitalfew.savedviews.api import narrowed
from vitalfew.value.api import EXPECTED, PROFIT, SALES, VALUE, run_for, score_of

router = Router(tags=["customers"])
READS, WRITES = Scoped(Scope.CUSTOMERS_READ), Scoped(Scope.CUSTOMERS_WRITE)
ASSIGNS = Scoped(Scope.CUSTOMERS_ASSIGN)
type Key = Annotated[int, Path(ge=1, le=shapes.LARGEST_KEY)]
IF_MATCH = versions.if_match("customer")
LETTER = "c"
FACTS = ("name", "kind", "code", "country", "website", "industry", "source")
ONCE = {
    "parameters": [
        {
            "name": "Idempotency-Key", "in": "header", "required": False,
            "schema": {"type": "string", "maxLength": 64},
            "description": "The same key again gets the answer of the first time, for a day.",
        }
    ]
}  # fmt: skip


@router.get(
    "",
    response=customer_shapes.CustomerPage,
    auth=READS,
    url_name="customers",
    operation_id="list_customers",
)
def customers(
    request: MemberRequest,
    after: Annotated[int, Query(ge=0, le=shapes.LARGEST_KEY)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    q: Annotated[str, Query(max_length=200)] = "",
    source: Annotated[str, Query(max_length=60)] = "",
    view: Annotated[int | None, Query(ge=1, le=shapes.LARGEST_KEY)] = None,
) -> dict[str, object]:
    """The customers the member may see, by key; ``q`` searches as the list does."""
    require(request.user, CUSTOMERS, Verb.VIEW)
    own = OwnFields(OWN_FIELDS, request.user)
    rows = own.beside(visible_to(request.user)).filter(pk__gt=after)
    if source:
        rows = rows.filter(source=known_source(source))
    if view is not None:
        rows = narrowed(request.user, "customers", view, rows)
    words = q.replace("\x00", "").strip()
    if words:
        rows = rows.filter(matching(request.user, words))
    found = list(beside(rows).order_by("pk")[: limit + 1])
    items = [told(request.user, customer, own) for customer in found[:limit]]
    return {"items": items, "next": found[limit - 1].pk if len(found) > limit else None}


@router.post(
    "", response={201: customer_shapes.CustomerShape}, auth=WRITES, url_name="customers", operation_id="add_customer",
    openapi_extra=ONCE,
)  # fmt: skip
def add(
    request: MemberRequest, response: HttpResponse, new: customer_shapes.NewCustomer
) -> "Status[dict[str, object]] | HttpResponse":
    """Add a customer; 409 where one like it is here and ``because`` does not say why it is another."""
    sent = new.model_dump(exclude_unset=True)
    refuse_unwritable(request.user, Customer, sent)
    try:
        customer = add_customer(
            actor=request.user, channels=channels_sent(sent, new.country), because=new.because,
            own=new.fields, name=new.name, kind=new.kind, code=new.code, country=new.country,
            website=new.website, industry=new.industry or "", source=_source(new.source),
        )  # fmt: skip
    except CustomerIsHere as error:
        return known_already(error)
    response["Location"] = reverse("api:customer", args=[customer.pk])
    return Status(201, _tagged(request, response, customer.pk))


@router.get(
    "/{int:pk}",
    response=customer_shapes.CustomerShape,
    auth=READS,
    url_name="customer",
    operation_id="read_customer",
)
def customer(request: MemberRequest, response: HttpResponse, pk: Key) -> dict[str, object]:
    """One customer."""
    return _tagged(request, response, pk)


@router.patch(
    "/{int:pk}", response=customer_shapes.CustomerShape, auth=WRITES, url_name="customer",
    operation_id="change_customer", openapi_extra=IF_MATCH,
)  # fmt: skip
def change_customer(
    request: MemberRequest, response: HttpResponse, pk: Key, changed: customer_shapes.CustomerChange
) -> "dict[str, object] | HttpResponse":
    """Change what is named, if nobody changed the customer since; both texts otherwise."""
    stored = customer_with_own(request.user, pk)
    version = versions.version_sent(request, LETTER, pk)
    sent = changed.model_dump(exclude_unset=True)
    refuse_unwritable(request.user, Customer, sent)
    if any(sent.get(name, "") is None for name in ("name", "kind", "country")):
        raise BadInput("cannot_be_empty", _("Name, kind and country cannot be null."))
    country = sent.get("country", stored.country)
    try:
        change(
            actor=request.user, customer_id=pk, version=version, own=sent.get("fields"),
            channels=channels_sent(sent, country, stored) if REACH & sent.keys() else None,
            **_facts(sent, stored),
        )  # fmt: skip
    except Conflict as error:
        return _both(request, error, changed.model_dump(exclude_unset=True, mode="json"), pk)
    return _tagged(request, response, pk)


def _facts(sent: dict[str, Any], stored: Customer) -> dict[str, str | None]:
    """Columns of a customer."""
    facts = {name: sent[name] for name in FACTS if name in sent}
    if "code" in facts:
        facts["code"] = facts["code"] or None
    if "industry" in facts:
        facts["industry"] = facts["industry"] or ""
    if facts.get("source", stored.source) != stored.source:
        facts["source"] = _source(facts["source"])
    return facts


def _source(text: str) -> str:
    """The key of a source that is offered; BadInput for another."""
    key = source_meant(text) if text else ""
    if text and not key:
        known_source(text)
        raise BadInput(
            "source_retired",
            _("This source is offered no more. Choose another one from the list of sources."),
            field="source",
        )
    return key


@router.put(
    "/{int:pk}/owner", response={200: customer_shapes.CustomerShape, 204: None}, auth=ASSIGNS,
    url_name="customer_owner", operation_id="assign_customer", openapi_extra=IF_MATCH,
)  # fmt: skip
def give(
    request: MemberRequest, response: HttpResponse, pk: Key, new: customer_shapes.NewOwner
) -> "dict[str, object] | Status[None] | HttpResponse":
    """Give the customer to another member, or to nobody; 204 for who does not see it any more after that."""
    customer_for(request.user, pk)
    version = versions.version_sent(request, LETTER, pk)
    owner = None
    if new.owner_id is not None:
        owner = possible_owners(request.user).filter(pk=new.owner_id).first()
        if owner is None:
            raise no_such_owner()
    try:
        assign(actor=request.user, customer_id=pk, owner=owner, reason=new.reason, version=version)
    except Conflict as error:
        return _both(request, error, new.model_dump(), pk)
    if not visible_to(request.user).filter(pk=pk).exists():
        return Status(204, None)
    return _tagged(request, response, pk)


@router.delete(
    "/{int:pk}", response={204: None}, auth=ASSIGNS, url_name="customer", operation_id="delete_customer"
)  # fmt: skip
def remove(
    request: MemberRequest, pk: Key, reason: Annotated[str, Query(min_length=1, max_length=200)]
) -> Status[None]:
    """Put a customer into the bin, for a reason that stands in the history; for 30 days it can come back."""
    delete(actor=request.user, customer_id=pk, reason=reason.replace("\x00", ""))
    return Status(204, None)


def _both(
    request: MemberRequest, error: Conflict, yours: dict[str, object], pk: int
) -> HttpResponse:
    stored = customer_with_own(request.user, pk)
    now = customer_shapes.CustomerShape.model_validate(told(request.user, stored))
    return versions.both(error, yours, now.model_dump(mode="json"), etag(stored))


def beside(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """The customers with what is told of each, in a few queries for all of them."""
    whole = rows.select_related("owner", "department").prefetch_related("phones", "handles")
    return with_tags_shown(whole)


def _tagged(request: MemberRequest, response: HttpResponse, pk: int) -> dict[str, object]:
    found = customer_with_own(request.user, pk)
    response["ETag"] = etag(found)
    return told(request.user, found)


def etag(customer: Customer) -> str:
    """The customer in this version."""
    return versions.tag(LETTER, customer.pk, customer.version)


def told(actor: Member, customer: Customer, own: OwnFields | None = None) -> dict[str, object]:
    """A customer as ``actor`` sees it, with its own fields beside it."""
    teller = Teller(actor)
    fields, limited = (own or OwnFields(OWN_FIELDS, actor)).for_program(customer, customer.kind)
    return {
        "id": customer.pk,
        "name": customer.name,
        "kind": customer.kind,
        "code": teller.text("code", CODE, customer.code),
        "country": teller.text("country", COUNTRY, customer.country),
        "website": customer.website or None,
        "industry": customer.industry or None,
        "source": customer.source or None,
        "stage": customer.stage,
        "owner": str(customer.owner) if customer.owner else None,
        "owner_id": customer.owner_id,
        "department": str(customer.department) if customer.department else None,
        **reach_told(actor, customer, limited),
        "tags": sorted(tagging.tag.name for tagging in customer.taggings.all()),
        "version": customer.version,
        "created_at": customer.created_at,
        "updated_at": customer.updated_at,
        "fields": fields,
        "limited": teller.limited | limited,
    }


@router.get(
    "/{int:pk}/value", response=shapes.StandingShape, auth=Scoped(Scope.VALUE_READ), url_name="standing",
    operation_id="read_standing",
)  # fmt: skip
def standing(request: MemberRequest, pk: Key) -> dict[str, object]:
    """What one customer is worth in the newest run."""
    require(request.user, VALUE, Verb.VIEW)
    found = customer_for(request.user, pk)
    run = run_for(request.user)
    score = score_of(request.user, run, found.pk) if run else None
    if run is None or score is None:
        raise NotFound("not_valued", _("This customer is not valued yet. Run value first."))
    teller = Teller(request.user)
    amounts = {
        "net_sales": SALES, "sales_expectation": EXPECTED, "lifetime_value": EXPECTED,
        "profit_contribution": PROFIT,
    }  # fmt: skip
    return {
        "customer_id": found.pk,
        "as_of": run.as_of,
        "currency": run.currency,
        "tier": score.tier,
        "rank": score.rank,
        "score": score.score,
        "purchases": score.purchases,
        "first_on": score.first_on,
        "last_on": score.last_on,
        "chance_active": score.p_alive,
        **{name: teller.text(name, of, getattr(score, name)) for name, of in amounts.items()},
        "limited": teller.limited,
    }
