"""Verbs about pairs; merging and taking back have files of their own."""

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from vitalfew.access.api import Verb, insist
from vitalfew.customers.api import Customer, customer_policy
from vitalfew.duplicates.merging_people import refuse_one
from vitalfew.duplicates.models import Judgement, PersonJudgement
from vitalfew.duplicates.queries import pair_for
from vitalfew.duplicates.rules import SCAN_JOB
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job, start
from vitalfew.people.api import contact_for, contact_policy


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
def judge_people(*, actor: Member, both: tuple[int, int], answer: str) -> PersonJudgement:
    """The same of two contacts, also of those that no scan has found."""
    refuse_one(*both)
    first, second = (contact_for(actor, pk) for pk in sorted(both))
    for contact in (first, second):
        contact_policy.check(actor, Verb.EDIT, contact)
    return PersonJudgement.objects.update_or_create(
        first=first, second=second, defaults={"answer": answer, "actor": actor}
    )[0]


@transaction.atomic
def scan_when_due() -> Job | None:
    """Start the day's look for duplicates, where there is a base to look through; of two schedulers one starts it."""
    _one_at_a_time()
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Job.objects.filter(kind=SCAN_JOB)
    if mine.filter(Q(created_at__gte=midnight) | Q(finished_at__isnull=True)).exists():
        return None
    return start(actor=None, kind=SCAN_JOB) if Customer.objects.exists() else None


@transaction.atomic
def start_scan(*, actor: Member | None) -> Job:
    """Go through the whole base; the scan under way, when there is one."""
    _one_at_a_time()
    running = Job.objects.filter(kind=SCAN_JOB, finished_at__isnull=True).first()
    return running or start(actor=actor, kind=SCAN_JOB)


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('duplicates scan', 0))")
