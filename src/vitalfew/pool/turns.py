"""Whose turn it is when customers of a pool are given to many."""

from collections.abc import Collection, Iterable

from django.db.models import Count, Max

from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import Conflict
from vitalfew.ownership.api import How
from vitalfew.pool.limits import refuse_over_cap, wait_for_turn
from vitalfew.pool.models import Pool, Taking, Way


class Turns:
    """Those who take, in line; made inside a transaction, in which nobody else takes a customer for any of them."""

    def __init__(self, pool: Pool, way: Way, members: Iterable[Member]) -> None:
        """Wait for the turn of each, always in the same order, so that nobody waits for another in a ring."""
        self._members = {one.pk: one for one in members}
        self._way = way
        self._caps = {pk: wait_for_turn(self._members[pk]) for pk in sorted(self._members)}
        self._places = self._line(pool)

    def _line(self, pool: Pool) -> dict[int, int]:
        """A number for each member: the smallest has the next turn."""
        keys = list(self._members)
        if self._way == Way.LEAST:
            rows = Customer.objects.filter(owner__in=keys).values_list("owner")
            found = dict(rows.annotate(number=Count("pk")).order_by())
        else:
            turns = Taking.objects.filter(pool=pool, how=How.DEALT, member__in=keys)
            last = turns.values_list("member").annotate(last=Max("pk")).order_by("last")
            found = {member: place for place, (member, _pk) in enumerate(last, start=1)}
        return {pk: found.get(pk, 0) for pk in keys}

    def next(self, without: Collection[int] = ()) -> Member | None:
        """Whose turn it is among those with room and not of ``without``; None when there is nobody."""
        for pk in sorted(self._places.keys() - set(without), key=self._place):
            try:
                refuse_over_cap(self._members[pk], self._caps[pk])
            except Conflict:
                continue
            return self._members[pk]
        return None

    def _place(self, pk: int) -> tuple[int, int]:
        return self._places[pk], pk

    def took(self, member: Member) -> None:
        """Put a member behind everybody in turn; one customer further, where the fewest counts."""
        place = self._places[member.pk] if self._way == Way.LEAST else max(self._places.values())
        self._places[member.pk] = place + 1
