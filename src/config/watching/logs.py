"""What is written to the logs: lines for people or JSON for programs, without what people typed or who they are.

A message of somebody else's code may quote what somebody typed (a database names the row it refuses), and an address
may hold a link that lets its reader in. So of a fault the places in the code are written and not its words, and of a
request its route and not its path.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType

from django.db import InterfaceError, OperationalError

REQUESTS = "vitalfew.requests"
# What Django says about a request holds its path: of these only the route is written.
NAMING_PATHS = ("django.request", "django.security")
FIELDS = ("request", "member", "method", "route", "status", "ms", "queries", "query_ms")
type Fault = tuple[type[BaseException], BaseException, TracebackType | None]


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, object] = {
            "at": at,
            "level": record.levelname,
            "logger": record.name,
            "message": said(record),
        }
        told |= {name: value for name in FIELDS if (value := figure(record, name)) is not None}
        if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
            told["fault"] = places_of(record.exc_info[1])
        return json.dumps(told, ensure_ascii=False)


class Lines(logging.Formatter):
    """For people."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the places of a fault below it."""
        at = datetime.fromtimestamp(record.created).astimezone().isoformat(" ", "seconds")
        figures = " ".join(
            f"{name}={value}" for name in FIELDS if (value := figure(record, name)) is not None
        )
        line = f"{at} {record.levelname} {record.name}: {said(record)} {figures}".rstrip()
        if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
            line += "\n" + "\n".join(f"    {place}" for place in places_of(record.exc_info[1]))
        return line


def figure(record: logging.LogRecord, name: str) -> object:
    """A figure of the record; Django puts the whole request under one of our names."""
    value = getattr(record, name, None)
    return value if isinstance(value, str | int | float) else None


def said(record: logging.LogRecord) -> str:
    """The message; for what speaks of a request, its status and route alone."""
    if not record.name.startswith(NAMING_PATHS):
        return record.getMessage()
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    status = getattr(record, "status_code", "")
    return f"{record.name.rpartition('.')[2]} {status} at {match.view_name if match else '-'}"


def places_of(error: BaseException) -> list[str]:
    """What kind of fault it was and where, through all its causes; its words only where they tell of no row."""
    places: list[str] = []
    fault: BaseException | None = error
    while fault is not None and len(places) < 200:
        places += [f"{type(fault).__module__}.{type(fault).__qualname__}{words_of(fault)}"]
        for frame in traceback.extract_tb(fault.__traceback__)[-25:]:
            places.append(f"{frame.filename}:{frame.lineno} in {frame.name}")
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return places


def words_of(fault: BaseException) -> str:
    """The first line of a fault of the connection; nothing of any other."""
    if not isinstance(fault, OperationalError | InterfaceError):
        return ""
    return ": " + (str(fault).splitlines() or [""])[0]


def logging_settings(kind: str, *, debug: bool = False) -> dict[str, object]:
    """Django's setting: ``json`` and ``text`` write every request to standard output, nothing else only faults.

    ``debug``, which only this machine sees, writes faults with their words.
    """
    stream = "ext://sys.stdout" if kind else "ext://sys.stderr"
    formatter = JsonLines if kind == "json" else logging.Formatter if debug else Lines
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": formatter}},
        "handlers": {
            "lines": {"class": "logging.StreamHandler", "formatter": "lines", "stream": stream}
        },
        "root": {"handlers": ["lines"], "level": "WARNING"},
        "loggers": {
            REQUESTS: {"level": "INFO" if kind else "WARNING"},
            # Without this, Django would mail its errors to nobody and write them a second time.
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
        },
    }
