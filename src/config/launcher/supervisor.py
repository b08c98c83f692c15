"""Starts everything, keeps it running, and stops it in the right order."""

import os
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psycopg

from config.launcher.address import Address
from config.launcher.children import Child
from config.launcher.database import start_database
from config.launcher.errors import LauncherError
from config.launcher.instance import sole_instance
from config.launcher.places import prepare_home
from config.launcher.server import EmbeddedServer

GLANCE_SECONDS = 0.5
WEB_SECONDS = 3.0
WORKER_SECONDS = 2.0
SECONDS_BETWEEN_TRIES = 5.0
GREETING = "greeting"  # the web server leaves it in the data home


class Supervisor:
    """The process behind ``vitalfew serve``: database, web server and worker, until it is told to stop."""

    def __init__(self, home: Path, address: Address, say: Callable[[str], None]) -> None:
        self.home, self.address, self.say = home, address, say
        self.server = None if os.environ.get("DATABASE_URL") else EmbeddedServer(home)
        self.web = Child("web server", "config.web_server", home / "logs" / "web.log")
        self.worker = Child("worker", "config.worker", home / "logs" / "worker.log")
        self.stopping = threading.Event()
        self.next_try = 0.0
        self.trouble = ""  # why the database did not start, as it was said

    def run(self) -> None:
        """Serve until a signal comes."""
        prepare_home(self.home)
        (self.home / "logs").mkdir(exist_ok=True, mode=0o700)
        with sole_instance(self.home, self.address.url):
            self.address.refuse_if_busy()
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, lambda *_: self.stopping.set())
            try:
                self._start()
                self._watch()
                self.say("Vital Few is stopping.")
            finally:
                self._stop()

    def _start(self) -> None:
        self._start_database()
        self.web.start()
        self._wait_for_first_page()
        if self.stopping.is_set():
            return
        self.worker.start()
        self.say(f"Vital Few is ready at {self.address.url} (Ctrl-C stops it).")
        self.say(f"Its data is in {self.home}.")
        self._greet()

    def _start_database(self) -> None:
        if self.server is not None and not self.server.places.data.exists():
            self.say("Making the database, which is done only once.")
        start_database(self.home)

    def _greet(self) -> None:
        """Show how the first administrator gets in: the web server left it, for it knows the product and we do not."""
        note = self.home / GREETING
        words = note.read_text() if note.exists() else ""
        note.unlink(missing_ok=True)
        if words:
            self.say(words)

    def _wait_for_first_page(self) -> None:
        while not self.stopping.wait(0.1):
            if self.web.has_died():
                raise LauncherError(
                    f"The web server does not start ({self.web.last_words()}): look into {self.web.log}."
                )
            try:
                urllib.request.urlopen(f"{self.address.url}/healthz", timeout=30).close()  # noqa: S310 - our own
            except urllib.error.HTTPError:
                self.say(f"The first page shows an error: look into {self.web.log}.")
                return
            except OSError:
                continue
            return

    def _watch(self) -> None:
        while not self.stopping.wait(GLANCE_SECONDS):
            self._keep_database()
            for child in (self.web, self.worker):
                if child.has_died():
                    pause = child.bury()
                    self.say(
                        f"The {child.name} stopped and is started again in {pause:g} s: {child.log} says why."
                    )
                child.start_when_due()

    def _keep_database(self) -> None:
        """Start a database that stopped; as often as it takes, for its disk may get room again."""
        if self.server is None or self.server.is_ready() or time.monotonic() < self.next_try:
            return
        if not self.trouble:
            self.say("The database stopped and is started again.")
        try:
            self.server.ensure()
        except LauncherError as error:
            self._try_again_later(str(error))
        except (
            OSError,
            psycopg.Error,
        ) as error:  # a disk without room, or a server that died at once
            reason = str(error).strip().splitlines() or [type(error).__name__]
            self._try_again_later(f"The database could not be started ({reason[-1]}).")
        else:
            if self.trouble:
                self.say("The database runs again.")
            self.trouble = ""

    def _try_again_later(self, trouble: str) -> None:
        """Say why it did not start, once for each reason."""
        if trouble != self.trouble:
            self.say(f"{trouble} This is tried again every {SECONDS_BETWEEN_TRIES:g} seconds.")
        self.trouble = trouble
        self.next_try = time.monotonic() + SECONDS_BETWEEN_TRIES

    def _stop(self) -> None:
        """Pages first, so that nobody starts new work; then the worker; the database last. Under 10 seconds."""
        deadline = time.monotonic() + WEB_SECONDS
        self.web.ask_to_stop()
        self.worker.ask_to_stop()
        self.web.make_stop(deadline - time.monotonic())
        self.worker.make_stop(deadline + WORKER_SECONDS - time.monotonic())
        if self.server is not None:
            self.server.stop()
