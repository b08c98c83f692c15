"""Who may watch which jobs: everybody their own, and all of them by right."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import (
    ADMINISTRATOR,
    AUDITOR,
    CUSTOMER_OFFICE,
    EVERYTHING,
    Module,
    Scope,
    Verb,
    register,
    rights_of,
)
from vitalfew.identity.api import Member
from vitalfew.jobs.models import Job

TASKS = register(
    Module(
        key="tasks",
        label=_("Tasks"),
        verbs=(Verb.VIEW,),
        ready={
            ADMINISTRATOR: {Verb.VIEW: Scope.ALL},
            CUSTOMER_OFFICE: {Verb.VIEW: Scope.ALL},
            AUDITOR: {Verb.VIEW: Scope.ALL},
        },
        order=80,
    )
)


def jobs_visible_to(actor: Member) -> QuerySet[Job]:
    """Every read of jobs starts here: by right as far as it reaches, and always one's own."""
    if not actor.is_active:
        return Job.objects.none()
    reach = rights_of(actor).reach(TASKS.key, Verb.VIEW)
    if reach == EVERYTHING:
        return Job.objects.all()
    return Job.objects.filter(actor_id__in=reach.owners | {actor.pk})
