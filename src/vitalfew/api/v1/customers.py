"""Customers, and what each is worth."""

from typing import Annotated

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from vitalfew.access.api import Verb, require
from vitalfew.api.rules import Scope
from vitalfew.api.v1 import shapes, versions
from vitalfew.api.v1.scoped import Scoped
from vitalfew.api.v1.telling import Teller
from vitalfew.customers.api import (
    CODE,
    COUNTRY,
    CUSTOMERS,
    OWN_FIELDS,
    Customer,
    change,
    create,
    customer_for,
    customer_with_own,
    known_source,
    matching,
    visible_to,
)
from vitalfew.fields.api import OwnFields
from vitalfew.identity.api import Member, MemberRequest
from vitalfew.kernel.errors import BadInput, Conflict, NotFound
from vitalfew.savedviews.api import narrowed
from vitalfew.value.api import EXPECTED, PROFIT, SALES, VALUE, run_for, score_of

router = Router(tags=["customers"])
READS, WRITES = Scoped(Scope.CUSTOMERS_READ), Scoped(Scope.CUSTOMERS_WRITE)
type Key = Annotated[int, Path(ge=1, le=shapes.LARGEST_KEY)]
IF_MATCH = versions.if_match("customer")
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
    response=shapes.CustomerPage,
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
    found = list(rows.select_related("owner", "department").order_by("pk")[: limit + 1])
    items = [told(request.user, customer, own) for customer in found[:limit]]
    return {"items": items, "next": found[limit - 1].pk if len(found) > limit else None}


@router.post(
    "", response={201: shapes.CustomerShape}, auth=WRITES, url_name="customers", operation_id="add_customer",
    openapi_extra=ONCE,
)  # fmt: skip
def add(
    request: MemberRequest, response: HttpResponse, new: shapes.NewCustomer
) -> tuple[int, dict[str, object]]:
    """Add a customer."""
    facts = new.model_dump(exclude={"fields"})
    customer = create(actor=request.user, own=new.fields, **facts)
    response["Location"] = reverse("api:customer", args=[customer.pk])
    return 201, _tagged(request, response, customer.pk)


@router.get(
    "/{int:pk}",
    response=shapes.CustomerShape,
    auth=READS,
    url_name="customer",
    operation_id="read_customer",
)
def customer(request: MemberRequest, response: HttpResponse, pk: Key) -> dict[str, object]:
    """One customer."""
    return _tagged(request, response, pk)


@router.patch(
    "/{int:pk}", response=shapes.CustomerShape, auth=WRITES, url_name="customer",
    operation_id="change_customer", openapi_extra=IF_MATCH,
)  # fmt: skip
def change_customer(
    request: MemberRequest, response: HttpResponse, pk: Key, changed: shapes.CustomerChange
) -> "dict[str, object] | HttpResponse":
    """Change what is named, if nobody changed the customer since; both texts otherwise."""
    stored = customer_for(request.user, pk)
    facts = changed.model_dump(exclude_unset=True)
    own = facts.pop("fields", None)
    if any(facts.get(name, "") is None for name in ("name", "kind", "country")):
        raise BadInput("cannot_be_empty", _("Name, kind and country cannot be null."))
    if "code" in facts:
        facts["code"] = facts["code"] or None
    try:
        change(
            actor=request.user,
            customer_id=pk,
            version=versions.version_sent(request, "c", pk),
            own=own,
            **facts,
        )
    except Conflict as error:
        yours = facts if own is None else facts | {"fields": own}
        return _both(request, error, yours, stored.pk)
    return _tagged(request, response, pk)


def _both(
    request: MemberRequest, error: Conflict, yours: dict[str, object], pk: int
) -> HttpResponse:
    stored = customer_with_own(request.user, pk)
    now = told(request.user, stored)
    names = ("name", "kind", "code", "country", "source", "fields", "version")
    return versions.both(error, yours, {name: now[name] for name in names}, etag(stored))


def _tagged(request: MemberRequest, response: HttpResponse, pk: int) -> dict[str, object]:
    found = customer_with_own(request.user, pk)
    response["ETag"] = etag(found)
    return told(request.user, found)


def etag(customer: Customer) -> str:
    """The customer in this version."""
    return versions.tag("c", customer.pk, customer.version)


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
        "source": customer.source or None,
        "stage": customer.stage,
        "owner": str(customer.owner) if customer.owner else None,
        "owner_id": customer.owner_id,
        "department": str(customer.department) if customer.department else None,
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
