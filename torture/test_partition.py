"""The network between the product and its database is cut, broken, stopped or bad: told quickly, found again, kept."""

import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.faults import Cases
from config.launcher.server import EmbeddedServer
from config.testing import copy_home
from config.tests.conftest import wait_for
from torture.able import can_make_networks
from torture.conftest import Product, running

pytestmark = [
    pytest.mark.crash,
    pytest.mark.fault("D8"),
    pytest.mark.skipif(not can_make_networks(), reason="no network to cut can be made here"),
]

SPACE, HERE, THERE, PORT = "vitalfew-cut", "10.213.7.1", "10.213.7.2", 5432
SECONDS_TO_TELL, SECONDS_TO_COME_BACK = 5, 10
SECONDS_OF_FAULT = 7
UNAVAILABLE, ELSEWHERE = 503, 302


def run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)


class Network:
    """A network of its own, at whose other end a relay hands everything to the database."""

    def __init__(self, file: str) -> None:
        self.file, self.relay = file, None
        run("ip", "netns", "add", SPACE)
        run("ip", "link", "add", "vfcut0", "type", "veth", "peer", "name", "vfcut1", "netns", SPACE)
        run("ip", "addr", "add", f"{HERE}/24", "dev", "vfcut0")
        run("ip", "link", "set", "vfcut0", "up")
        run("ip", "-n", SPACE, "addr", "add", f"{THERE}/24", "dev", "vfcut1")
        run("ip", "-n", SPACE, "link", "set", "vfcut1", "up")
        self.open()

    relay: subprocess.Popen[bytes] | None

    def open(self) -> None:
        """Start the relay."""
        words = ["ip", "netns", "exec", SPACE, sys.executable, "-m", "torture.relay"]
        self.relay = subprocess.Popen(
            [*words, THERE, str(PORT), self.file],
            stdout=subprocess.PIPE, cwd=Path(__file__).parents[1],
        )  # fmt: skip
        assert self.relay.stdout is not None
        assert self.relay.stdout.readline() == b"open\n"

    def signal(self, what: signal.Signals) -> None:
        """Stop, go on, or kill the relay."""
        assert self.relay is not None
        self.relay.send_signal(what)
        if what == signal.SIGKILL:
            self.relay.wait()

    def swallow(self) -> None:
        """From now on nothing comes back from there, not even that it arrived."""
        run("ip", "-n", SPACE, "route", "add", "blackhole", f"{HERE}/32")

    def let_through(self) -> None:
        run("ip", "-n", SPACE, "route", "del", "blackhole", f"{HERE}/32")

    def close(self) -> None:
        self.signal(signal.SIGKILL)
        subprocess.run(["ip", "netns", "del", SPACE], check=False)


@contextmanager
def dropped(network: Network) -> Iterator[None]:
    """Every packet is lost."""
    network.swallow()
    yield
    network.let_through()


@contextmanager
def reset(network: Network) -> Iterator[None]:
    """What was open is broken off, and nobody listens."""
    network.signal(signal.SIGKILL)
    yield
    network.open()


@contextmanager
def half_open(network: Network) -> Iterator[None]:
    """What is sent arrives, and nobody answers."""
    network.signal(signal.SIGSTOP)
    yield
    network.signal(signal.SIGCONT)


@contextmanager
def bad(network: Network) -> Iterator[None]:
    """A third of the time everything is lost."""
    over = threading.Event()

    def flap() -> None:
        while not over.wait(0.2):
            network.swallow()
            over.wait(0.1)
            network.let_through()

    flapping = threading.Thread(target=flap)
    flapping.start()
    try:
        yield
    finally:
        over.set()
        flapping.join()


CUT: dict[str, Callable[[Network], object]] = {
    "dropped": dropped, "reset": reset, "half open": half_open,
}  # fmt: skip


@pytest.fixture(scope="module")
def network(migrated_home: Path) -> Iterator[tuple[Product, Network]]:
    home = Path(tempfile.mkdtemp(prefix="vf-"))
    copy_home(migrated_home, home)
    home.chmod(0o755)
    server = EmbeddedServer(home)
    try:
        yield from at_the_other_end(home, server)
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


def at_the_other_end(home: Path, server: EmbeddedServer) -> Iterator[tuple[Product, Network]]:
    """The product, with its database behind a network."""
    socket_url = server.ensure()
    folder = socket_url.partition("host=")[2].partition("&")[0]
    made = Network(next(str(file) for file in Path(folder).glob(".s.PGSQL.*[0-9]")))
    address = f"@{THERE}:{PORT}/vitalfew"
    urls = {
        "DATABASE_URL": f"postgresql://vitalfew_app{address}",
        "DATABASE_OWNER_URL": f"postgresql://vitalfew{address}",
    }
    try:
        with running(home, **urls) as served:
            served.url = socket_url
            yield served, made
    finally:
        made.close()


def look(product: Product) -> tuple[int, float]:
    """The status of a page, and how long it took."""
    begun = time.monotonic()
    return product.entrances[3].ask("GET", "/customers/"), time.monotonic() - begun


@pytest.mark.parametrize("how", CUT)
def test_a_database_out_of_reach_is_told_quickly_and_found_again(
    network: tuple[Product, Network], how: str, cases: Cases
) -> None:
    product, between = network
    with product.under_load() as ledger:
        for _ in cases.rounds(1, 4):
            with CUT[how](between):  # type: ignore[attr-defined]
                time.sleep(0.3)
                looks = []
                until = time.monotonic() + SECONDS_OF_FAULT
                while time.monotonic() < until:
                    looks.append(look(product))
                    time.sleep(0.2)
            assert {status for status, _ in looks} == {UNAVAILABLE}, looks
            assert max(took for _, took in looks) <= SECONDS_TO_TELL, looks
            ledger.wait_for_more(1, within=SECONDS_TO_COME_BACK)
            wait_for(lambda: look(product)[0] == 200, SECONDS_TO_COME_BACK)
    assert not ledger.statuses[500]
    assert not ledger.statuses[403]


def test_on_a_bad_line_what_is_confirmed_is_kept(
    network: tuple[Product, Network], cases: Cases
) -> None:
    product, between = network
    with product.under_load() as ledger:
        for _ in cases.rounds(1, 4):
            with bad(between):
                time.sleep(cases.number_of(2, 6))
            ledger.wait_for_more(1, within=SECONDS_TO_COME_BACK)
    assert not ledger.statuses[500]
