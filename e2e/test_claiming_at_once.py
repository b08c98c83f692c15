"""Sixteen people claim one customer of a pool at the same moment, each from a session of their own: one gets it."""

import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from threading import Barrier
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from e2e.conftest import Product

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parent.parent
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
TOO_LATE = "有人抢先一步"


def claiming(product: Product, what: str) -> dict[str, object]:
    """What the story's own module says, in the installation's environment."""
    done = subprocess.run(
        [sys.executable, "-m", "e2e.claiming", what], cwd=ROOT, capture_output=True, text=True, check=False,
        env=product.environment | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, object] = json.loads(done.stdout)
    return told


class Claimer:
    """A program with cookies of its own, signed in by its link, with the pool's page open."""

    def __init__(self, link: str, pool_page: str) -> None:
        self.web: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self.web.addheaders = [("Accept-Language", "zh-CN")]
        self._send(link, self._form(link))
        self.address = pool_page + "claim/"
        self.form = self._form(pool_page)

    def claim(self, start: Barrier) -> tuple[int, str, str]:
        """Status, address and text of where one ends up."""
        start.wait()
        return self._send(self.address, self.form)

    def _form(self, address: str) -> dict[str, str]:
        """The hidden fields of the last form in the page's main part."""
        with self.web.open(address, timeout=60) as answer:
            text = answer.read().decode()
        forms = re.findall(
            r'<form[^>]*method="post".*?</form>', text.partition("<main")[2], re.DOTALL
        )
        return dict(HIDDEN.findall(forms[-1]))

    def _send(self, address: str, form: dict[str, str]) -> tuple[int, str, str]:
        try:
            with self.web.open(address, urlencode(form).encode(), timeout=60) as answer:
                return answer.status, answer.url, answer.read().decode()
        except HTTPError as refused:
            return refused.code, address, refused.read().decode()


def test_of_sixteen_at_once_one_gets_it_and_the_others_are_told(product: Product) -> None:
    told = claiming(product, "plant")
    links, page = told["links"], f"{product.url}/pool/{told['pool']}/"
    assert isinstance(links, list)
    claimers = [Claimer(f"{product.url}{link}", page) for link in links]
    start = Barrier(len(claimers))
    with ThreadPoolExecutor(len(claimers)) as threads:
        ended = list(threads.map(lambda one: one.claim(start), claimers))
    won = [place for place, (status, _url, _text) in enumerate(ended) if status == 200]
    assert len(won) == 1, [status for status, _url, _text in ended]
    assert ended[won[0]][1] == f"{product.url}/customers/{told['customer']}/"
    for place, (status, _url, text) in enumerate(ended):
        if place not in won:
            assert (status, TOO_LATE in text) == (409, True)
    name = f"claimer{won[0]}"
    assert claiming(product, "whose") == {"owner": name, "lying": 0, "taken by": [name]}
