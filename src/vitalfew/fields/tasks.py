"""The job that makes indexes, as the job list names it."""

from django.utils.translation import gettext_lazy as _

from vitalfew.fields.indexing import INDEX_JOB, index_work
from vitalfew.jobs.api import Kind, register

register(Kind(INDEX_JOB, _("Make lists by own fields fast"), index_work, {"indexes": _("Indexes")}))
