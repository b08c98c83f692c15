"""Reading tables in a process of their own: it may fail, and nothing else does."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

from vitalfew.importing.files import table_process
from vitalfew.importing.files.table_process import EMPTY, HEADINGS, UNREADABLE
from vitalfew.kernel.errors import BadInput

__all__ = ["EMPTY", "UNREADABLE", "headings", "table", "tables"]
type Refusal = Callable[[int], BadInput]


def tables(path: Path, refusal: Refusal, most: int | None = None) -> Iterator[pa.Table]:
    """The rows as text, a block at a time; ``refusal`` says what an exit code other than 0 means."""
    command = [sys.executable, "-m", table_process.__name__, str(path)]
    command += [] if most is None else [str(most)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        yield from _stream(process)
    if process.returncode:
        raise refusal(process.returncode)


def table(path: Path, refusal: Refusal, most: int) -> pa.Table:
    """The first rows at once."""
    found = list(tables(path, refusal, most))
    return pa.concat_tables(found)


def headings(found: pa.Table) -> list[str]:
    """The names of the columns, where the file has names."""
    names: list[str] = json.loads((found.schema.metadata or {}).get(HEADINGS, b"[]"))
    return names


def _stream(process: "subprocess.Popen[bytes]") -> Iterator[pa.Table]:
    try:
        with pa.ipc.open_stream(process.stdout) as stream:
            yield stream.schema.empty_table()
            for batch in stream:
                yield pa.Table.from_batches([batch])
    except (pa.ArrowInvalid, OSError):
        process.wait()  # it was cut off: its exit code says why
