"""The command line: it reads well, and starts what it needs."""

import subprocess
import sys
from pathlib import Path

import pytest

from config.cli import SECTIONS
from config.launcher.program import client_program
from config.launcher.server import EmbeddedServer
from config.tests.conftest import environment, vitalfew


@pytest.fixture
def env(home: Path, free_port: int) -> dict[str, str]:
    return environment(home, free_port)


def test_help_names_every_command_and_starts_nothing(env: dict[str, str], home: Path) -> None:
    shown = vitalfew(env, "--help")
    assert shown.returncode == 0
    told = " ".join(shown.stdout.split())  # long lines are wrapped
    for section, entries in SECTIONS.items():
        assert f"{section}:" in told
        assert [entry.summary for entry in entries.values() if entry.summary not in told] == []
    assert list(home.iterdir()) == []


def test_what_only_explains_itself_loads_neither_the_models_nor_the_numbers() -> None:
    heavy = {"django.db.models", "numpy", "numba", "pyarrow", "duckdb", "vitalfew.customers"}
    told = subprocess.run(
        [sys.executable, "-c", "import config.cli, sys; print(*sys.modules, sep='\\n')"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert heavy & set(told.stdout.split()) == set()


@pytest.mark.parametrize("name", [name for entries in SECTIONS.values() for name in entries])
def test_every_command_explains_itself(env: dict[str, str], home: Path, name: str) -> None:
    shown = vitalfew(env, name, "--help")
    assert shown.returncode == 0, shown.stderr
    assert "Usage:" in shown.stdout
    assert not (home / "postgres").exists()


def test_a_command_starts_the_database_and_leaves_it_running(
    env: dict[str, str], home: Path
) -> None:
    assert "stopped" in vitalfew(env, "status").stdout
    assert vitalfew(env, "migrate").stdout == "The database was brought up to date.\n"
    assert EmbeddedServer(home).is_ready()
    assert vitalfew(env, "migrate").stdout == "The database is already up to date.\n"
    assert "Database: embedded, running" in vitalfew(env, "status").stdout
    assert vitalfew(env, "stop").stdout == "Vital Few has stopped; its data is kept.\n"
    assert vitalfew(env, "stop").stdout == "Nothing was running.\n"


@pytest.mark.usefixtures("made")
def test_a_member_s_access_ends_and_is_given_back(env: dict[str, str]) -> None:
    vitalfew(env, "member", "add", "wu", "--email", "wu@example.com")
    said = vitalfew(env, "member", "deactivate", "WU").stdout
    assert said == "wu cannot sign in any more.\n"
    assert "wu\t\tdeactivated\n" in vitalfew(env, "member", "list").stdout
    vitalfew(env, "member", "reactivate", "wu")
    vitalfew(env, "member", "reset-second-factor", "wu")
    assert "wu\n" in vitalfew(env, "member", "list").stdout


@pytest.mark.usefixtures("made")
def test_a_member_is_added_listed_and_given_a_link(env: dict[str, str]) -> None:
    assert "http://localhost:" in vitalfew(env, "member", "add", "lin", "--name", "林小雨").stdout
    assert vitalfew(env, "member", "list").stdout == "lin\t林小雨\n"
    assert "http://localhost:" in vitalfew(env, "member", "link", "LIN").stdout
    unknown = vitalfew(env, "member", "link", "nobody")
    assert (unknown.returncode, unknown.stderr) == (
        2,
        "There is no member nobody: vitalfew member list shows all.\n",
    )


@pytest.mark.usefixtures("made")
def test_a_dump_is_one_that_postgresql_reads(env: dict[str, str], tmp_path: Path) -> None:
    vitalfew(env, "member", "add", "lin")
    dumped = vitalfew(env, "db", "dump", str(tmp_path / "a.dump"))
    assert dumped.returncode == 0, dumped.stderr
    listed = subprocess.run(
        [client_program("pg_restore"), "--list", tmp_path / "a.dump"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "TABLE DATA public identity_member" in listed.stdout


@pytest.mark.usefixtures("made")
def test_psql_gets_its_arguments_as_they_are(env: dict[str, str]) -> None:
    assert vitalfew(env, "db", "psql", "-At", "-c", "SELECT 40 + 2").stdout == "42\n"


def test_the_versions_are_told(env: dict[str, str]) -> None:
    assert "Embedded PostgreSQL 18" in vitalfew(env, "version").stdout
