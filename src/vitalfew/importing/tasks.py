"""The jobs of importing, as the job list names them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vitalfew.importing.applying import apply_work, undo_work
from vitalfew.importing.checking import check_work
from vitalfew.jobs.api import Job, Kind, register

STEPS = {
    "read": _("Reading the rows"),
    "totals": _("Adding up"),
    "customers": _("Customers"),
    "products": _("Products"),
    "orders": _("Orders"),
    "lines": _("Order lines"),
    "stages": _("Lifecycle stages"),
}


def _page(job: Job) -> str:
    return reverse("importing:detail", args=[job.parameters["import"]])


register(Kind("import.check", _("Check a sales ledger"), check_work, STEPS, _page))
register(Kind("import.apply", _("Add a sales ledger"), apply_work, STEPS, _page))
register(Kind("import.undo", _("Take back a sales ledger"), undo_work, STEPS, _page))
