"""Customers that look alike, and who may do something about it."""

from vitalfew.access.api import CUSTOMER_OFFICE
from vitalfew.access.tests.cast import make_member
from vitalfew.duplicates.asking import start_scan
from vitalfew.duplicates.models import Pair
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job, JobState, finish


def office() -> Member:
    """The customer-management office, which may merge everything."""
    return make_member("olive", CUSTOMER_OFFICE, name="Olive")


def work(job: Job) -> Job:
    """Done in this process, as the worker does it."""
    done = finish(job)
    assert done.state == JobState.DONE, done.error
    return done


def scanned() -> list[Pair]:
    """The pairs of a scan of the whole base, done in this process."""
    work(start_scan(actor=None))
    return list(Pair.objects.order_by("-score", "-pk"))
