"""A process we keep alive."""

import subprocess
import sys
import time
from pathlib import Path

SECONDS_TO_PROVE_ITSELF = 60
FIRST_PAUSE = 0.25
LONGEST_PAUSE = 4.0  # seconds that members wait at most, beside the start itself
LARGEST_LOG = 10 * 1024 * 1024


class Child:
    """One Python module run as a process, started again when it dies, ever more slowly."""

    def __init__(self, name: str, module: str, log: Path) -> None:
        self.name, self.module, self.log = name, module, log
        self.pause = FIRST_PAUSE
        self.started_at = 0.0
        self.next_start = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process, in a session of its own so that Ctrl-C reaches us alone."""
        turn_over(self.log)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.module],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started_at = time.monotonic()

    def has_died(self) -> bool:
        """Whether it was started and is gone."""
        return self.process is not None and self.process.poll() is not None

    def bury(self) -> float:
        """Take note of a death; answers the seconds to wait before the next start."""
        if time.monotonic() - self.started_at > SECONDS_TO_PROVE_ITSELF:
            self.pause = FIRST_PAUSE
        pause, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE)
        self.process, self.next_start = None, time.monotonic() + pause
        return pause

    def start_when_due(self) -> None:
        """Start again after the pause."""
        if self.process is None and time.monotonic() >= self.next_start:
            self.start()

    def ask_to_stop(self) -> None:
        """Let it finish what it can."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def make_stop(self, seconds: float) -> None:
        """Wait, then insist: every piece of work is safe to be killed in the middle."""
        if self.process is None:
            return
        try:
            self.process.wait(max(seconds, 0))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def last_words(self) -> str:
        """The last line of its log."""
        lines = self.log.read_text(errors="replace").split("\n") if self.log.exists() else []
        return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")


def turn_over(log: Path) -> None:
    """Keep one older log and begin a new one when this has grown large."""
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
