"""Verbs about pairs; merging and taking back have files of their own."""

from django.db import connection, transaction

from vitalfew.access.api import Verb, insist
from vitalfew.customers.api import customer_policy
from vitalfew.duplicates.models import Judgement
from vitalfew.duplicates.queries import pair_for
from vitalfew.duplicates.rules import SCAN_JOB
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job, start


@transaction.atomic
def judge(*, actor: Member, pair_id: int, answer: str) -> Judgement:
    """Say that two customers are not the same, or that this is for later; said again, the last word counts."""
    pair = pair_for(actor, pair_id)
    for customer in (pair.first, pair.second):
        insist(customer_policy.may(actor, Verb.EDIT, customer))
    return Judgement.objects.update_or_create(
        first_id=pair.first_id,
        second_id=pair.second_id,
        defaults={"answer": answer, "actor": actor},
    )[0]


@transaction.atomic
def start_scan(*, actor: Member | None) -> Job:
    """Go through the whole base; the scan under way, when there is one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('duplicates scan', 0))")
    running = Job.objects.filter(kind=SCAN_JOB, finished_at__isnull=True).first()
    return running or start(actor=actor, kind=SCAN_JOB)
