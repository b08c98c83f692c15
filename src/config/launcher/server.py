"""Start, find and stop the embedded server."""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

from config.launcher.account import Account, account_for
from config.launcher.cluster import (
    check_data_folder,
    clean_environment,
    last_line,
    make_data_folder,
    refuse_other_major,
    write_access_rules,
)
from config.launcher.errors import LauncherError
from config.launcher.places import APPLICATION, Places, prepare_home
from config.launcher.processes import PidFile, is_postgres, read_pid_file
from config.launcher.program import program_folder

START_SECONDS = (
    600  # replaying the log after a crash may take a while; a dead process is noticed at once
)
STOP_SECONDS = 6


class EmbeddedServer:
    """The one PostgreSQL server of a data home, whoever started it."""

    def __init__(self, home: Path, settings: Mapping[str, str] | None = None) -> None:
        self.places = Places(home)
        self.settings = dict(settings or {})
        self._process: subprocess.Popen[bytes] | None = None

    def ensure(self) -> str:
        """Create and start what is not there yet; answers the address of the database."""
        prepare_home(self.places.home)
        if not self.is_ready():
            with self._locked():
                self._start()
        return self.places.url()

    def is_ready(self) -> bool:
        """Whether the server runs and takes connections."""
        # One look at the note: between two looks a starting server may write its own over a dead one's.
        found = self._living()
        return found is not None and found.status == "ready"

    def pid(self) -> int | None:
        """The number of the server's first process, if it lives."""
        found = self._living()
        return found.pid if found else None

    def _living(self) -> PidFile | None:
        if self._process is not None:
            self._process.poll()  # buries our own dead child
        found = read_pid_file(self.places.data)
        return found if found and is_postgres(found.pid, self.places.data) else None

    def stop(self) -> bool:
        """Stop the server; connections are closed, nothing committed is lost. False when none ran."""
        if not self.places.data.exists():
            return False
        with self._locked():
            pid = self.pid()
            if pid is None:
                return False
            for how, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, STOP_SECONDS)):
                os.kill(pid, how)
                if self._gone_within(seconds):
                    self.places.forget_short_folder()
                    return True
        raise LauncherError(
            f"PostgreSQL (process {pid}) does not stop: look into {self.places.logs}."
        )

    def _start(self) -> None:
        account = account_for(self.places)
        programs = program_folder(self.places, account)
        if self.pid() is None:
            self._prepare(account, programs)
            self._launch(account, programs)
        self._wait_until_ready()
        self._create_database_and_role()

    def _prepare(self, account: Account, programs: Path) -> None:
        if self.places.data.exists():
            account.give(self.places.postgres)
            check_data_folder(self.places)
            refuse_other_major(self.places)
        else:
            make_data_folder(self.places, account, programs)
        account.private_folder(self.places.socket_folder)
        account.private_folder(self.places.logs)
        write_access_rules(self.places, account)

    def _launch(self, account: Account, programs: Path) -> None:
        environment = clean_environment()
        stale = read_pid_file(self.places.data)
        if stale:
            # The note of a killed server may name a zombie or a number used again by now. PostgreSQL takes
            # this variable's process for a relative of its own, and goes on to its check for living backends.
            environment["PG_GRANDPARENT_PID"] = str(stale.pid)
        command = [
            *account.prefix,
            str(programs / "postgres"),
            "-D",
            str(self.places.data),
            *self._options(),
        ]
        with self.places.start_log.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=environment,
                start_new_session=True,  # Ctrl-C in the terminal is ours to handle, not the server's
                **account.process_options(),
            )

    def _options(self) -> list[str]:
        plumbing = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.places.socket_folder),
            "unix_socket_permissions": "0700",
            "logging_collector": "on",
            "log_directory": str(self.places.logs),
            "log_filename": "postgres-%a.log",  # one file per weekday, written over a week later
            "log_truncate_on_rotation": "on",
            "log_rotation_age": "1d",
            "log_rotation_size": "0",
        }
        return [
            word
            for name, value in (plumbing | self.settings).items()
            for word in ("-c", f"{name}={value}")
        ]

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.is_ready():
                return
            if self._process is not None and self._process.poll() is not None:
                raise LauncherError(self._why_it_failed())
            time.sleep(0.02)
        raise LauncherError(
            f"PostgreSQL is still not ready after {START_SECONDS} seconds: look into {self.places.logs}."
        )

    def _why_it_failed(self) -> str:
        logs = sorted(self.places.logs.glob("*.log"), key=lambda path: path.stat().st_mtime)
        said = "\n".join(path.read_text(errors="replace")[-5000:] for path in logs[-2:])
        return (
            f"PostgreSQL could not start on the database folder {self.places.data} ({last_line(said)}): "
            f"look into {self.places.logs}, and restore the folder from a backup if it is damaged."
        )

    def _create_database_and_role(self) -> None:
        with psycopg.connect(self.places.url("postgres"), autocommit=True) as connection:
            if not connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = 'vitalfew'"
            ).fetchone():
                connection.execute("CREATE DATABASE vitalfew")
            known = "SELECT 1 FROM pg_roles WHERE rolname = %s"
            if not connection.execute(known, [APPLICATION]).fetchone():
                # Pages and jobs sign in as this one: it may use the tables, and not rewrite the history.
                connection.execute(f"CREATE ROLE {APPLICATION} LOGIN")

    def _gone_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self.pid() is not None:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self.places.lock.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
