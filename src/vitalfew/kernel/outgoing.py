"""Every call that leaves the house by HTTP: where it may go, for how long, and how much may come back.

An address may be somebody's to choose (a webhook, the documents of a sign-in service), and must not reach what only
this machine can reach. So the very place that opens the connection resolves the name, looks at each address, and
connects to one it has looked at: nothing can be swapped in between, whatever the spelling of the address was.
"""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network
type Resolver = Callable[[str, int], list[str]]

SECONDS_TO_CONNECT, SECONDS_PER_PIECE, SECONDS_IN_ALL = 4, 8, 10
MOST_BYTES = 1024 * 1024
PIECE = 16 * 1024
# For special purposes, and called global by Python before 3.12.4.
SPECIAL = [ip_network(text) for text in ("192.0.0.0/24", "64:ff9b:1::/48", "2001::/23")]
NAT64 = ip_network("64:ff9b::/96")
# The last part of a name is never a number: such a host is an address, in one of its many spellings.
_numeric = re.compile(r"(0x[0-9a-f]*|[0-9]+)", re.I)
_name = re.compile(
    r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*", re.I
)


class AddressRefused(requests.RequestException):
    """This call may not be made; ``str`` says why, for logs and for whoever set the address up."""


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system knows them."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressRefused(f"The host {host} is not known.") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class Rules:
    """Where calls may go: the public web by HTTPS, and what the installation allows by name or network."""

    allowed: tuple[str, ...] = ()
    schemes: frozenset[str] = frozenset({"https"})
    ports: frozenset[int] = frozenset({443})
    resolver: Resolver = field(default=resolve, compare=False)

    def allows_name(self, host: str, port: int) -> bool:
        """Whether the installation names this host, or this host and port."""
        return bool(
            {host.lower(), f"{host.lower()}:{port}"} & {name.lower() for name in self.allowed}
        )

    def networks(self) -> Iterator[Network]:
        """The networks that the installation allows."""
        for name in self.allowed:
            if "/" in name:
                yield ip_network(name, strict=False)


def rules_in_force() -> Rules:
    """Those of this installation."""
    return Rules(tuple(settings.OUTGOING_ALLOWED))


def check_address(url: str, rules: Rules | None = None) -> None:
    """AddressRefused when a call to ``url`` would be refused now; for the form in which somebody types it."""
    rules = rules or rules_in_force()
    host, port = _parts(url, rules)
    admitted(host, port, rules)


def _parts(url: str, rules: Rules) -> tuple[str, int]:
    """Host and port of an address whose form is in order."""
    if not url.isascii() or not url.isprintable() or set(url) & set(' \\"<>^`{|}'):
        raise AddressRefused("The address holds characters that have no place in one.")
    try:
        parts = urlsplit(url)
        host, given = parts.hostname or "", parts.port
    except ValueError as error:
        raise AddressRefused("This is no address of the web.") from error
    if "@" in parts.netloc or not host:
        raise AddressRefused("The address has no host, or a name and password in front of it.")
    port = given if given is not None else 443 if parts.scheme == "https" else 80
    if rules.allows_name(host, port) and parts.scheme in {"http", "https"}:
        return host, port
    if parts.scheme not in rules.schemes or port not in rules.ports:
        raise AddressRefused(
            "Only https on its usual port is called, unless the installation allows more."
        )
    return host, port


def admitted(host: str, port: int, rules: Rules) -> list[str]:
    """The addresses of a host, all of which may be called; AddressRefused when one of them may not."""
    host = host.strip("[]")
    is_named = rules.allows_name(host, port)
    found = rules.resolver(host, port) if _is_name(host) else [host]
    for text in found:
        if not is_named and not _may_be_called(ip_address(text), rules):
            raise AddressRefused(
                f"The host {host} leads to an address inside, which is not called."
            )
    if not found:
        raise AddressRefused(f"The host {host} is not known.")
    return found


def _is_name(host: str) -> bool:
    """Whether this is a name to resolve; False for a plain address, AddressRefused for what is neither."""
    try:
        ip_address(host)
    except ValueError:
        bare = host.removesuffix(".")
        if not _name.fullmatch(bare) or _numeric.fullmatch(bare.rpartition(".")[2]):
            raise AddressRefused(f"{host} is neither a host name nor a plain address.") from None
        return True
    return False


def _may_be_called(address: Address, rules: Rules) -> bool:
    inner = _unwrapped(address)
    if any(inner in network for network in rules.networks() if network.version == inner.version):
        return True
    if any(inner in network for network in SPECIAL if network.version == inner.version):
        return False
    return inner.is_global and not (inner.is_multicast or inner.is_reserved or inner.is_unspecified)


def _unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 address carries inside, where it carries one."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return (
        address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1] or address
    )


_rules: ContextVar[Rules] = ContextVar("rules")
_opened: ContextVar[list[socket.socket]] = ContextVar("opened")


def _connect(host: str, port: int) -> socket.socket:
    """Open a connection to an address that was looked at just now."""
    failure: OSError | None = None
    for address in admitted(host, port, _rules.get()):
        try:
            opened = socket.create_connection((address, port), SECONDS_TO_CONNECT)
        except OSError as error:
            failure = error
            continue
        opened.settimeout(SECONDS_PER_PIECE)
        _opened.get().append(opened.dup())
        return opened
    raise requests.ConnectionError(f"{host} cannot be reached ({failure}).")


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self.host, self.port or 80)


class _SecureConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self.host, self.port or 443)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _Adapter(HTTPAdapter):
    """Makes its connections by ``_connect`` alone."""

    def init_poolmanager(self, *sizes: Any, **more: Any) -> None:  # noqa: ANN401 - passed on
        """As the library does, with connections of ours."""
        super().init_poolmanager(*sizes, **more)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}


class Outgoing(requests.Session):
    """A session that calls only where it may: no redirects, ten seconds and one megabyte at most."""

    def __init__(self, rules: Rules | None = None) -> None:
        super().__init__()
        self.rules = rules or rules_in_force()
        self.trust_env = False  # no proxy and no passwords from the environment
        self.verify = settings.OUTGOING_CA or True
        self.mount("http://", _Adapter())
        self.mount("https://", _Adapter())

    def send(self, request: requests.PreparedRequest, **more: Any) -> requests.Response:  # noqa: ANN401 - what the library passes on
        """Call, and read the answer within the limits."""
        _parts(request.url or "", self.rules)
        more |= {
            "allow_redirects": False,
            "stream": True,
            "timeout": (SECONDS_TO_CONNECT, SECONDS_PER_PIECE),
        }
        token = _rules.set(self.rules)
        try:
            with _within(SECONDS_IN_ALL):
                response = super().send(request, **more)
                _read(response)
        finally:
            _rules.reset(token)
        if response.is_redirect:
            raise AddressRefused("The address leads on to another one, which is not followed.")
        return response


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Cut every connection that was opened inside when the time is over, however slowly the other side speaks."""
    opened: list[socket.socket] = []
    token = _opened.set(opened)
    clock = threading.Timer(seconds, _cut, [opened])
    clock.daemon = True
    clock.start()
    try:
        yield
    finally:
        clock.cancel()
        _opened.reset(token)
        for each in opened:
            each.close()


def _cut(opened: list[socket.socket]) -> None:
    for each in list(opened):
        with suppress(OSError):  # it is closed already
            each.shutdown(socket.SHUT_RDWR)


def _read(response: requests.Response) -> None:
    """Take the body, up to the limit, as the library itself would."""
    body = bytearray()
    for piece in response.iter_content(PIECE):
        body += piece
        if len(body) > MOST_BYTES:
            response.close()
            raise AddressRefused("The answer is larger than a call may bring back.")
    response._content = bytes(body)
    response.close()
