"""Long work, watched.

Who opens this: whoever started a task and waits for it, and administrators who wonder what the machine is doing.
They decide nothing here: they see that it goes on, and then go to the page of its result.
"""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from vitalfew.identity.api import MemberRequest
from vitalfew.jobs.exporting import start_file, take_file
from vitalfew.jobs.models import Job, JobState
from vitalfew.jobs.policies import jobs_visible_to
from vitalfew.jobs.queries import goes_on_at, job_for, label_of, status_of, words_of
from vitalfew.jobs.waiting import GO_ON
from vitalfew.web.api import page, wants_part
from vitalfew.web.listing import Choice, ChoiceFilter, Column, Empty, Listing, Sort

JOBS: Listing[Job] = Listing(
    key="jobs",
    columns=[
        Column("kind", _("Task"), value=label_of),
        Column("state", _("State"), template="jobs/_state.html"),
        Column("actor", _("Started by"), value=lambda job: str(job.actor or _("Command line"))),
        Column("created_at", _("Started"), kind="datetime", sort="created"),
        Column("finished_at", _("Ended"), kind="datetime"),
    ],
    sorts=[Sort("created", _("Newest first"), "created_at")],
    filters=[
        ChoiceFilter("state", _("State"), [Choice(v, label) for v, label in JobState.choices])
    ],
    prepare=lambda jobs: jobs.select_related("actor"),
    row_url=lambda job: reverse("jobs:detail", args=[job.pk]),
    empty=Empty(
        _("No tasks yet"),
        _("Imports and value runs appear here while they work and afterwards."),
        "jobs",
    ),
)


@require_GET
def jobs(request: MemberRequest) -> HttpResponseBase:
    """All tasks, the newest first."""
    return JOBS.respond(
        request, jobs_visible_to(request.user), "jobs/list.html", {"title": _("Tasks")}
    )


@require_GET
def detail(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One task: its progress, then its end; who asks for the progress of an ended task gets the whole page anew.

    Whoever was sent here to wait (``GO_ON``) is sent on to the page of the result, once it is done.
    """
    job = job_for(request.user, pk)
    if job.is_finished and wants_part(request):
        return HttpResponse(headers={"HX-Refresh": "true"})
    status, words = status_of(job), words_of(job, request.user)
    waits = GO_ON in request.GET and job.state == JobState.DONE
    if waits and (onward := goes_on_at(job, request.user)):
        if words:
            messages.success(request, words)
        return redirect(onward)
    return page(request, "jobs/detail.html", {"status": status, "words": words}, part="progress")


@require_POST
def make_file(request: MemberRequest) -> HttpResponse:
    """Have a large file of a list made."""
    job = start_file(actor=request.user, asked=request.POST.get("asked", ""))
    return redirect("jobs:detail", job.pk)


@require_GET
def file(request: MemberRequest, pk: UUID) -> FileResponse:
    """Take a file that was made."""
    return take_file(request.user, pk)
