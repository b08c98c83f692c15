"""A visitor with a session: asks for pages, sends forms, one at a time or eight at once."""

import http.client
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from urllib.parse import urlencode

WARMING = 8
REDIRECTS = {http.client.FOUND, http.client.SEE_OTHER}
HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|_once)" value="([^"]+)"')


class Visitor:
    """One browser: a connection that is kept, and its cookies."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = {"sessionid": session}

    def ask(self, path: str, form: dict[str, str] | None = None, part: str = "") -> str:
        """The page, or the ``part`` of it with this id; with ``form`` it is sent there.

        SystemExit when the answer is neither page nor redirect.
        """
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Accept-Language": "zh-CN"}
        if part:
            headers |= {"HX-Request": "true", "HX-Target": part}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(
            "GET" if form is None else "POST", path, urlencode(form) if form else None, headers
        )
        response = self.connection.getresponse()
        body = response.read().decode()
        for name, morsel in SimpleCookie(
            "; ".join(response.headers.get_all("Set-Cookie") or [])
        ).items():
            self.cookies[name] = morsel.value
        if response.status not in ({http.client.OK} if form is None else REDIRECTS):
            raise SystemExit(f"{path} answered {response.status}")
        return body


def asked(
    visitor: Visitor, address: Callable[[], str], requests: int, part: str = ""
) -> Iterator[float]:
    """How long each of the pages took, in milliseconds; the first ones warm the workers up."""
    for number in range(requests + WARMING):
        path = address()
        started = time.perf_counter()
        visitor.ask(path, part=part)
        if number >= WARMING:
            yield (time.perf_counter() - started) * 1000


def created(visitor: Visitor, names: Iterator[str], requests: int) -> Iterator[float]:
    """How long it took to save each new customer: the sending of the form alone, in milliseconds."""
    for number in range(requests + WARMING):
        page = visitor.ask("/customers/new/")
        form = dict(HIDDEN.findall(page)) | {"kind": "business", "name": next(names)}
        started = time.perf_counter()
        visitor.ask("/customers/new/", form)
        if number >= WARMING:
            yield (time.perf_counter() - started) * 1000


def per_second(
    port: int,
    session: str,
    address: Callable[[], str],
    at_once: int,
    seconds: float,
    part: str = "",
) -> float:
    """Pages a second with so many visitors at once, each asking for the next as soon as one has come."""
    until = time.perf_counter() + seconds

    def visit(_number: int) -> int:
        visitor, count = Visitor(port, session), 0
        while time.perf_counter() < until:
            visitor.ask(address(), part=part)
            count += 1
        return count

    with ThreadPoolExecutor(at_once) as crowd:
        return sum(crowd.map(visit, range(at_once))) / seconds
