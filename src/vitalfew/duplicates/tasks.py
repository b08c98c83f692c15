"""The job of looking for duplicates, as the job list names it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vitalfew.duplicates.rules import SCAN_JOB
from vitalfew.duplicates.scanning import scan_work
from vitalfew.jobs.api import Job, Kind, register


def _page(job: Job) -> str:
    return reverse("duplicates:list")


STEPS = {"keys": _("Reading the names"), "pairs": _("Comparing")}
register(Kind(SCAN_JOB, _("Look for duplicates"), scan_work, STEPS, _page))
