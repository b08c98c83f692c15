"""Whether the product is well, for whoever watches it: alive, and ready. Nothing here is a secret."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from config.watching.schema import State, schema
from vitalfew.jobs.api import worker_seen_at

SECONDS_TO_ANSWER = 3.5
SILENT_AFTER = timedelta(seconds=60)
# One at a time: should the database hang, one thread waits for it and not one for each question.
_asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="readiness")


def alive(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers at all; asks nobody else."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> HttpResponse:
    """200 when everything the product needs is there, 503 otherwise, both within seconds."""
    found = {**of_the_database(), "disk": disk()}
    well = set(found.values()) <= {"reachable", State.CURRENT, "alive", "enough"}
    status = {"status": "ready" if well else "not ready"}
    return JsonResponse(status | found, status=200 if well else 503)


def of_the_database() -> dict[str, str]:
    """What the database says, as long as it says it in time."""
    question = _asking.submit(asked)
    try:
        return question.result(timeout=SECONDS_TO_ANSWER)
    except TookTooLong:
        question.cancel()
        return UNREACHABLE


UNREACHABLE = {"database": "unreachable", "schema": "unknown", "worker": "unknown"}


def asked() -> dict[str, str]:
    """Ask on a connection of this thread's own."""
    try:
        state = schema().state
        worker = worker_state() if state == State.CURRENT else "unknown"
    except DatabaseError:
        return UNREACHABLE
    finally:
        connection.close()
    return {"database": "reachable", "schema": state, "worker": worker}


def worker_state() -> str:
    """``alive``, ``silent`` for a while, or ``none`` that was ever seen."""
    seen = worker_seen_at()
    if seen is None:
        return "none"
    return "alive" if timezone.now() - seen < SILENT_AFTER else "silent"


def disk() -> str:
    """Whether files can still grow: ``enough``, ``full``, or ``unreachable``."""
    try:
        settings.FILES_FOLDER.mkdir(parents=True, exist_ok=True, mode=0o700)
        free = shutil.disk_usage(settings.FILES_FOLDER).free
    except OSError:
        return "unreachable"
    return "enough" if free >= settings.LEAST_ROOM else "full"
