"""The jobs of privacy."""

from django.utils.translation import gettext_lazy as _

from vitalfew.jobs.api import Job, Kind, Progress, register
from vitalfew.privacy.actions import ERASE_JOB, RETENTION_JOB
from vitalfew.privacy.erasing import erase
from vitalfew.privacy.models import Ground, RetentionRule
from vitalfew.privacy.retention import due


def erase_work(job: Job, report: Progress) -> dict[str, object]:
    """Erase one person; run again, it finds nobody and does nothing."""
    report("people", 0, 1)
    asked = job.parameters
    return dict(
        erase(actor=job.actor, kind=asked["person"], key=asked["key"], ground=asked["ground"])
    )


def retention_work(job: Job, report: Progress) -> dict[str, object]:
    """Erase those who were confirmed and are still due, one after the other; run again, it goes on with the rest."""
    rule = RetentionRule.objects.filter(what=job.parameters["what"]).first()
    found = due(rule) if rule else None
    confirmed = [key for key in job.parameters["keys"] if found and key in found.people]
    for done, key in enumerate(confirmed):
        report("people", done, len(confirmed))
        assert found is not None  # noqa: S101 - else nobody is confirmed
        erase(actor=job.actor, kind=found.kind, key=key, ground=Ground.RETENTION)
    return {"people": len(confirmed)}


STEPS = {"people": _("People erased")}
register(Kind(ERASE_JOB, _("Erase a person"), erase_work, STEPS))
register(Kind(RETENTION_JOB, _("Erase whoever was kept long enough"), retention_work, STEPS))
