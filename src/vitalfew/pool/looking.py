"""How many customers of a pool a member may open in a day, so that nobody carries a pool away page by page.

A look is an event of the first time that day: whoever opens one again looks at nothing new. What the list of the pool
tells is no look.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vitalfew.audit.api import Event, record
from vitalfew.customers.api import Customer, when_opened
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import Conflict
from vitalfew.pool.limits import today_began
from vitalfew.pool.models import Pool, Pooled

LOOKED = "pool.looked"


def look(actor: Member, customer: Customer) -> None:
    """Note that ``actor`` opens a customer of a pool that counts looks; Conflict once the day's are used up."""
    if customer.owner_id is not None:
        return
    entry: Pooled | None = getattr(customer, "pool_entry", None)
    most = entry.pool.looks_a_day if entry else None
    if entry is None or most is None or _has_looked(actor, customer):
        return
    with transaction.atomic():
        _wait_for_turn(actor)
        if _has_looked(actor, customer):
            return  # in another window, just now
        if looked_today(actor, entry.pool) >= most:
            raise _used_up(entry.pool, most)
        record(actor=actor, verb=LOOKED, subject=f"customer:{customer.pk}", pool=entry.pool_id)


def _wait_for_turn(actor: Member) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"pool looking {actor.pk}"]
        )


def _looks(actor: Member, begin: datetime) -> QuerySet[Event]:
    return Event.objects.filter(actor_id=actor.pk, verb=LOOKED, at__gte=begin)


def _has_looked(actor: Member, customer: Customer) -> bool:
    return _looks(actor, today_began()).filter(subject=f"customer:{customer.pk}").exists()


def looked_today(actor: Member, pool: Pool) -> int:
    """How many customers of a pool a member has opened today."""
    return _looks(actor, today_began()).filter(data__pool=pool.pk).count()


def _used_up(pool: Pool, most: int) -> Conflict:
    anew = timezone.localtime(today_began()) + timedelta(days=1)
    return Conflict(
        "looks_used_up",
        _(
            "“%(pool)s” lets each member open %(most)s of its customers a day, and you have opened them. You can open "
            "more from %(moment)s on; its list stays open to you."
        )
        % {"pool": pool, "most": most, "moment": date_format(anew, "SHORT_DATETIME_FORMAT")},
    )


when_opened(look, "pool_entry__pool")
