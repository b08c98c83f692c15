"""Whole columns between PostgreSQL and numpy, without a Python object per row."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

type Columns = dict[str, npt.NDArray[Any]]

HEADER = 19  # the signature, the flags and the length of an empty extension of COPY's binary format
TRAILER = 2


def read_columns(query: str, types: Mapping[str, str]) -> Columns:
    """Return the columns of a query that gives int4 ("i4"), int8 ("i8") or float8 ("f8") values, none of them NULL.

    It reads on Django's own connection, so it sees what the surrounding transaction wrote.
    """
    data = bytearray()
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT binary)") as copy,
    ):
        for piece in copy:
            data += piece
    row = _row(types)
    rows = (len(data) - HEADER - TRAILER) // row.itemsize
    table = np.frombuffer(data, row, count=rows, offset=HEADER)
    return {name: table[name].astype(f"={kind}") for name, kind in types.items()}


def _row(types: Mapping[str, str]) -> np.dtype[Any]:
    """One row of COPY's binary format: the number of fields, then each field's size and value, big-endian."""
    fields = [("number of fields", ">i2")]
    for name, kind in types.items():
        fields += [(f"size of {name}", ">i4"), (name, f">{kind}")]
    return np.dtype(fields)
