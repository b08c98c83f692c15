"""The bin: a customer goes there with everything attached, comes back whole, and after 30 days is gone for good."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb
from vitalfew.audit.api import because, record
from vitalfew.customers.actions import locked
from vitalfew.customers.models import Customer
from vitalfew.customers.policies import BY_SOMEBODY, binned_visible_to, customer_policy
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict

KEEP = timedelta(days=30)


@transaction.atomic
def delete(*, actor: Member, customer_id: int, reason: str) -> Customer:
    """Put a customer into the bin. Orders, value and history stay attached, and are seen no more."""
    found = locked(actor, customer_id)
    customer_policy.check(actor, Verb.DELETE, found)
    if not reason.strip():
        raise BadInput("reason_missing", _("Say why, in a few words."), field="reason")
    because(reason.strip())
    found.deleted_at, found.deleted_by, found.deleted_reason = timezone.now(), actor, reason.strip()
    found.version += 1
    found.save(
        update_fields=["deleted_at", "deleted_by", "deleted_reason", "version", "updated_at"]
    )
    record(actor=actor, verb="customer.delete", subject=f"customer:{found.pk}", reason=reason)
    return found


@transaction.atomic
def restore(*, actor: Member, customer_id: int) -> Customer:
    """Take a customer out of the bin, as it was."""
    binned = binned_visible_to(actor).select_for_update(of=("self",)).filter(pk=customer_id)
    found = binned.first()
    if found is None:
        raise Conflict(
            "not_in_the_bin", _("This customer is not in the bin any more. Look at the list.")
        )
    _take_out(found)
    record(actor=actor, verb="customer.restore", subject=f"customer:{found.pk}")
    return found


def _take_out(customer: Customer) -> None:
    customer.deleted_at, customer.deleted_by, customer.deleted_reason = None, None, ""
    customer.version += 1
    customer.save(
        update_fields=["deleted_at", "deleted_by", "deleted_reason", "version", "updated_at"]
    )


def take_out_of_bin(*, ids: Sequence[int]) -> int:
    """Customers who buy again do not belong into the bin; how many came back. Call inside a transaction."""
    found = Customer.everything.filter(BY_SOMEBODY, pk__in=ids)
    binned = list(found.select_for_update(of=("self",)).order_by("pk"))
    for customer in binned:
        _take_out(customer)
        record(actor=None, verb="customer.restore", subject=f"customer:{customer.pk}")
    return len(binned)


def overdue(now: datetime | None = None) -> QuerySet[Customer]:
    """Those whose 30 days are over."""
    return Customer.everything.filter(BY_SOMEBODY, deleted_at__lt=(now or timezone.now()) - KEEP)


def gone_on(customer: Customer) -> datetime:
    """When it leaves the bin for good."""
    assert customer.deleted_at is not None  # noqa: S101 - it is in the bin
    return customer.deleted_at + KEEP


def purge(*, ids: Sequence[int]) -> int:
    """Delete these customers for good, if they are still overdue; their orders must be gone already."""
    return overdue().filter(pk__in=ids).delete()[0]
