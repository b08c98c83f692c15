"""Writes the backup of a release, which every later one takes over: ``python -m config.tests.releasing``.

Run it once for each release, on a quiet machine, and commit what it writes: a small company with members, an import, a
value run, a customer in the bin, and a history.
"""

import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from config.launcher.server import EmbeddedServer
from config.tests.conftest import environment
from config.tests.test_backup import LEDGER

RELEASES = Path(__file__).with_name("releases")
DELETE_ONE = """
UPDATE customers_customer SET deleted_at = now(), deleted_reason = 'moved away'
 WHERE id = (SELECT max(id) FROM customers_customer)
"""
WORDS = (
    ("member", "add", "olga", "--name", "Olga", "--administrator"),
    ("member", "add", "lin", "--name", "林小雨", "--email", "lin@example.com"),
    ("import", "{ledger}", "--yes"),
    ("value", "run"),
    ("db", "psql", "-qc", DELETE_ONE),
    ("backup", "{target}"),
)


def main() -> None:
    """Populate a new installation and back it up."""
    folder = Path(tempfile.mkdtemp(prefix="vf-"))
    home, ledger = folder / "home", folder / "ledger.csv"
    ledger.write_text(LEDGER, encoding="utf-8")
    target = RELEASES / f"{version('vitalfew')}.backup"
    target.unlink(missing_ok=True)
    try:
        for words in WORDS:
            filled = [word.format(ledger=ledger, target=target) for word in words]
            command = [sys.executable, "-m", "config.cli", *filled]
            subprocess.run(command, env=environment(home, 8700), check=True)
    finally:
        EmbeddedServer(home).stop()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
