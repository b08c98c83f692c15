"""The embedded server: made whole, found again, and never at the cost of data."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from config.databases import database
from config.launcher.account import namespaces_work, open_to_others
from config.launcher.cluster import tuning
from config.launcher.errors import LauncherError
from config.launcher.given import check_given_server
from config.launcher.places import LONGEST_SOCKET_PATH, MAJOR, SOCKET_NAME, Places
from config.launcher.server import EmbeddedServer
from config.tests.conftest import wait_for


def ask(server: EmbeddedServer, question: str) -> object:
    with psycopg.connect(server.places.url(), autocommit=True) as connection:
        cursor = connection.execute(question)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def test_a_fresh_home_gets_a_running_database(server: EmbeddedServer) -> None:
    assert ask(server, "SELECT current_database()") == "vitalfew"
    assert ask(server, "SHOW server_encoding") == "UTF8"
    assert ask(server, "SELECT datlocale FROM pg_database WHERE datname = 'vitalfew'") == "C.UTF-8"


def test_it_knows_the_extensions_that_search_needs(server: EmbeddedServer) -> None:
    ask(server, "CREATE EXTENSION pg_trgm")
    assert ask(server, "SELECT similarity('龙骨木业', '龙骨木器') > 0.2")


def test_nobody_reaches_it_over_the_network_or_from_another_account(server: EmbeddedServer) -> None:
    assert ask(server, "SHOW listen_addresses") == ""
    for folder in (server.places.data, server.places.socket_folder, server.places.logs):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    rules = (server.places.data / "pg_hba.conf").read_text()
    assert rules == (
        "local all vitalfew,vitalfew_app peer map=owner\n"
        "local replication vitalfew peer map=owner\n"
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_root_hands_it_to_an_account_without_rights(server: EmbeddedServer) -> None:
    assert server.places.data.stat().st_uid != 0
    assert Path(f"/proc/{server.pid()}").stat().st_uid == server.places.data.stat().st_uid


@pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can close a folder to all others and still enter it"
)
def test_root_may_keep_its_data_where_no_other_account_can_go(home: Path) -> None:
    home.chmod(0o700)
    server = EmbeddedServer(home / "inside")
    if not namespaces_work():
        with pytest.raises(
            LauncherError, match="set VITALFEW_HOME to a folder others may pass through"
        ):
            server.ensure()
        return
    server.ensure()
    assert ask(server, "SELECT 1") == 1
    server.stop()
    assert not open_to_others(home)


def test_data_outlives_a_stop(server: EmbeddedServer) -> None:
    ask(server, "CREATE TABLE kept AS SELECT 42 AS answer")
    assert server.stop()
    assert not server.stop()
    server.ensure()
    assert ask(server, "SELECT answer FROM kept") == 42


def test_a_second_starter_finds_the_first_ones_server(server: EmbeddedServer) -> None:
    another = EmbeddedServer(server.places.home)
    assert another.ensure() == server.places.url()
    assert another.pid() == server.pid()


def test_two_starters_at_once_make_one_server(home: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from config.launcher.server import EmbeddedServer;"
        "s = EmbeddedServer(Path(sys.argv[1])); s.ensure(); print(s.pid())"
    )
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(home)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    assert len({starter.communicate(timeout=60)[0] for starter in starters}) == 1
    assert {starter.returncode for starter in starters} == {0}


@pytest.mark.fault("D3")
@pytest.mark.crash
def test_a_killed_server_comes_back_with_every_acknowledged_row(home: Path) -> None:
    server = EmbeddedServer(home)
    server.ensure()
    ask(server, "CREATE TABLE numbers (n int)")
    acknowledged: list[int] = []

    def write() -> None:
        with (
            suppress(psycopg.OperationalError),
            psycopg.connect(server.places.url(), autocommit=True) as connection,
        ):
            for n in range(100_000):
                connection.execute("INSERT INTO numbers VALUES (%s)", [n])
                acknowledged.append(n)

    writer = threading.Thread(target=write)
    writer.start()
    wait_for(lambda: len(acknowledged) > 200)
    kill(server)
    writer.join()
    server.ensure()
    assert ask(server, "SELECT count(*) FROM numbers") in {len(acknowledged), len(acknowledged) + 1}


def kill(server: EmbeddedServer) -> None:
    pid = server.pid()
    assert pid
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: server.pid() is None)


@pytest.mark.crash
def test_a_note_that_names_a_living_stranger_does_not_stop_the_start(
    server: EmbeddedServer,
) -> None:
    kill(server)
    note = server.places.data / "postmaster.pid"
    lines = note.read_text().splitlines()
    lines[0] = str(os.getpid())
    note.write_text("\n".join(lines) + "\n")
    server.ensure()
    assert ask(server, "SELECT 1") == 1


def test_a_long_path_gets_a_short_socket_folder_which_the_settings_find(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = home / ("long" * 25)
    home.chmod(0o755)
    server = EmbeddedServer(deep)
    server.ensure()
    try:
        folder = (deep / "postgres.socket").read_text().strip()
        assert len(f"{folder}/{SOCKET_NAME}") <= LONGEST_SOCKET_PATH
        assert database("DATABASE_URL", server.places.url())["HOST"] == folder
        assert ask(server, "SELECT 1") == 1
    finally:
        server.stop()
    assert not Path(folder).exists()


def test_a_damaged_data_folder_is_named_and_left_alone(server: EmbeddedServer) -> None:
    server.stop()
    (server.places.data / "global" / "pg_control").unlink()
    with pytest.raises(
        LauncherError, match=r"is damaged \(global/pg_control is missing\): restore it"
    ):
        server.ensure()
    assert (server.places.data / "base").is_dir()


def test_what_postgresql_says_about_a_broken_file_is_passed_on(server: EmbeddedServer) -> None:
    server.stop()
    (server.places.data / "global" / "pg_control").write_bytes(b"\0" * 8192)
    with pytest.raises(LauncherError, match="could not start on the database folder"):
        server.ensure()


def test_a_database_of_another_major_version_is_never_hidden_by_an_empty_one(
    server: EmbeddedServer,
) -> None:
    server.stop()
    shutil.copytree(server.places.data, server.places.postgres / "17")
    shutil.rmtree(server.places.data)
    (server.places.postgres / "17" / "PG_VERSION").write_text("17\n")
    with pytest.raises(
        LauncherError,
        match=f"holds a PostgreSQL 17 database and this release runs PostgreSQL {MAJOR}",
    ):
        server.ensure()


def test_an_interrupted_creation_is_begun_again(home: Path) -> None:
    places = Places(home)
    places.unfinished_data.mkdir(parents=True)
    (places.unfinished_data / "half").touch()
    EmbeddedServer(home).ensure()
    assert not places.unfinished_data.exists()


def test_a_home_that_cannot_be_made_is_one_sentence(home: Path) -> None:
    (home / "file").touch()
    with pytest.raises(
        LauncherError, match=r"cannot be written .*: set VITALFEW_HOME to a folder you may write\."
    ):
        EmbeddedServer(home / "file" / "inside").ensure()


def test_a_given_server_that_does_not_answer_is_one_sentence(free_port: int) -> None:
    with pytest.raises(
        LauncherError, match=r"The database that DATABASE_URL names does not answer"
    ):
        check_given_server(f"postgresql://somebody@127.0.0.1:{free_port}/vitalfew")


def test_a_given_server_that_answers_is_accepted(server: EmbeddedServer) -> None:
    check_given_server(server.places.url())


@pytest.mark.parametrize(("memory", "buffers"), [(512, "128MB"), (2048, "256MB"), (65536, "512MB")])
def test_the_buffers_follow_the_machines_memory(memory: int, buffers: str) -> None:
    assert tuning(memory)["shared_buffers"] == buffers
