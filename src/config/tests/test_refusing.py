"""Nothing starts where it could not work: web server, worker and command line say why in one line, and end."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from config.environment import LOOPBACK_NAMES, is_loopback
from config.tests.conftest import environment, vitalfew

PROGRAMS = {
    "web server": ["-m", "config.web_server"],
    "worker": ["-m", "config.worker"],
    "command": ["-m", "config.cli", "member", "list"],
    "serve": ["-m", "config.cli", "serve"],
    "another server": ["-c", "import config.wsgi"],
}
# What is wrong, and the words that the one line must hold.
VARIABLES: dict[str, tuple[dict[str, str], str]] = {
    "key too short": ({"VITALFEW_SECRET_KEY": "short"}, "VITALFEW_SECRET_KEY is too short"),
    "database of another kind": ({"DATABASE_URL": "mysql://a@b/c"}, "DATABASE_URL is no address"),
    "port of the database": ({"DATABASE_URL": "postgresql://a@b:x/c"}, "DATABASE_URL is no address"),
    "owner of the database": ({"DATABASE_OWNER_URL": "b/c"}, "DATABASE_OWNER_URL is no address"),
    "debugging in public": (
        {"VITALFEW_DEBUG": "1", "VITALFEW_HOSTS": "crm.example.com"}, "unset VITALFEW_DEBUG",
    ),
    "debugging on the network": (
        {"VITALFEW_DEBUG": "1", "VITALFEW_BIND": "0.0.0.0"}, "unset VITALFEW_DEBUG",  # noqa: S104
    ),
    "mail server": ({"VITALFEW_MAIL_URL": "mail.example.com"}, "VITALFEW_MAIL_URL is no address"),
    "mail sender": ({"VITALFEW_MAIL_FROM": "nobody"}, "VITALFEW_MAIL_FROM is 'nobody'"),
    "issuer": ({"VITALFEW_OIDC_URL": "id.example.com"}, "VITALFEW_OIDC_URL is 'id.example.com'"),
    "client without its secret": (
        {"VITALFEW_OIDC_URL": "https://id.example.com", "VITALFEW_OIDC_CLIENT": "x"},
        "VITALFEW_OIDC_SECRET is missing",
    ),
    "a number that is none": ({"VITALFEW_LARGEST_LEDGER_MB": "2 GB"}, "VITALFEW_LARGEST_LEDGER_MB is"),
    "calls of programs": (
        {"VITALFEW_API_CALLS_IN_10_SECONDS": "many"}, "VITALFEW_API_CALLS_IN_10_SECONDS is 'many'",
    ),
    "proxies": ({"VITALFEW_PROXIES": "-1"}, "VITALFEW_PROXIES is '-1'"),
    "neither yes nor no": ({"VITALFEW_HTTPS": "maybe"}, "VITALFEW_HTTPS is 'maybe'"),
    "time zone": ({"VITALFEW_TIME_ZONE": "Mars/Olympus"}, "VITALFEW_TIME_ZONE is 'Mars/Olympus'"),
    "currency": ({"VITALFEW_CURRENCY": "Euro"}, "VITALFEW_CURRENCY is 'Euro'"),
    "hosts": ({"VITALFEW_HOSTS": "https://crm.example.com"}, "VITALFEW_HOSTS names"),
    "every host": ({"VITALFEW_HOSTS": "*"}, "VITALFEW_HOSTS names"),
    "origins": ({"VITALFEW_ORIGINS": "crm.example.com"}, "VITALFEW_ORIGINS names"),
    "public address": ({"VITALFEW_ADDRESS": "crm.example.com/x"}, "VITALFEW_ADDRESS is"),
    "port": ({"VITALFEW_PORT": "0"}, "VITALFEW_PORT is '0'"),
}  # fmt: skip
STAYS_AWAY = (
    "postgresql://nobody@127.0.0.1:1/nothing"  # whatever gets as far as the database ends too
)


def refused(env: dict[str, str], *names: str) -> Iterator[tuple[str, str]]:
    """Start programs at once; each must end by itself, in one line, and not well. Yields what each said."""
    started = {
        name: subprocess.Popen(
            [sys.executable, *PROGRAMS[name]], env=env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        for name in names or PROGRAMS
    }  # fmt: skip
    for name, process in started.items():
        try:
            said, _ = process.communicate(timeout=180)
        finally:
            process.kill()
        assert process.returncode not in {0, None}, (name, said)
        assert "Traceback" not in said, (name, said)
        assert said.count("\n") == 1, (name, said)
        yield name, said


@pytest.mark.fault("D14")
@pytest.mark.parametrize("what", VARIABLES)
def test_a_wrong_variable_is_refused(home: Path, what: str) -> None:
    """All programs read the same settings: each case is one program's turn."""
    variables, words = VARIABLES[what]
    env = environment(home, 8700) | {"DATABASE_URL": STAYS_AWAY} | variables
    turn = [*PROGRAMS][[*VARIABLES].index(what) % len(PROGRAMS)]
    for name, said in refused(env, "serve" if what == "port" else turn):
        assert words in said, (name, said)


def test_every_program_refuses_a_wrong_variable(home: Path) -> None:
    for name, said in refused(environment(home, 8700, VITALFEW_HTTPS="maybe")):
        assert "VITALFEW_HTTPS is 'maybe'" in said, (name, said)


def spoil_by_folder(home: Path) -> None:
    (home / "secret.key").mkdir()


def spoil_by_emptiness(home: Path) -> None:
    (home / "secret.key").touch()


def spoil_by_bytes(home: Path) -> None:
    (home / "secret.key").write_bytes(b"\xff" * 60)


@pytest.mark.fault("D14")
@pytest.mark.parametrize("spoil", [spoil_by_folder, spoil_by_emptiness, spoil_by_bytes])
def test_a_key_that_cannot_be_read_is_refused(home: Path, spoil: Callable[[Path], None]) -> None:
    spoil(home)
    for name, said in refused(environment(home, 8700), "serve"):
        assert str(home / "secret.key") in said, (name, said)
        assert "backup" in said, (name, said)


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The address of a database of its own, brought up to date."""
    server = os.environ["DATABASE_URL"]
    address = server.replace("/vitalfew?", "/refusing?")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE refusing")
    yield address
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE refusing WITH (FORCE)")


@pytest.fixture(scope="module")
def migrated(database: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same with the tables of this version."""
    env = environment(tmp_path_factory.mktemp("home"), 8700, DATABASE_URL=database)
    subprocess.run([sys.executable, "-m", "config.cli", "migrate"], env=env, check=True)
    return database


CHANGES = {
    "later": "INSERT INTO django_migrations (app, name, applied) VALUES ('value', '9999_later', now())",
    "another Django program": "DELETE FROM django_migrations WHERE app = 'identity'",
    "no Django program": "ALTER TABLE django_migrations RENAME TO ledger",
}
SAID = {
    "later": "(value.9999_later is not known here): install that version or a later one",
    "another Django program": "holds tables of another program",
    "no Django program": "holds tables of another program",
}


@pytest.fixture
def changed(migrated: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The database as something else would have it; put back afterwards."""
    with psycopg.connect(migrated, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS TABLE django_migrations")
        connection.execute(CHANGES[request.param])
    yield migrated
    with psycopg.connect(migrated) as connection:
        connection.execute("ALTER TABLE IF EXISTS ledger RENAME TO django_migrations")
        connection.execute("DELETE FROM django_migrations")
        connection.execute(
            "INSERT INTO django_migrations OVERRIDING SYSTEM VALUE SELECT * FROM kept"
        )
        connection.execute("DROP TABLE kept")


@pytest.mark.parametrize(("changed", "words"), SAID.items(), indirect=["changed"])
def test_the_database_of_somebody_else_or_of_a_later_version_is_left_alone(
    home: Path, changed: str, words: str
) -> None:
    programs = PROGRAMS if "later" in words else ("serve", "worker")
    for name, said in refused(environment(home, 8700, DATABASE_URL=changed), *programs):
        assert words in said, (name, said)


def test_a_half_migrated_database_is_not_worked_on(home: Path, migrated: str) -> None:
    with psycopg.connect(migrated) as connection:
        connection.execute("DELETE FROM django_migrations WHERE app = 'jobs' AND name LIKE '0005%'")
    try:
        env = environment(home, 8700, DATABASE_URL=migrated)
        for name, said in refused(env, "worker", "another server"):
            assert "run vitalfew migrate" in said, (name, said)
        for name, said in refused(
            env, "web server", "command", "serve"
        ):  # they bring it up to date,
            assert "already exists" in said, (name, said)  # and here a table is in the way
    finally:
        with psycopg.connect(migrated) as connection:
            connection.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES ('jobs', '0005_worker', now())"
            )


def test_a_folder_for_files_that_is_none_is_refused(home: Path, migrated: str) -> None:
    (home / "files").touch()
    env = environment(home, 8700, DATABASE_URL=migrated)
    for name, said in refused(env, "serve", "worker"):
        assert f"The folder for files {home}/files cannot be written" in said, (name, said)


def test_the_key_of_another_installation_is_refused(home: Path, migrated: str) -> None:
    """The secrets of second factors were hidden with another one."""
    env = environment(home, 8700, DATABASE_URL=migrated)
    assert vitalfew(env, "member", "add", "kim").returncode == 0
    with psycopg.connect(migrated) as connection:
        connection.execute(
            "INSERT INTO mfa_authenticator (type, data, user_id, created_at) "
            "SELECT 'totp', '{\"secret\": \"gAAAAABnever\"}', id, now() FROM identity_member"
        )
    for name, said in refused(env, "worker", "another server"):
        assert "put the right one back from a backup" in said, (name, said)


@pytest.mark.parametrize("name", [*sorted(LOOPBACK_NAMES), "127.8.8.8"])
def test_this_machine_is_known_by_its_names(name: str) -> None:
    assert is_loopback(name)
    assert not is_loopback("0.0.0.0")  # noqa: S104
