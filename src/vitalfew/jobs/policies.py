"""Who may watch which jobs."""

from django.db.models import QuerySet

from vitalfew.identity.api import Member
from vitalfew.jobs.models import Job


def jobs_visible_to(actor: Member) -> QuerySet[Job]:
    """Every read of jobs starts here: administrators see all, others those they started."""
    if actor.is_active and actor.is_administrator:
        return Job.objects.all()
    return Job.objects.filter(actor=actor) if actor.is_active else Job.objects.none()
