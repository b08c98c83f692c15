"""Whatever people type is shown as text: nothing of it runs, becomes an element, or leads anywhere."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from config.faults import Cases
from e2e.conftest import Product

pytestmark = [pytest.mark.browser, pytest.mark.fault("B5")]
ROOT = Path(__file__).parents[1]
WATCHED = "window.ran = []; window.hit = what => window.ran.push(what);"
# What of a planted text is alive on the page, and whether it is there at all.
LOOK = """() => ({
  ran: window.ran,
  elements: [...document.querySelectorAll('[x5]')].map(one => one.outerHTML.slice(0, 90)),
  links: [...document.querySelectorAll('[href], [action], [src], [formaction]')]
    .flatMap(one => ['href', 'action', 'src', 'formaction'].map(name => one.getAttribute(name) || ''))
    .filter(text => /^\\s*(javascript|data):.*hit/i.test(text)),
  base: document.baseURI === document.URL,
  shown: document.documentElement.outerHTML.includes('hit(1)')
    || document.documentElement.outerHTML.includes('x5')
    || [...document.querySelectorAll('input, textarea')].some(one => /hit\\(1|x5/.test(one.value)),
})"""
HARMLESS = {"ran": [], "elements": [], "links": [], "base": True, "shown": True}


@pytest.fixture
def planted(product: Product, signed_in: BrowserContext, cases: Cases) -> dict[str, list[str]]:
    """Where each text shows."""
    product.command("member", "list")  # the first administrator is there
    done = subprocess.run(
        [sys.executable, "-m", "e2e.planting", str(cases.number_of(8, 80))], cwd=ROOT,
        env=product.environment | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def watched(browser: Browser, signed_in: BrowserContext) -> tuple[Page, list[str]]:
    """A tab in which dialogs, complaints of the content policy and runs are noted."""
    context = browser.new_context(storage_state=signed_in.storage_state(), locale="en")
    context.add_init_script(WATCHED)
    tab = context.new_page()
    said: list[str] = []

    def dialog(opened: object) -> None:
        said.append("a dialog opened")
        opened.dismiss()  # type: ignore[attr-defined]

    tab.on("dialog", dialog)
    tab.on(
        "console", lambda m: said.append(m.text) if "Content Security Policy" in m.text else None
    )
    return tab, said


def test_no_text_of_anybody_runs_in_a_browser(
    product: Product, browser: Browser, signed_in: BrowserContext,
    planted: dict[str, list[str]], cases: Cases,
) -> None:  # fmt: skip
    tab, said = watched(browser, signed_in)
    everywhere = [(surface, address) for surface, all_ in planted.items() for address in all_]
    wrong = []
    for surface, address in cases.among(everywhere, 12, 2000):
        answer = tab.goto(product.url + address, wait_until="load")
        tab.wait_for_timeout(30)  # what loads by htmx, or waits for a picture that is not there
        seen = tab.evaluate(LOOK)
        status = answer.status if answer else 0
        if status != 200 or seen != HARMLESS or said:
            wrong.append((surface, address, status, seen, said.copy()))
            said.clear()
    tab.context.close()
    assert wrong[:5] == []


def test_the_look_finds_what_lives(browser: Browser) -> None:
    """The test is no use if it cannot tell a live text."""
    tab = browser.new_page()
    tab.add_init_script(WATCHED)
    tab.goto("about:blank")
    tab.set_content("<img x5 src=x onerror=hit(1)><a href='javascript:hit(1)'>x</a>")
    tab.wait_for_timeout(100)
    seen = tab.evaluate(LOOK)
    tab.close()
    assert (len(seen["elements"]), len(seen["links"])) == (1, 1)
