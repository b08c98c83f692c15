"""The jobs of importing, as the job list names them."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vitalfew.importing.applying import apply_work, undo_work
from vitalfew.importing.checking import check_work
from vitalfew.importing.kinds import register as offer
from vitalfew.importing.known import KINDS
from vitalfew.importing.moving import fall_back
from vitalfew.importing.sample import load_sample_work
from vitalfew.jobs.api import Job, Kind, Work, register

STEPS = {
    "turn": _("Waiting for another import to end"),
    "read": _("Reading the rows"),
    "totals": _("Adding up"),
    "customers": _("Customers"),
    "products": _("Products"),
    "orders": _("Orders"),
    "lines": _("Order lines"),
    "compare": _("Comparing with what is here"),
    "records": _("Bringing in"),
    "stages": _("Lifecycle stages"),
}


def _page(job: Job) -> str:
    return reverse("importing:detail", args=[job.parameters["import"]])


def _kind(name: str, label: str | Promise, work: Work) -> Kind:
    return Kind(name, label, work, STEPS, _page, fall_back)


register(_kind("import.check", _("Check a file"), check_work))
register(_kind("import.apply", _("Bring in a file"), apply_work))
register(_kind("import.undo", _("Take back a file"), undo_work))
register(_kind("sample.load", _("Load the sample"), load_sample_work))
for _one in KINDS:
    offer(_one)
