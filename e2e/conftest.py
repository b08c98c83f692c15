"""The whole product, started as its user starts it, and a browser in front of it."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Browser, BrowserContext, Page, expect

from config.testing import copy_home, migrated_home

CHROMIUM = "/usr/bin/chromium"
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update")  # fmt: skip
START_SECONDS = 90


@dataclass
class Product:
    """A running installation of its own."""

    home: Path
    url: str
    welcome: str
    process: subprocess.Popen[str]
    environment: dict[str, str]

    def command(self, *words: str) -> str:
        """What the command line says."""
        done = subprocess.run(
            [sys.executable, "-m", "config.cli", *words],
            env=self.environment, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def company_service() -> Iterator[str]:
    """The company's own sign-in: an OpenID Connect server on this machine that knows one person."""
    person = User(sub="ivy-1", claims={"email": "ivy@example.com", "email_verified": True})
    with run_server_in_thread(user_claims=[person]) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="session")
def product(company_service: str) -> Iterator[Product]:
    """One for all the files of a process; what needs an empty one starts its own."""
    with started(company_service) as running:
        yield running


@contextmanager
def started(company_service: str) -> Iterator[Product]:
    """A product without anything in it."""
    with tempfile.TemporaryDirectory(prefix="vitalfew-e2e-") as folder:
        Path(folder).chmod(0o755)
        copy_home(migrated_home(), Path(folder))
        port = free_port()
        environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        environment |= {"VITALFEW_HOME": folder, "VITALFEW_PORT": str(port)}
        environment |= {"VITALFEW_OIDC_URL": company_service, "VITALFEW_OIDC_NAME": "Acme ID"}
        environment |= {"VITALFEW_OIDC_CLIENT": "vital-few", "VITALFEW_OIDC_SECRET": "secret"}
        process = subprocess.Popen(
            [sys.executable, "-m", "config.cli", "serve"],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        try:
            welcome = welcome_link(process)
            url = welcome.partition("/welcome/")[0]
            yield Product(Path(folder), url, welcome, process, environment)
        finally:
            process.terminate()
            process.wait(30)


def welcome_link(process: subprocess.Popen[str]) -> str:
    """The one-time sign-in link that the start prints."""
    assert process.stdout is not None
    deadline, said = time.monotonic() + START_SECONDS, ""
    while time.monotonic() < deadline:
        line = process.stdout.readline()
        said += line
        if found := re.search(r"https?://\S+/welcome/\S+", line):
            return found.group()
        if not line and process.poll() is not None:
            break
    raise AssertionError(f"no sign-in link was printed:\n{said}")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return {"executable_path": CHROMIUM, "args": list(QUIET)}


@pytest.fixture(scope="session")
def signed_in(product: Product, browser: Browser) -> BrowserContext:
    """The first administrator, signed in by the printed link, reading Simplified Chinese."""
    return first_entry(product, browser)


def first_entry(product: Product, browser: Browser) -> BrowserContext:
    """Signed in by the link that works once."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 960})
    page = context.new_page()
    page.goto(product.welcome)
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_url(lambda url: "/welcome/" not in url)
    page.close()
    return context


@pytest.fixture
def page(product: Product, signed_in: BrowserContext) -> Iterator[Page]:
    """A tab; anything the content security policy refuses, and any script error, fails the test."""
    tab = signed_in.new_page()
    complaints: list[str] = []
    tab.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    tab.close()
    assert [c for c in complaints if "favicon" not in c and "status of 422" not in c] == []


def work(page: Page, button: str | re.Pattern[str], within: float = 120_000) -> None:
    """Press what starts a task and wait, up to so many milliseconds, until it has come to its end and the page gone on.

    The page that follows is waited for first: the one with the button shows no task either.
    """
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()
    expect(page.locator("[data-job-running], .job")).to_have_count(0, timeout=within)
