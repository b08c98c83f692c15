"""Measures the product itself on a simulated million: a value run, and its pages as one user feels them.

    python -m bench.product [customers]

Starts an embedded server and the web server of its own in a throw-away folder. Prints JSON rows; the peer of a page is
the limit it has to keep, so a ratio above 1 is a limit kept.
"""

import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from bench.visitors import Visitor, asked, created, per_second
from config.launcher.server import EmbeddedServer

PORT = 8791
START_SECONDS = 90
REQUESTS = 150
CROWD, CROWD_SECONDS = 8, 6.0
FIRST_WORDS = tuple("龙骨骏鑫精诚海天恒盛远大华丰瑞祥和顺")
TRADES = (
    "机械",
    "贸易",
    "电子",
    "化工",
    "纺织",
    "物流",
    "五金",
    "食品",
    "能源",
    "建材",
    "科技",
    "印刷",
)
PAGE_LIMIT_MS, SEARCH_LIMIT_MS = 100.0, 50.0
RUN_LIMIT_S = 60.0
PARTS = {"search_box": "search-results"}  # what the page asks for while somebody types
TIERS, STAGES = ("A", "B", "C", "D"), ("order", "repeat")
COUNTRIES = ("中国", "台灣", "Germany", "Poland", "新加坡")
SORTS = ("-score", "name", "-net_sales", "-last_on", "-added")
OF_A_PART = ("list", "list_filtered", "search", "search_box", "home")
WORDS = ("张伟", "王", "刘芳 1", "Kowal", "Novak", "zhangwei", "zw", "C00012", "olga", "li")


def main() -> None:
    """Measure, and print the rows."""
    customers = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory(prefix="vitalfew-bench-") as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedServer(Path(folder))
        os.environ |= {
            "VITALFEW_HOME": folder,
            "DATABASE_URL": server.ensure(),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "VITALFEW_PORT": str(PORT),
        }
        try:
            prepared = json.loads(_in_product("bench.prepare", str(customers)))
            with web_server():
                rows = [
                    _run_row(prepared["run_s"], customers),
                    *_page_rows(prepared["sessions"], customers, prepared["story"]),
                    *_crowd_rows(prepared["sessions"]["office"], customers),
                    *_create_rows(prepared["sessions"]["office"]),
                ]
        finally:
            server.stop()
    print(json.dumps(rows))


def _in_product(module: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.strip().splitlines()[-1]


@contextmanager
def web_server() -> Iterator[None]:
    """The product's own web server, until the end of the block."""
    process = subprocess.Popen([sys.executable, "-m", "config.web_server"])
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"the web server did not come up on port {PORT}: is it taken?")
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(10)


def _answers() -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=2)
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False


def _run_row(seconds: float, customers: int) -> dict[str, object]:
    return _row(f"value.{_size(customers)}.run_s", seconds, "s", RUN_LIMIT_S)


def _page_rows(sessions: dict[str, str], customers: int, story: int) -> Iterator[dict[str, object]]:
    chance = random.Random(7)  # noqa: S311 - the same questions every time
    pages = _pages(chance, customers, story)
    questions = [(name, "office") for name in pages]
    # Who sees a part of the base pays for the question which part: a department's 2 %, one's own 0.2 %.
    for who in ("manager", "salesperson"):
        questions += [(name, who) for name in OF_A_PART]
    for name, who in questions:
        visitor = Visitor(PORT, sessions[who])
        times = sorted(asked(visitor, pages[name], REQUESTS, PARTS.get(name, "")))
        p95 = times[int(len(times) * 0.95)]
        limit = SEARCH_LIMIT_MS if name in PARTS else PAGE_LIMIT_MS
        row = f"page.{name}" if who == "office" else f"page.{name}_{who}"
        yield _row(f"{row}.p95_ms", round(p95, 1), "ms", limit)
        yield _row(f"{row}.p50_ms", round(times[len(times) // 2], 1), "ms", limit)


def _pages(chance: random.Random, customers: int, story: int) -> dict[str, Callable[[], str]]:
    def filtered() -> str:
        offered = [
            ("tier", chance.choice(TIERS)),
            ("stage", chance.choice(STAGES)),
            ("country", chance.choice(COUNTRIES)),
            ("purchases_from", str(chance.randint(1, 4))),
            ("net_sales_from", str(chance.randint(10, 200))),
        ]
        chosen = chance.sample(offered, chance.randint(1, 3))
        return "/customers/?" + urlencode([*chosen, ("sort", chance.choice(SORTS))])

    return {
        "list": lambda: "/customers/?" + urlencode({"sort": chance.choice(SORTS)}),
        "list_filtered": filtered,
        "search": lambda: "/customers/?" + urlencode({"q": chance.choice(WORDS)}),
        "search_box": lambda: "/search/?" + urlencode({"q": chance.choice(WORDS)}),
        "customer": lambda: f"/customers/{chance.randint(1, customers)}/",
        "customer_orders": lambda: f"/customers/{chance.randint(1, customers)}/orders/",
        "timeline": lambda: f"/customers/{story}/timeline/",
        "home": lambda: "/",
        "value": lambda: "/value/",
    }


def _create_rows(session: str, limit: float = PAGE_LIMIT_MS) -> Iterator[dict[str, object]]:
    """Saving a new customer, whose name is compared with all the others."""
    names = (f"深圳市{first}{trade}有限公司" for first in FIRST_WORDS for trade in TRADES)
    times = sorted(created(Visitor(PORT, session), names, REQUESTS))
    yield _row("page.create.p95_ms", round(times[int(len(times) * 0.95)], 1), "ms", limit)
    yield _row("page.create.p50_ms", round(times[len(times) // 2], 1), "ms", limit)


def _crowd_rows(session: str, customers: int) -> Iterator[dict[str, object]]:
    """Pages a second, eight at once beside one at a time: whoever waits for another worker shows."""
    pages = _pages(random.Random(8), customers, 0)  # noqa: S311 - the same questions every time
    for name in ("list", "customer", "search_box"):
        part = PARTS.get(name, "")
        alone, crowd = (
            round(per_second(PORT, session, pages[name], at_once, CROWD_SECONDS, part), 1)
            for at_once in (1, CROWD)
        )
        row = {"name": f"page.{name}.per_s_at_{CROWD}", "ours": crowd, "unit": "1/s", "peer": alone}
        yield row | {"ratio": round(crowd / alone, 2)}


def _row(name: str, ours: float, unit: str, limit: float) -> dict[str, object]:
    return {
        "name": name,
        "ours": ours,
        "unit": unit,
        "peer": limit,
        "ratio": round(limit / ours, 2),
    }


def _size(customers: int) -> str:
    return f"{customers // 1_000_000}m" if customers >= 1_000_000 else f"{customers // 1000}k"


if __name__ == "__main__":
    main()
