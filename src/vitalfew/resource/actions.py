"""Counting at once."""

from django.db import transaction

from vitalfew.access.api import Verb, require
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job, start
from vitalfew.resource.counting import COUNT, count_under_way
from vitalfew.upkeep.api import UPKEEP


@transaction.atomic
def start_count(*, actor: Member) -> Job:
    """Start a count; one that has not begun yet will do."""
    require(actor, UPKEEP, Verb.CONFIGURE)
    return count_under_way() or start(actor=actor, kind=COUNT)
