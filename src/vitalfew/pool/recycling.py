"""Recycling by rule: planned, looked at, confirmed.

The days are counted from the latest of what a rule watches: when the owner got the customer, its last order, its last
follow-up. So whoever has just claimed or been given a customer has the whole time for it.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.access.api import Verb, require
from vitalfew.activity.api import followed_up_since
from vitalfew.customers.api import CUSTOMERS, Customer, customer_policy
from vitalfew.identity.api import Member
from vitalfew.inquiries.api import with_open_inquiry
from vitalfew.jobs.api import Plan, PlanKind, PlanRow, make_plan, register_plan
from vitalfew.ownership.api import How, owned_since
from vitalfew.pool.actions import refuse_closed
from vitalfew.pool.bulk import lay_all, names
from vitalfew.pool.following import protections
from vitalfew.pool.limits import BOUGHT
from vitalfew.pool.locking import in_force
from vitalfew.pool.models import Rule, Watched
from vitalfew.pool.policies import POOL, check_may_ask
from vitalfew.pool.queries import rule_for
from vitalfew.pool.taking_back import put_back
from vitalfew.trade.api import orders_since
from vitalfew.value.api import current_run

RECYCLE = "pool.recycle"
UNVALUED = "-"


def due(rule: Rule, rows: QuerySet[Customer], *, ahead: int = 0) -> QuerySet[Customer]:
    """Those of ``rows`` that a rule recycles today, or in ``ahead`` days if nothing happens."""
    limit = timezone.now() - timedelta(days=max(rule.days - ahead, 0))
    found = rows.filter(
        Exists(owned_since(limit).filter(customer=OuterRef("pk"), owner=OuterRef("owner")))
    )
    if rule.watches != Watched.CONTACTS:
        orders = orders_since(timezone.localdate(limit))
        found = found.filter(~Exists(orders.filter(customer=OuterRef("pk"))))
    if rule.watches != Watched.ORDERS:
        found = found.filter(~Exists(followed_up_since(limit).filter(customer=OuterRef("pk"))))
    if rule.spares_buyers:
        found = found.exclude(stage__in=BOUGHT)
    if rule.spares_inquiries:
        found = found.exclude(pk__in=with_open_inquiry())
    found = found.exclude(pk__in=in_force().values("customer"))
    for protect in protections():
        found = protect(found)
    return _of_value(rule, found)


def _of_value(rule: Rule, rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """Cut to the rule's tiers and expected sales, by the newest run; who is not valued yet expects nothing."""
    if not rule.tiers and rule.most_expected is None:
        return rows
    run = current_run()
    here = Q(scores__run_id=run.pk if run else None)
    found = rows.annotate(worth=FilteredRelation("scores", condition=here))
    if rule.tiers:
        tiers = Q(worth__tier__in=rule.tiers)
        if UNVALUED in rule.tiers:
            tiers |= Q(worth__tier__isnull=True)
        found = found.filter(tiers)
    if rule.most_expected is not None:
        most = Q(worth__sales_expectation__lte=rule.most_expected)
        found = found.filter(most | Q(worth__sales_expectation__isnull=True))
    return found


def plan_recycling(*, actor: Member, rule_id: int) -> Plan:
    """Plan what a rule recycles today, of the customers that ``actor`` may give away."""
    require(actor, POOL, Verb.CONFIGURE)
    require(actor, CUSTOMERS, Verb.TRANSFER)
    rule = rule_for(actor, rule_id)
    check_may_ask(actor, rule)
    refuse_closed(rule.pool)
    mine = customer_policy.rows(actor, Verb.TRANSFER)
    keys = due(rule, mine).order_by().values("pk")
    return make_plan(
        actor=actor,
        kind=RECYCLE,
        outcomes={PlanRow.Outcome.PLANNED: mine.filter(pk__in=keys)},
        pool=rule.pool_id,
        rule=rule.pk,
        reason=str(rule),
    )


def _do(plan: Plan, rows: Sequence[PlanRow]) -> None:
    """Each is asked of the rule again: who bought meanwhile stays with the owner."""
    rule = rule_for(plan.actor, plan.parameters["rule"])
    check_may_ask(plan.actor, rule)
    keys = [row.record for row in rows]
    still = set(due(rule, Customer.objects.filter(pk__in=keys)).values_list("pk", flat=True))
    lay_all(plan, rows, how=How.RECYCLED, fit=still)


def _say(plan: Plan) -> str:
    return _("By the rule “%(rule)s” they go into its pool and are nobody's until claimed.") % {
        "rule": plan.parameters["reason"]
    }


def _back(plan: Plan) -> str:
    return reverse("pool:show", args=[plan.parameters["pool"]])


register_plan(
    PlanKind(
        RECYCLE, gettext_lazy("Recycle customers by a rule"), _say, _do, put_back, names, _back
    )
)
