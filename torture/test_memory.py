"""Work that asks for more memory than there is fails alone: its own process ends, everybody else is served."""

import http.client
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.faults import Cases
from config.tests.conftest import environment
from torture.conftest import Product
from torture.ledger import Entrance
from vitalfew.importing.tests.hostile import (
    WORKBOOKS,
    cell,
    million_equal_texts,
    repacked,
    sheet,
)

pytestmark = [pytest.mark.crash, pytest.mark.fault("D7")]
SHEET = "xl/worksheets/sheet1.xml"
MEGABYTES_MORE = 100
SECONDS = 120


def corners(first: str, last: str) -> bytes:
    """A workbook of two cells, and all the room between them."""
    row = last.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    cells = f'<row r="1">{cell("x", first)}</row><row r="{row}">{cell("x", last)}</row>'
    return repacked({SHEET: sheet(cells)})


BOMBS: dict[str, Callable[[], bytes]] = {
    "two far corners": WORKBOOKS["two far corners"][0],
    "a wide one": lambda: corners("A1", "XFD900000"),
    "a long one": lambda: corners("A1", "ZZZ1048576"),
    "a sheet of zeros": WORKBOOKS["one sheet of zeros"][0],
    "gigabytes of one text": million_equal_texts,
}


def upload(way: Entrance, name: str, content: bytes) -> tuple[int, str]:
    """What the page of imports says to a file."""
    proof, edge = "p" * 32, "edge-of-a-part"
    fields = (
        f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{proof}\r\n'
    )
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = (fields + head).encode() + content + f"\r\n--{edge}--\r\n".encode()
    headers = {
        "Cookie": f"sessionid={way.session}; csrftoken={proof}",
        "Content-Type": f"multipart/form-data; boundary={edge}",
        "Accept-Language": "en",
    }
    line = http.client.HTTPConnection("localhost", way.port, timeout=SECONDS)
    line.request("POST", "/import/", body, headers)
    answer = line.getresponse()
    said = answer.read().decode(errors="replace")
    line.close()
    return answer.status, said


def peak(pid: int) -> int:
    """The most memory a process ever had, in megabytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def chosen(cases: Cases) -> Iterator[str]:
    yield from list(BOMBS)[: cases.number_of(1, len(BOMBS))]


def test_a_file_that_unpacks_to_all_memory_is_a_sentence_and_nobody_else_notices(
    product: Product, cases: Cases
) -> None:
    workers = product.web_workers()
    before = {pid: peak(pid) for pid in workers}
    for name in chosen(cases):
        status, said = upload(product.entrances[0], "bomb.xlsx", BOMBS[name]())
        assert status in {302, 422}, (name, status)
        if status == 422:
            assert "unpacks to more than we can read" in said, name
        assert product.answers()
        assert product.web_workers() == workers, name
        cases.add()
    grown = {pid: peak(pid) - before[pid] for pid in workers}
    assert max(grown.values()) < MEGABYTES_MORE, grown


@pytest.mark.parametrize("megabytes", [300, 450, 600])
def test_a_command_without_memory_leaves_nothing_half_done(
    product: Product, tmp_path: Path, megabytes: int, cases: Cases
) -> None:
    target = tmp_path / "short.backup"
    command = ["prlimit", f"--as={megabytes * 2**20}", sys.executable, "-m", "config.cli"]
    done = subprocess.run(
        [*command, "backup", str(target)], env=environment(product.home, product.port),
        capture_output=True, text=True, check=False, timeout=SECONDS,
    )  # fmt: skip
    assert (done.returncode == 0) == target.exists(), done.stderr[-500:]
    assert product.answers()
    cases.add()
