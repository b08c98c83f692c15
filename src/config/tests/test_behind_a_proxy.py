"""Served by HTTPS behind a proxy: Django's own list for deployment is clean, and cookies stay on their host."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from config.tests.conftest import environment

ASK = """
import json, sys
import config.started
from django.test import Client
client = Client(SERVER_NAME="crm.example.com", enforce_csrf_checks=True)
plain, safe = client.get("/sign-in/"), client.get("/sign-in/", headers={"X-Forwarded-Proto": "https"})
health = client.get("/healthz")
strange = Client(SERVER_NAME="evil.example").get("/sign-in/", headers={"X-Forwarded-Proto": "https"})
cookies = {name: dict(morsel) for name, morsel in safe.cookies.items()}
print(json.dumps({
    "plain": [plain.status_code, plain.get("Location", "")], "health": health.status_code,
    "strange": strange.status_code,
    "safe": safe.status_code, "headers": dict(safe.headers), "cookies": cookies,
}))
"""
BEHIND_A_PROXY = {"VITALFEW_ADDRESS": "https://crm.example.com"}
SRC = Path(__file__).resolve().parents[2]
# Reading them runs what somebody wrote.
UNSAFE = {"pickle", "marshal", "shelve", "yaml", "dill", "jsonpickle"}


def test_djangos_list_for_deployment_is_clean(home: Path) -> None:
    env = environment(home, 8700, DATABASE_URL=os.environ["DATABASE_URL"]) | BEHIND_A_PROXY
    env |= {"DJANGO_SETTINGS_MODULE": "config.settings"}
    said = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "DEBUG"],
        env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    assert "no issues" in said.stdout + said.stderr


@pytest.mark.django_db
def test_pages_come_by_https_alone_with_cookies_of_their_own_host(home: Path) -> None:
    at = connection.settings_dict
    address = f"postgresql://{at['USER']}@/{at['NAME']}?host={at['HOST']}&port={at['PORT'] or 5432}"
    env = environment(home, 8700, DATABASE_URL=address) | BEHIND_A_PROXY
    said = subprocess.run(
        [sys.executable, "-c", ASK], env=env, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    told = json.loads(said.stdout)
    assert told["plain"] == [301, "https://crm.example.com/sign-in/"]
    assert (told["safe"], told["health"], told["strange"]) == (200, 200, 400)
    headers = told["headers"]
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert set(told["cookies"]) == {"__Host-csrf"}
    cookie = told["cookies"]["__Host-csrf"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_sessions_and_the_queue_hold_json_alone() -> None:
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert settings.TASKS["default"]["BACKEND"] == "django_tasks_db.DatabaseBackend"  # rows of JSON


def test_nothing_of_ours_reads_what_could_run() -> None:
    found = [
        f"{path.relative_to(SRC)}: {name}"
        for path in SRC.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in imported(node)
        if name.partition(".")[0] in UNSAFE
    ]
    assert found == []


def imported(node: ast.AST) -> list[str]:
    """The modules that a statement imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []
