"""A database that stopped is started again, as often as it takes; each reason why it cannot is said once."""

from pathlib import Path

import pytest

from config.launcher.address import Address
from config.launcher.server import EmbeddedServer
from config.launcher.supervisor import SECONDS_BETWEEN_TRIES, Supervisor

BROKEN = "no_such_setting = 1\n"


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(
    server: EmbeddedServer, home: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> Supervisor:
    """One that watches over a server which has just stopped."""
    monkeypatch.delenv("DATABASE_URL")  # the server of the other tests
    server.stop()
    return Supervisor(home, Address("127.0.0.1", 8700), said.append)


def tries(supervisor: Supervisor, times: int = 1) -> None:
    for _ in range(times):
        supervisor.next_try = 0.0
        supervisor._keep_database()


def test_it_is_started_again_and_said_so(supervisor: Supervisor, said: list[str]) -> None:
    tries(supervisor, 2)
    assert supervisor.server is not None
    assert supervisor.server.is_ready()
    assert said == ["The database stopped and is started again."]


def test_it_is_tried_again_until_what_is_wrong_is_mended(
    supervisor: Supervisor, said: list[str]
) -> None:
    assert supervisor.server is not None
    settings = supervisor.server.places.data / "postgresql.auto.conf"
    before = settings.read_text()
    settings.write_text(before + BROKEN)
    tries(supervisor, 3)
    assert not supervisor.server.is_ready()
    [stopped, why] = said
    assert stopped == "The database stopped and is started again."
    assert "could not start" in why
    assert why.endswith(f"This is tried again every {SECONDS_BETWEEN_TRIES:g} seconds.")
    assert "\n" not in why
    settings.write_text(before)
    tries(supervisor, 2)
    assert supervisor.server.is_ready()
    assert said[2:] == ["The database runs again."]


def test_between_two_tries_it_waits(supervisor: Supervisor, said: list[str]) -> None:
    assert supervisor.server is not None
    settings = supervisor.server.places.data / "postgresql.auto.conf"
    before = settings.read_text()
    settings.write_text(before + BROKEN)
    supervisor._keep_database()
    settings.write_text(before)
    supervisor._keep_database()
    assert not supervisor.server.is_ready()
    assert len(said) == 2


def test_what_the_system_refuses_does_not_end_the_watch(
    supervisor: Supervisor, said: list[str]
) -> None:
    """A disk without room refuses the files that are written before the server is started."""
    assert supervisor.server is not None
    rules = supervisor.server.places.data / "pg_hba.conf"
    rules.unlink()
    rules.mkdir()
    tries(supervisor, 2)
    assert len(said) == 2
    assert "could not be started" in said[1]
    rules.rmdir()
    tries(supervisor)
    assert supervisor.server.is_ready()
