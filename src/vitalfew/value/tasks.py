"""The job of valuing, as the job list names it."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vitalfew.jobs.api import Job, Kind, register
from vitalfew.value.rules import RUN_JOB
from vitalfew.value.running import run_work

STEPS: dict[str, Promise] = {
    "facts": _("Reading the orders"),
    "model": _("Fitting the models"),
    "scores": _("Scoring the customers"),
    "store": _("Storing the scores"),
}


def _page(job: Job) -> str:
    return reverse("value:overview")


register(Kind(RUN_JOB, _("Value every customer"), run_work, STEPS, _page))
