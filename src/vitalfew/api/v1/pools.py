"""Pools: what lies in them, claiming, returning, and whose a customer was."""

from typing import Annotated

from ninja import Path, Query, Router, Status

from vitalfew.access.api import Verb, reads, require
from vitalfew.api.rules import Scope
from vitalfew.api.v1 import customer_shapes, customers, shapes
from vitalfew.api.v1.scoped import Scoped
from vitalfew.customers.api import COUNTRY, customer_for, customer_with_own
from vitalfew.identity.api import Member, MemberRequest
from vitalfew.ownership.api import periods_of
from vitalfew.pool.api import (
    POOL,
    Waiting,
    claim,
    entries_of,
    lock,
    lock_of,
    name_in,
    pool_for,
    pools,
    release,
    told_by,
    unlock,
)
from vitalfew.value.api import run_for

router = Router(tags=["pools"])
READS, WRITES = Scoped(Scope.CUSTOMERS_READ), Scoped(Scope.CUSTOMERS_WRITE)
ASSIGNS = Scoped(Scope.CUSTOMERS_ASSIGN)
type Key = Annotated[int, Path(ge=1, le=shapes.LARGEST_KEY)]


@router.get(
    "/pools", response=list[shapes.PoolShape], auth=READS, url_name="pools", operation_id="list_pools"
)  # fmt: skip
def list_pools(request: MemberRequest) -> list[dict[str, object]]:
    """The pools at which the member has a seat."""
    require(request.user, POOL, Verb.VIEW)
    return [
        {
            "id": pool.pk,
            "name": pool.name,
            "is_open": pool.is_open,
            "claims_a_day": pool.claims_a_day,
            "looks_a_day": pool.looks_a_day,
        }
        for pool in pools(request.user)
    ]


@router.get(
    "/pools/{int:pk}/customers", response=shapes.WaitingPage, auth=READS, url_name="waiting",
    operation_id="list_waiting",
)  # fmt: skip
def waiting(
    request: MemberRequest,
    pk: Key,
    after: Annotated[int, Query(ge=0, le=shapes.LARGEST_KEY)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, object]:
    """What lies in a pool, by key: as much of each customer as the pool and the member's roles tell."""
    require(request.user, POOL, Verb.VIEW)
    pool = pool_for(request.user, pk)
    rows = entries_of(request.user, pool, run_for(request.user)).filter(customer_id__gt=after)
    found = list(rows.select_related("customer").order_by("customer_id")[: limit + 1])
    facts = told_by(request.user, pool)
    items = [told(request.user, row, facts) for row in found[:limit]]
    return {"items": items, "next": found[limit - 1].customer_id if len(found) > limit else None}


def told(actor: Member, row: Waiting, facts: set[str]) -> dict[str, object]:
    """A customer of a pool before anybody claims it."""
    customer = row.customer
    country = customer.country if reads(actor, COUNTRY) else None
    known = {
        "kind": customer.kind,
        "country": country,
        "industry": customer.industry,
        "stage": customer.stage,
        "tier": row.tier,
    }
    shown = {name: value if name in facts else None for name, value in known.items()}
    return {
        "customer_id": customer.pk, "name": name_in(row.pool, customer), "since": row.since, **shown,
    }  # fmt: skip


@router.post(
    "/pools/{int:pk}/claims", response={201: customer_shapes.CustomerShape}, auth=WRITES, url_name="claims",
    operation_id="claim_customer", openapi_extra=customers.ONCE,
)  # fmt: skip
def claim_customer(
    request: MemberRequest, pk: Key, asked: shapes.Claim
) -> Status[dict[str, object]]:
    """Claim a customer for the member; 409 when somebody was faster or a limit stands against it."""
    require(request.user, POOL, Verb.CLAIM)
    taken = claim(actor=request.user, pool_id=pk, customer_id=asked.customer_id)
    return Status(201, customers.told(request.user, customer_with_own(request.user, taken.pk)))


@router.post(
    "/pools/{int:pk}/returns", response={204: None}, auth=WRITES, url_name="returns",
    operation_id="return_customer", openapi_extra=customers.ONCE,
)  # fmt: skip
def return_customer(request: MemberRequest, pk: Key, asked: shapes.Return) -> Status[None]:
    """Return a customer to a pool, with the reason."""
    require(request.user, POOL, Verb.VIEW)
    release(actor=request.user, pool_id=pk, customer_id=asked.customer_id, reason=asked.reason)
    return Status(204, None)


@router.get(
    "/customers/{int:pk}/lock", response=shapes.LockShape, auth=READS, url_name="lock",
    operation_id="read_lock",
)  # fmt: skip
def read_lock(request: MemberRequest, pk: Key) -> dict[str, object]:
    """Until when no rule recycles a customer, and why; null where one may."""
    held = lock_of(request.user, customer_for(request.user, pk))
    return {"until": held and held.until, "reason": held and held.reason}


@router.put(
    "/customers/{int:pk}/lock", response=shapes.LockShape, auth=ASSIGNS, url_name="lock",
    operation_id="lock_customer",
)  # fmt: skip
def lock_customer(request: MemberRequest, pk: Key, asked: shapes.LockAsked) -> dict[str, object]:
    """Keep a customer from being recycled; 409 when its owner has locked as many as a cap allows."""
    made = lock(actor=request.user, customer_id=pk, until=asked.until, reason=asked.reason)
    return {"until": made.until, "reason": made.reason}


@router.delete(
    "/customers/{int:pk}/lock", response={204: None}, auth=ASSIGNS, url_name="lock",
    operation_id="unlock_customer",
)  # fmt: skip
def unlock_customer(request: MemberRequest, pk: Key) -> Status[None]:
    """Let rules recycle a customer again."""
    unlock(actor=request.user, customer_id=pk)
    return Status(204, None)


@router.get(
    "/customers/{int:pk}/owners", response=list[shapes.PeriodShape], auth=READS, url_name="owners",
    operation_id="list_owners",
)  # fmt: skip
def owners(request: MemberRequest, pk: Key) -> list[dict[str, object]]:
    """Everybody who owned a customer, the newest first."""
    found = customer_for(request.user, pk)
    return [
        {
            "owner_id": period.owner_id, "owner": str(period.owner), "since": period.since, "until": period.until,
            "began": period.began_how, "began_because": period.began_because,
            "ended": period.ended_how or None, "ended_because": period.ended_because or None,
        }
        for period in periods_of(request.user, found.pk)[:200]
    ]  # fmt: skip
