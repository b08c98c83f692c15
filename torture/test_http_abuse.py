"""Abused HTTP gets an answer of the client's fault, or none; the server lives on and answers others."""

import socket
import time

import pytest

from config.faults import Cases
from torture.conftest import Product

HOST = b"Host: localhost\r\n"
GET = b"GET /sign-in/ HTTP/1.1\r\n" + HOST
POST = b"POST /sign-in/ HTTP/1.1\r\n" + HOST
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
END = b"\r\n"
DEEP = b"[" * 10_000 + b"]" * 10_000
SECONDS = 2  # a body that never ends is waited for no longer

RAW: dict[str, bytes] = {
    "nothing": b"",
    "line ends alone": b"\r\n\r\n\r\n",
    "noise": bytes(range(256)) * 8,
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 300,
    "another protocol": b"SSH-2.0-OpenSSH_9.9\r\n",
    "http 0.9": b"GET /\r\n",
    "http 9.9": b"GET / HTTP/9.9\r\n" + HOST + END,
    "http 2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no such method": b"MAKE / HTTP/1.1\r\n" + HOST + END,
    "method of a kilobyte": b"G" * 1024 + b" / HTTP/1.1\r\n" + HOST + END,
    "trace": b"TRACE / HTTP/1.1\r\n" + HOST + END,
    "connect": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "address of a megabyte": b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n" + HOST + END,
    "address elsewhere": b"GET http://evil.example/ HTTP/1.1\r\n" + HOST + END,
    "climbing address": b"GET /static/../../../../etc/passwd HTTP/1.1\r\n" + HOST + END,
    "climbing, encoded": b"GET /static/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" + HOST + END,
    "nul in the address": b"GET /customers/%00/ HTTP/1.1\r\n" + HOST + END,
    "bytes in the address": b"GET /\xff\xfe/ HTTP/1.1\r\n" + HOST + END,
    "half an escape": b"GET /%e4%b8 HTTP/1.1\r\n" + HOST + END,
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "another host": b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
    "nonsense host": b"GET / HTTP/1.1\r\nHost: a b@[::\r\n\r\n",
    "two thousand headers": GET + b"".join(b"X-%d: 1\r\n" % n for n in range(2000)) + END,
    "a header of a megabyte": GET + b"X-Long: " + b"a" * 1_000_000 + END + END,
    "a nul in a header": GET + b"X-Nul: a\x00b\r\n\r\n",
    "a folded header": GET + b"X-Folded: a\r\n b\r\n\r\n",
    "a header without colon": GET + b"nonsense\r\n\r\n",
    "space before the colon": GET + b"Content-Length : 5\r\n\r\nhello",
    "cookie of a megabyte": GET + b"Cookie: sessionid=" + b"a" * 1_000_000 + END + END,
    "odd cookies": GET + b"Cookie: =; ;;a=\"\\\"; sessionid=\xff; csrftoken=\x01\r\n\r\n",
    "both lengths": POST + FORM + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": POST + FORM + b"Content-Length: 5\r\nContent-Length: 50\r\n\r\nhello",
    "negative length": POST + FORM + b"Content-Length: -1\r\n\r\n",
    "endless length": POST + FORM + b"Content-Length: 99999999999999999999\r\n\r\nx",
    "length in words": POST + FORM + b"Content-Length: many\r\n\r\n",
    "broken chunk": POST + FORM + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nhello\r\n0\r\n\r\n",
    "odd coding": POST + FORM + b"Transfer-Encoding: identity, chunked, gzip\r\n\r\n",
    "deep json": POST + b"Content-Type: application/json\r\nContent-Length: 20000\r\n\r\n" + DEEP,
    "json as a form": POST + FORM + b"Content-Length: 7\r\n\r\n{\"a\":1}",
    "a number of 400 digits": POST + FORM + b"Content-Length: 409\r\n\r\nusername=" + b"9" * 400,
    "no such type": POST + b"Content-Type: x/\x01; charset=nonsense\r\nContent-Length: 3\r\n\r\na=b",
    "multipart without end": POST + b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 9\r\n\r\n--x\r\nabcd",
    "multipart without boundary": POST + b"Content-Type: multipart/form-data\r\nContent-Length: 3\r\n\r\nabc",
    "ten thousand fields": POST + FORM + b"Content-Length: 40000\r\n\r\n" + b"a=b&" * 10_000,
    "upgrade": GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n",
    "expectation": POST + FORM + b"Expect: nonsense\r\nContent-Length: 3\r\n\r\na=b",
    "two at once": GET + END + b"GARBAGE",
    "method override": POST + FORM + b"X-HTTP-Method-Override: DELETE\r\nContent-Length: 3\r\n\r\na=b",
    "range": GET + b"Range: bytes=0-1,0-1,0-1,5-,-1,nonsense\r\n\r\n",
}  # fmt: skip


def answer(port: int, raw: bytes) -> bytes:
    """What the server says until it hangs up or falls silent."""
    said = b""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as line:
        line.settimeout(SECONDS if raw else 0.3)
        try:
            line.sendall(raw)
            while part := line.recv(65536):
                said += part
                if b"\r\n\r\n" in said:
                    break
        except (TimeoutError, ConnectionError):
            pass  # hung up on while sending, or left waiting for a body that never comes
    return said


def status_of(said: bytes) -> int:
    words = said.split(b" ", 2)
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else 0


@pytest.mark.fault("B11")
def test_abused_http_is_refused_and_others_are_served(product: Product, cases: Cases) -> None:
    workers = product.web_workers()
    wrong = []
    for what, raw in RAW.items():
        said = answer(product.port, raw)
        if status_of(said) >= 500 or b"root:" in said or b"Traceback" in said:
            wrong.append((what, said[:200]))
        cases.add()
    assert wrong == []
    assert product.answers()
    assert product.web_workers() == workers


@pytest.mark.fault("B11")
def test_who_sends_slowly_keeps_nobody_waiting(product: Product, cases: Cases) -> None:
    lines = [socket.create_connection(("127.0.0.1", product.port)) for _ in range(40)]
    for line in lines:
        line.sendall(POST + FORM + b"Content-Length: 1000\r\n\r\na=")
    begun = time.monotonic()
    served = product.answers()
    took = time.monotonic() - begun
    for line in lines:
        line.close()
    assert served
    assert took < 5
    cases.add()
