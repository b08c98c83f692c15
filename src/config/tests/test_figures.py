"""Figures for Prometheus: complete, over all processes, and for nobody who should not see them."""

import pytest
from django.test import Client
from pytest_django import Settings

from config.home import backup_note
from vitalfew.jobs.api import Job, JobState, beat

NAMES = (
    "vitalfew_requests_total", "vitalfew_request_seconds_bucket", "vitalfew_jobs",
    "vitalfew_oldest_waiting_job_seconds",
    "vitalfew_outbox_messages", "vitalfew_imported_lines", "vitalfew_worker_silent_seconds", "vitalfew_database_bytes",
    "vitalfew_wal_archive_failures", "vitalfew_database_up", "vitalfew_last_backup_age_seconds",
)  # fmt: skip


def figures(client: Client, **headers: str) -> dict[str, float]:
    """Every figure by its name and labels."""
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    rows = [
        line.rpartition(" ") for line in answer.content.decode().splitlines() if line[:1] != "#"
    ]
    return {name: float(value) for name, _, value in rows}


def test_every_figure_is_there(db: None, client: Client) -> None:
    Job.objects.create(kind="value.run", state=JobState.WAITING)
    beat()
    client.get("/sign-in/")
    found = figures(client)
    for name in NAMES:
        if name != "vitalfew_outbox_messages":  # there is no message
            assert any(key.startswith(name) for key in found), name
    assert found['vitalfew_jobs{state="waiting"}'] == 1
    assert found["vitalfew_database_up"] == 1
    assert found["vitalfew_database_bytes"] > 1_000_000
    assert 0 <= found["vitalfew_worker_silent_seconds"] < 30


def test_requests_are_counted_by_route_and_never_by_path(db: None, client: Client) -> None:
    name = 'vitalfew_requests_total{method="GET",route="identity:sign_in",status="200"}'
    before = figures(client).get(name, 0)
    for _ in range(3):
        client.get("/sign-in/?next=/customers/")
    client.get("/no/such/page/")
    found = figures(client)
    assert found[name] == before + 3
    assert not any("/" in key for key in found)


def test_the_age_of_the_last_backup_is_told(db: None, client: Client) -> None:
    backup_note().unlink(missing_ok=True)
    assert figures(client)["vitalfew_last_backup_age_seconds"] == -1
    backup_note().touch()
    assert 0 <= figures(client)["vitalfew_last_backup_age_seconds"] < 60
    backup_note().unlink()


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "10.0.0.7"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.7"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_VIA": "1.1 proxy"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": "https"}, 404),
    ],
)
def test_without_a_token_only_this_machine_sees_them(
    db: None, client: Client, asked: dict[str, str], status: int
) -> None:
    assert client.get("/metrics", **asked).status_code == status  # type: ignore[arg-type]


def test_with_a_token_the_token_decides(db: None, client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "letters-of-the-token"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer \u00e9"}).status_code == 404
    right = {"Authorization": "Bearer letters-of-the-token"}
    assert client.get("/metrics", headers=right, REMOTE_ADDR="10.0.0.7").status_code == 200
