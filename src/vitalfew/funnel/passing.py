"""Opportunities change hands with a hand-over, with their stage and their history."""

from collections.abc import Iterable

from django.db import transaction

from vitalfew.audit.api import record
from vitalfew.funnel.models import Opportunity
from vitalfew.identity.api import Member


@transaction.atomic
def pass_opportunities_on(
    *, actor: Member, giver: Member, to: Member, customers: Iterable[int]
) -> int:
    """Give a member's opportunities of these customers to somebody else, for a verb that has asked for its own right.

    The closed ones go along; stage, steps and history stay as they are. Returns how many.
    """
    rows = Opportunity.everything.filter(owner=giver, customer__in=list(customers))
    passed = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for one in passed:
        one.owner = to
        one.version += 1
        one.save(update_fields=["owner", "version", "updated_at"])
        record(
            actor=actor, verb="opportunity.assign", subject=f"opportunity:{one.pk}", owner=[giver.pk, to.pk]
        )  # fmt: skip
    return len(passed)
