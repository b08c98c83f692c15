"""Asking for a look through the whole base. One look at a time; whoever asks while one is under way gets another round
of it, for what it has passed may have changed since.
"""

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from vitalfew.customers.api import Customer
from vitalfew.duplicates.rules import SCAN_JOB
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job, JobState, start

AGAIN, OVER = "again", "over"
PLACES = ("slices", "slices_of_people")  # how far a round has come


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
    """Go through the whole base; the look under way, when there is one, which then goes through it once more."""
    _one_at_a_time()
    open_looks = Job.objects.filter(kind=SCAN_JOB, finished_at__isnull=True)
    running = open_looks.exclude(parameters__has_key=OVER).first()
    if running is None:
        return start(actor=actor, kind=SCAN_JOB)
    if running.state == JobState.RUNNING:
        running.refresh_from_db(from_queryset=Job.objects.select_for_update())
        running.parameters[AGAIN] = True
        running.save(update_fields=["parameters"])
    return running


@transaction.atomic
def another_round(job: Job, shared: int) -> bool:
    """After a round: whether somebody asked for one more, which then begins; otherwise the look is over, and nobody can
    ask it any more. ``shared`` is kept: how many signs of contacts too many share.
    """
    _one_at_a_time()
    job.refresh_from_db(fields=["parameters"])
    asked = bool(job.parameters.pop(AGAIN, False))
    for place in PLACES:
        job.parameters.pop(place, None)
    if not asked:
        job.parameters[OVER] = shared
    job.save(update_fields=["parameters"])
    return asked


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('duplicates scan', 0))")
