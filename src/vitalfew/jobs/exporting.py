"""Large files of lists, made by the worker.

What was asked is the address of the list. The worker asks the list's own view once more, as the member and under what
the member may do by then; the file is kept for a day, for that member alone.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.access.api import remembered
from vitalfew.audit.api import record
from vitalfew.identity.api import Member, MemberRequest
from vitalfew.jobs.actions import start_quietly
from vitalfew.jobs.models import Job, JobState
from vitalfew.jobs.policies import jobs_visible_to
from vitalfew.jobs.registry import Kind, Progress, register
from vitalfew.kernel.errors import BadInput, NotFound
from vitalfew.web.api import page
from vitalfew.web.listing import FileRequest, make_large_files_with

EXPORT_JOB = "list.file"
KEPT = 24 * 3600  # seconds
SALT = "large file"


@dataclass(frozen=True)
class Asked:
    """A list's address and what it was asked."""

    path: str
    query: str


def offer(request: HttpRequest, rows: int) -> HttpResponseBase:
    """The page that says how much it is, and offers to make the file."""
    member = cast(MemberRequest, request).user
    asked = {"path": request.path, "query": request.GET.urlencode(), "member": member.pk}
    back = QueryDict(request.GET.urlencode(), mutable=True)
    back.pop("format", None)
    context = {
        "rows": rows,
        "asked": signing.dumps(asked, salt=SALT),
        "back": f"{request.path}?{back.urlencode()}",
    }
    return page(request, "jobs/large_file.html", context)


@transaction.atomic
def start_file(*, actor: Member, asked: str) -> Job:
    """Have the file made that ``offer`` offered to this member; BadInput for anything else."""
    try:
        said = signing.loads(asked, salt=SALT, max_age=KEPT)
    except signing.BadSignature:
        said = {}
    if said.get("member") != actor.pk:
        raise BadInput("no_such_file", _("Ask for the file on its list once more."))
    # What was searched for may name somebody: it stands in no event.
    asks = {"path": said["path"], "query": said["query"]}
    job = start_quietly(actor=actor, kind=EXPORT_JOB, parameters=asks)
    record(actor=actor, verb=f"{EXPORT_JOB}.start", subject=f"job:{job.pk}", path=said["path"])
    return job


def make_file(job: Job, report: Progress) -> dict[str, object]:
    """Ask the list for its file, and keep it when it is whole; run again, it begins anew."""
    report("rows")
    told = _answer(job)
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    name = told.headers["Content-Disposition"].partition('filename="')[2].rstrip('"')
    partial = folder() / f"{job.pk}.part"
    with partial.open("wb") as file:
        for chunk in _chunks(told):
            file.write(chunk)
    partial.rename(file_of(job))
    job.parameters = {}
    job.save(update_fields=["parameters"])
    return {"name": name, "bytes": file_of(job).stat().st_size}


def _answer(job: Job) -> HttpResponseBase:
    view, args, options = resolve(job.parameters["path"])
    request = FileRequest()
    request.method, request.path = "GET", job.parameters["path"]
    request.GET = QueryDict(job.parameters["query"])
    request.user = job.actor  # type: ignore[assignment]  # a list is asked by a member
    with remembered():
        return cast(HttpResponseBase, view(request, *args, **options))


def _chunks(told: HttpResponseBase) -> Iterator[bytes]:
    assert isinstance(told, StreamingHttpResponse)  # noqa: S101 - as every file of a list
    # Not closed: that is the end of a request to Django, and of the connection that holds this job's lock.
    yield from cast("Iterator[bytes]", told.streaming_content)


def folder() -> Path:
    """Where such files wait to be taken."""
    return Path(settings.FILES_FOLDER) / "made"


def file_of(job: Job) -> Path:
    """The file of a job; it may be gone."""
    return folder() / str(job.pk)


def take_file(actor: Member, pk: UUID) -> FileResponse:
    """One's own file; NotFound for others' and for what is gone."""
    own = jobs_visible_to(actor).filter(actor=actor, kind=EXPORT_JOB, state=JobState.DONE)
    job = own.filter(pk=pk).first()
    if job is None or not file_of(job).is_file():
        raise NotFound(
            "file_gone", _("This file is not there: it is kept for a day. Ask for it once more.")
        )
    name = str(job.result["name"])
    return FileResponse(file_of(job).open("rb"), as_attachment=True, filename=name)


def _page(job: Job) -> str | None:
    there = job.state == JobState.DONE and file_of(job).is_file()
    return reverse("jobs:file", args=[job.pk]) if there else None


def drop_old_files() -> int:
    """Take away what was kept for a day; how many files."""
    return _drop(time.time() - KEPT)


def drop_files() -> int:
    """Take away all of them: somebody is erased, and any may name them. How many."""
    return _drop(time.time() + KEPT)


def _drop(before: float) -> int:
    found = list(folder().iterdir()) if folder().is_dir() else []
    old = [file for file in found if file.stat().st_mtime < before]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


register(
    Kind(
        EXPORT_JOB,
        gettext_lazy("Make a large file"),
        make_file,
        {"rows": gettext_lazy("Rows written")},
        page=_page,
    )
)
make_large_files_with(offer)
