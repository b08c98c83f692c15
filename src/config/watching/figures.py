"""Figures for Prometheus: what the processes count, and what the database and the data home say when asked.

All web processes count into files of one folder (the library's multi-process mode), so that any of them can answer for
all. The folder is emptied when the web server starts.
"""

import hmac
import time
from collections.abc import Iterator
from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from config.environment import is_loopback
from config.home import backup_note

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15)
# A proxy on this machine would make everybody look as if they were here.
SIGNS_OF_A_PROXY = (
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Forwarded-Host",
    "X-Real-IP",
    "Forwarded",
    "Via",
)
REQUESTS = Counter("vitalfew_requests", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram("vitalfew_request_seconds", "Seconds to answer.", ["route"], buckets=BUCKETS)
METHODS = {"GET", "HEAD", "POST"}

# name, what it says, the label of its rows, SQL with one row for each value
OF_THE_DATABASE: tuple[tuple[str, str, str, str], ...] = (
    ("vitalfew_jobs", "Jobs by state.", "state", "SELECT state, count(*) FROM jobs_job GROUP BY state"),
    (
        "vitalfew_oldest_waiting_job_seconds", "Age of the job that has waited longest.", "",
        "SELECT '', coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0) FROM jobs_job"
        " WHERE state = 'waiting'",
    ),
    (
        "vitalfew_outbox_messages", "Messages by state.", "state",
        "SELECT state, count(*) FROM outbox_message GROUP BY state",
    ),
    (
        "vitalfew_imported_lines", "Lines of the imports in force.", "",
        "SELECT '', coalesce(sum((counts ->> 'lines')::bigint), 0) FROM importing_ledgerimport WHERE state = 'applied'",
    ),
    (
        "vitalfew_worker_silent_seconds", "Since a worker was last seen.", "",
        "SELECT '', coalesce(extract(epoch FROM clock_timestamp() - max(seen_at)), -1) FROM jobs_worker",
    ),
    ("vitalfew_database_bytes", "Size of the database.", "", "SELECT '', pg_database_size(current_database())"),
    (
        "vitalfew_wal_archive_failures", "Pieces of the write-ahead log that could not be archived.", "",
        "SELECT '', failed_count FROM pg_stat_archiver",
    ),
)  # fmt: skip


def note_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one request."""
    REQUESTS.labels(method if method in METHODS else "other", route, str(status)).inc()
    SECONDS.labels(route).observe(seconds)


class Asked(Collector):
    """What is read when somebody asks for it."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The database's figures while it answers, and the age of the last backup."""
        up = GaugeMetricFamily("vitalfew_database_up", "1 while the database answers.")
        try:
            yield from of_the_database()
            up.add_metric([], 1)
        except DatabaseError:
            up.add_metric([], 0)
        yield up
        age = GaugeMetricFamily(
            "vitalfew_last_backup_age_seconds", "Since the last backup; -1: none."
        )
        age.add_metric([], backup_age())
        yield age


def of_the_database() -> Iterator[GaugeMetricFamily]:
    """One family for each question."""
    with connection.cursor() as cursor:
        for name, says, label, sql in OF_THE_DATABASE:
            family = GaugeMetricFamily(name, says, labels=[label] if label else [])
            cursor.execute(sql)
            for value, number in cursor.fetchall():
                family.add_metric([value] if label else [], float(number))
            yield family


def backup_age() -> float:
    """Seconds since ``vitalfew backup`` last wrote one here; -1 when it never did."""
    with suppress(OSError):
        return max(time.time() - backup_note().stat().st_mtime, 0)
    return -1


def figures(request: HttpRequest) -> HttpResponse:
    """Everything, for whoever has the token, or asks from this machine where there is none."""
    if not may_see(request):
        return HttpResponse(status=404)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(settings.FIGURES_FOLDER))  # type: ignore[no-untyped-call]
    registry.register(Asked())
    return HttpResponse(
        generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8"
    )


def may_see(request: HttpRequest) -> bool:
    """The token decides where one is set; else only this machine, and not through a proxy."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    if any(name in request.headers for name in SIGNS_OF_A_PROXY):
        return False
    return is_loopback(request.META.get("REMOTE_ADDR", ""))
