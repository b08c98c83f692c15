"""The jobs of the composed pages."""

from django.utils.translation import gettext_lazy as _

from vitalfew.jobs.api import Kind, register
from vitalfew.site.binned import PURGE_JOB, purge_work

register(Kind(PURGE_JOB, _("Empty the bin"), purge_work, {"customers": _("Customers")}))
