"""The whole process tree, as a user starts and stops it."""

import os
import signal
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from config.launcher.server import EmbeddedServer
from config.tests.conftest import Serving, environment, vitalfew, wait_for

READY = "Vital Few is ready at"
Serve = Callable[..., Serving]
needs_proc = pytest.mark.skipif(
    not Path("/proc/self/cmdline").exists(), reason="finds processes through /proc"
)


def answer(url: str) -> int:
    """The status of a page; 0 when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - our own address
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def processes(module: str, parent: int) -> list[int]:
    """The processes that run a module and were started by this parent."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            its_parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if module.encode() in words and its_parent == parent:
            found.append(int(folder.name))
    return found


def test_it_serves_welcomes_and_stops_on_ctrl_c_within_ten_seconds(
    serve: Serve, home: Path
) -> None:
    serving = serve()
    said = serving.said(READY) + serving.said("which works once")
    assert serving.url in said
    assert 200 <= answer(serving.url) < 400
    for name in ("logs/web.log", "logs/worker.log", "secret.key"):
        assert (home / name).stat().st_mode & 0o077 == 0
    assert not (home / "greeting").exists()
    assert serving.stop() < 10
    assert serving.process.returncode == 0
    assert EmbeddedServer(home).pid() is None
    assert answer(serving.url) == 0
    assert "Traceback" not in serving.output.read_text()


@pytest.mark.usefixtures("made")
def test_it_starts_again_with_its_data(serve: Serve, home: Path, free_port: int) -> None:
    serve().said(READY)
    env = environment(home, free_port)
    assert vitalfew(env, "member", "add", "lin", "--name", "林小雨").returncode == 0
    assert vitalfew(env, "stop").stdout == "Vital Few has stopped; its data is kept.\n"
    serve().said(READY, within=20)
    assert "林小雨" in vitalfew(env, "member", "list").stdout


@pytest.mark.usefixtures("made")
def test_a_second_copy_names_the_first(serve: Serve, home: Path, free_port: int) -> None:
    first = serve()
    first.said(READY)
    second = vitalfew(environment(home, free_port), "serve")
    assert second.returncode == 2
    assert second.stderr.startswith(
        f"Vital Few is already running at {first.url} (process {first.process.pid})"
    )
    assert second.stderr.count("\n") == 1


@pytest.mark.fault("D14")
def test_a_busy_port_is_one_sentence_that_names_the_variable(home: Path, free_port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port))
        other.listen()
        refused = vitalfew(environment(home, free_port), "serve")
    assert refused.returncode == 2
    assert f"Port {free_port} on 127.0.0.1 cannot be used" in refused.stderr
    assert "VITALFEW_PORT" in refused.stderr
    assert not (home / "postgres").exists()


@pytest.mark.fault("D14")
@pytest.mark.parametrize("port", ["0", "70000", "eighty"])
def test_a_port_that_is_none_is_one_sentence(home: Path, port: str) -> None:
    refused = vitalfew(environment(home, 0) | {"VITALFEW_PORT": port}, "serve")
    assert (refused.returncode, refused.stderr) == (
        2,
        f"VITALFEW_PORT is '{port}': set it to a number from 1 to 65535.\n",
    )


@pytest.mark.fault("D14")
@pytest.mark.usefixtures("made")
def test_a_damaged_data_folder_is_one_sentence(home: Path, free_port: int) -> None:
    env = environment(home, free_port)
    assert vitalfew(env, "migrate").returncode == 0
    assert vitalfew(env, "stop").returncode == 0
    (home / "postgres" / "18" / "PG_VERSION").unlink()
    refused = vitalfew(env, "serve")
    assert refused.returncode == 2
    assert "is damaged (PG_VERSION is missing)" in refused.stderr
    assert refused.stderr.count("\n") == 1


@pytest.mark.fault("D14")
def test_a_given_server_is_used_and_a_silent_one_is_one_sentence(
    home: Path, free_port: int
) -> None:
    env = environment(home, free_port, DATABASE_URL=f"postgresql://x@127.0.0.1:{free_port}/x")
    refused = vitalfew(env, "serve")
    assert refused.returncode == 2
    assert "The database that DATABASE_URL names does not answer" in refused.stderr
    assert not (home / "postgres").exists()


@pytest.mark.fault("D1")
@needs_proc
@pytest.mark.crash
@pytest.mark.usefixtures("made")
def test_whatever_dies_is_started_again(serve: Serve, home: Path) -> None:
    serving = serve()
    serving.said(READY)
    for module in ("config.web_server", "config.worker"):
        (victim,) = processes(module, serving.process.pid)
        os.kill(victim, signal.SIGKILL)
        wait_for(lambda m=module, v=victim: processes(m, serving.process.pid) not in ([], [v]))  # type: ignore[misc]
    database = EmbeddedServer(home)
    victim = database.pid() or 0
    os.kill(victim, signal.SIGKILL)
    wait_for(lambda: database.pid() not in {None, victim})
    wait_for(lambda: 200 <= answer(serving.url) < 400)
    assert serving.stop() < 10


@pytest.mark.fault("D1")
@needs_proc
@pytest.mark.crash
@pytest.mark.usefixtures("made")
def test_the_children_of_a_killed_supervisor_leave_and_it_starts_anew(serve: Serve) -> None:
    serving = serve()
    serving.said(READY)
    serving.stop(signal.SIGKILL)
    wait_for(lambda: answer(serving.url) == 0)
    again = serve()
    again.said(READY)
    assert again.stop() < 10
