"""Keeping a customer from being recycled: the owner locks it for a reason, to a day, within what the caps allow.

A lock spares the customer from rules alone. Whoever may return or hand over a customer still may, and the lock goes
with the owner it was made for.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb, may
from vitalfew.audit.api import record
from vitalfew.customers.api import CUSTOMERS, Customer, customer_not_found, visible_to
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.pool.actions import need
from vitalfew.pool.limits import wait_for_turn
from vitalfew.pool.models import Cap, Lock, Notice
from vitalfew.pool.policies import check_may_release

LONGEST = timedelta(days=366)


@transaction.atomic
def lock(*, actor: Member, customer_id: int, until: date, reason: str) -> Lock:
    """Keep a customer from being recycled until the end of a day; a second lock takes the place of the first.

    BadInput without a reason or for another day than one of the next twelve months; Conflict where it has no owner, or
    where its owner has locked as many as a cap allows.
    """
    customer = _locked(actor, customer_id)
    need(reason)
    today = timezone.localdate()
    if not today <= until <= today + LONGEST:
        raise BadInput(
            "lock_day", _("Choose a day within the next twelve months."), field="until"
        )  # fmt: skip
    owner = customer.owner
    if owner is None:
        raise Conflict("nobody_owns_it", _("Nobody owns this customer, so nothing can recycle it."))
    _refuse_over_cap(owner, wait_for_turn(owner), customer)
    facts = {"owner": owner, "reason": reason.strip(), "until": until}
    made, _new = Lock.objects.update_or_create(customer=customer, defaults=facts)
    Notice.objects.filter(customer=customer).delete()
    record(
        actor=actor, verb="pool.lock", subject=f"customer:{customer.pk}", until=until.isoformat(),
        reason=made.reason,
    )  # fmt: skip
    return made


@transaction.atomic
def unlock(*, actor: Member, customer_id: int) -> None:
    """Let rules recycle the customer again."""
    customer = _locked(actor, customer_id)
    if Lock.objects.filter(customer=customer).delete()[0]:
        record(actor=actor, verb="pool.unlock", subject=f"customer:{customer.pk}")


def _locked(actor: Member, customer_id: int) -> Customer:
    rows = visible_to(actor).select_related("owner").select_for_update(of=("self",))
    customer = rows.filter(pk=customer_id).first()
    if customer is None:
        raise customer_not_found()
    check_may_release(actor, customer)
    return customer


def _refuse_over_cap(owner: Member, caps: list[Cap], customer: Customer) -> None:
    """Conflict when the owner would have more locked than any cap allows."""
    most = min((cap.most_locked for cap in caps if cap.most_locked is not None), default=None)
    if most is None:
        return
    others = in_force().filter(owner=owner).exclude(customer=customer)
    now = others.filter(customer__deleted_at__isnull=True).count()
    if now >= most:
        raise Conflict(
            "locks_used_up",
            _("%(who)s has locked %(now)s customers, and %(most)s is the most. Unlock another one first.")
            % {"who": owner, "now": now, "most": most},
        )  # fmt: skip


def in_force() -> QuerySet[Lock]:
    """The locks that hold today: for rules and limits, not for members."""
    return Lock.objects.filter(until__gte=timezone.localdate())


def lock_of(actor: Member, customer: Customer) -> Lock | None:
    """The lock that holds on a customer that ``actor`` sees."""
    held: Lock | None = getattr(customer, "lock", None)
    is_held = held is not None and held.until >= timezone.localdate()
    return held if is_held and may(actor, CUSTOMERS, Verb.VIEW) else None
