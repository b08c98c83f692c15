"""Notices within seconds that the database has fallen silent, and lets nobody wait for it.

A server that is down refuses at once; one that is cut off, or stopped, says nothing, and the system would wait for it
for minutes, with every thread that answers pages. So a thread of each web process asks one short question after
another. When none is answered for some seconds, what waits is broken off, and requests are told so until one is.
"""

import os
import socket
import threading
import time
from contextlib import suppress
from typing import Any
from weakref import WeakSet

import psycopg
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

SECONDS_BETWEEN_QUESTIONS = 1.0
SECONDS_TO_CONNECT = 2
SECONDS_OF_SILENCE = 3.0
SECONDS_BETWEEN_LOOKS = 0.25
# We did not run ourselves for so long: then silence says nothing about the database.
SECONDS_WITHOUT_US = 1.0


class Lookout:
    """One process's knowledge of whether its database answers. It looks only where a server calls ``wish``."""

    def __init__(self) -> None:
        self.is_silent = False
        self._is_wanted = False
        self._process = 0  # whose threads they are: none are inherited by a fork
        self._lock = threading.Lock()
        self._heard = 0.0
        self._open: WeakSet[psycopg.Connection] = WeakSet()

    def wish(self) -> None:
        """Look out from the first request of each process on."""
        self._is_wanted = True
        connection_created.connect(self._note)

    def begin(self) -> None:
        """Start looking, once in each process."""
        if not self._is_wanted or self._process == os.getpid():
            return
        with self._lock:
            if self._process == os.getpid():
                return
            self._process = os.getpid()
            self._hear()
            for work in (self._ask_for_ever, self._look_for_ever):
                threading.Thread(target=work, name="lookout", daemon=True).start()

    def _note(self, connection: BaseDatabaseWrapper, **_more: object) -> None:
        opened = connection.connection
        if isinstance(opened, psycopg.Connection):
            self._open.add(opened)

    def _hear(self) -> None:
        self._heard = time.monotonic()

    def _ask_for_ever(self) -> None:
        while True:
            try:
                own = psycopg.connect(**_parameters(), autocommit=True)
            except psycopg.errors.ConnectionTimeout:
                continue
            except psycopg.Error:
                self._hear()  # a refusal is an answer: whoever asks gets it as quickly
                time.sleep(SECONDS_BETWEEN_QUESTIONS)
                continue
            self._hear()
            self._open.add(own)
            with suppress(psycopg.Error), own:
                while True:
                    own.execute("SELECT 1")
                    self._hear()
                    time.sleep(SECONDS_BETWEEN_QUESTIONS)

    def _look_for_ever(self) -> None:
        while True:
            begun = time.monotonic()
            time.sleep(SECONDS_BETWEEN_LOOKS)
            if time.monotonic() - begun > SECONDS_WITHOUT_US:
                self._hear()
            self.is_silent = time.monotonic() - self._heard > SECONDS_OF_SILENCE
            if self.is_silent:
                for each in list(self._open):
                    _break_off(each)


def _parameters() -> dict[str, Any]:
    """As Django connects, but for its own cursors and types, and less patient."""
    parameters = connection.get_connection_params()
    for ours in ("cursor_factory", "context"):
        parameters.pop(ours, None)
    return parameters | {"connect_timeout": SECONDS_TO_CONNECT}


def _break_off(opened: psycopg.Connection) -> None:
    """Wake whoever waits for an answer on this connection: there is none to come."""
    # It may be closed already.
    with (
        suppress(psycopg.Error, OSError),
        socket.socket(fileno=os.dup(opened.fileno())) as line,
    ):
        line.shutdown(socket.SHUT_RDWR)


lookout = Lookout()
