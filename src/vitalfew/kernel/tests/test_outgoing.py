"""No call reaches what only this machine can reach, however its address is spelt: no server here is ever touched."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from vitalfew.kernel.outgoing import AddressRefused, Outgoing, Rules, admitted, check_address
from vitalfew.kernel.tests.cases import Cases

pytestmark = pytest.mark.fault("B8")
PUBLIC = "93.184.215.14"
NAMES = {
    "inside.example": ["127.0.0.1"],
    "inside6.example": ["::1"],
    "office.example": ["10.1.2.3"],
    "cloud.example": ["169.254.169.254"],
    "one-of-two.example": [PUBLIC, "127.0.0.1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "nobody.example": [],
    "shop.example": [PUBLIC],
    "metadata.google.internal": ["169.254.169.254"],
    "localhost": ["127.0.0.1"],
    "localhost.": ["127.0.0.1"],
    "localhost.localdomain": ["127.0.0.1"],
    "127.0.0.1.nip.io": ["127.0.0.1"],
    "ip6-localhost": ["::1"],
}
# Forms of addresses that lead inside, or that are none at all.
HOSTS = [
    "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "0.0.0.0", "0", "2130706433", "017700000001", "0x7f000001",  # noqa: S104
    "0x7f.0.0.1", "0x7f.1", "0177.0.0.1", "127.0.0.01", "127.0.0.1.", "[::1]", "[::]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fc00::1]", "[ff02::1]",
    "[fd00:ec2::254]", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "192.0.0.192",
    "198.18.0.1", "224.0.0.1", "239.1.2.3", "240.0.0.1", "255.255.255.255", "localhost", "localhost.",
    "localhost.localdomain", "inside.example", "inside6.example", "office.example", "cloud.example",
    "one-of-two.example",
    "mapped.example", "metadata.google.internal", "127.0.0.1.nip.io", "ip6-localhost", "①②⑦.⓪.⓪.①", "127。0。0。1",
    "user@127.0.0.1", "shop.example@127.0.0.1", "127.0.0.1#@shop.example", "127.0.0.1\\@shop.example",
    "%31%32%37.0.0.1",
    "127.0.0.1%00.shop.example", "nobody.example", "-x.example", "",
]  # fmt: skip


@dataclass
class Book:
    """A resolver of our own: what it was asked, and what it answers."""

    names: dict[str, list[str]] = field(default_factory=lambda: dict(NAMES))
    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str, port: int) -> list[str]:
        """The addresses of a name."""
        self.asked.append(host)
        return self.names.get(host, [])


class Canary(ThreadingHTTPServer):
    """A server on this machine that must not be reached."""

    def __init__(
        self, answer: Callable[[BaseHTTPRequestHandler], None], address: str = "127.0.0.1"
    ) -> None:
        self.hits: list[str] = []
        hits = self.hits

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                """Note it, and answer."""
                hits.append(self.path)
                answer(self)

            do_POST = do_GET  # noqa: N815, RUF100 - the library's own name

            def log_message(self, *args: object) -> None:
                """Nothing."""

        super().__init__((address, 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


def plain(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(b"secret of the house")


@pytest.fixture
def canary() -> Iterator[Canary]:
    server = Canary(plain)
    yield server
    server.shutdown()
    server.server_close()


def open_rules(port: int, *allowed: str, book: Book | None = None) -> Rules:
    """Everything is allowed but to lead inside: what is refused here is refused for its address."""
    return Rules(allowed, frozenset({"http"}), frozenset({port}), book or Book())


@pytest.mark.parametrize("host", HOSTS)
def test_no_spelling_of_an_inner_address_is_called(canary: Canary, host: str, cases: Cases) -> None:
    rules = open_rules(canary.server_port)
    with Outgoing(rules) as session, pytest.raises(requests.RequestException):
        session.get(f"http://{host}:{canary.server_port}/")
    with pytest.raises(AddressRefused):
        check_address(f"http://{host}:{canary.server_port}/", rules)
    assert canary.hits == []
    cases.add(2)  # called, and typed into a form


def test_a_public_address_is_called() -> None:
    assert admitted("shop.example", 443, Rules(resolver=Book())) == [PUBLIC]
    assert admitted(PUBLIC, 443, Rules()) == [PUBLIC]
    check_address("https://shop.example/hook?x=1", Rules(resolver=Book()))


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/", "ftp://shop.example/", "file:///etc/passwd", "gopher://shop.example/",
        "https://shop.example:22/", "https://shop.example:8443/", "https://shop.example:0/", "https://shop.example:99999/",
        "//shop.example/", "shop.example", "https:///x", "https://shop.example/\r\nHost: x", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_only_https_on_its_usual_port_is_called(url: str) -> None:
    with pytest.raises(AddressRefused):
        check_address(url, Rules(resolver=Book()))


@pytest.mark.parametrize("allowed", ["127.0.0.1:{port}", "127.0.0.1", "127.0.0.0/8"])
def test_what_the_installation_allows_is_called(canary: Canary, allowed: str) -> None:
    port = canary.server_port
    with Outgoing(open_rules(port, allowed.format(port=port))) as session:
        assert session.get(f"http://127.0.0.1:{port}/a").text == "secret of the house"
    assert canary.hits == ["/a"]


def test_a_host_that_is_allowed_on_one_port_is_not_on_another(canary: Canary) -> None:
    with (
        Outgoing(open_rules(canary.server_port, "localhost:1")) as session,
        pytest.raises(requests.RequestException),
    ):
        session.get(f"http://localhost:{canary.server_port}/")
    assert canary.hits == []


def test_a_name_is_resolved_once_and_the_address_that_was_looked_at_is_called(
    canary: Canary,
) -> None:
    """A name that answers with another address the second time gains nothing."""
    book = Book({"turns.example": ["127.0.0.1"]})
    with Outgoing(open_rules(canary.server_port, "127.0.0.0/8", book=book)) as session:
        assert session.get(f"http://turns.example:{canary.server_port}/").status_code == 200
    assert book.asked == ["turns.example"]


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:{other}/", "http://inside.example:{other}/", "/again"]
)
def test_no_answer_leads_on_to_another_address(canary: Canary, target: str) -> None:
    def elsewhere(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", target.format(other=canary.server_port))
        handler.end_headers()

    door = Canary(elsewhere)
    with (
        Outgoing(open_rules(door.server_port, f"127.0.0.1:{door.server_port}")) as session,
        pytest.raises(AddressRefused),
    ):
        session.get(f"http://127.0.0.1:{door.server_port}/")
    assert (len(door.hits), canary.hits) == (1, [])
    door.shutdown()
    door.server_close()


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"x" * 65536)
    except OSError:
        return


def test_an_endless_answer_is_cut_off() -> None:
    server = Canary(endless)
    with (
        Outgoing(open_rules(server.server_port, f"127.0.0.1:{server.server_port}")) as session,
        pytest.raises(AddressRefused, match="larger"),
    ):
        session.get(f"http://127.0.0.1:{server.server_port}/")
    server.shutdown()
    server.server_close()


def test_a_server_that_speaks_slowly_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte at a time would outlast any limit between two pieces."""
    monkeypatch.setattr("vitalfew.kernel.outgoing.SECONDS_IN_ALL", 1)
    door = socket.create_server(("127.0.0.1", 0))
    port = door.getsockname()[1]

    def drip() -> None:
        other, _ = door.accept()
        with other:
            try:
                for letter in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200:
                    other.send(bytes([letter]))
                    time.sleep(0.1)
            except OSError:
                return

    threading.Thread(target=drip, daemon=True).start()
    begun = time.monotonic()
    with (
        Outgoing(open_rules(port, f"127.0.0.1:{port}")) as session,
        pytest.raises(requests.RequestException),
    ):
        session.get(f"http://127.0.0.1:{port}/")
    assert time.monotonic() - begun < 4
    door.close()


def test_the_environment_chooses_no_way_round(
    canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy named there would be called instead of the address that was looked at."""
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{canary.server_port}")
    with Outgoing(open_rules(80)) as session, pytest.raises(requests.RequestException):
        session.get("http://inside.example/")
    assert canary.hits == []
