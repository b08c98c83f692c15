"""Row groups of Parquet files: what can be read apart from each other, in threads."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.dataset

from valuation.slices import ahead

READ_AHEAD: Final = 3  # row groups

type Source = Any  # pyarrow has no types


def parquet(path: Path) -> Source:
    """Return a file, or a folder of files by name, as one source."""
    return pa.dataset.dataset(path, format="parquet")


def group_sizes(source: Source) -> list[int]:
    """Return the rows of each row group."""
    return [group.row_groups[0].num_rows for group in _groups(source)]


def each_group[Result](
    source: Source, names: list[str], work: Callable[[int, pa.Table], Result]
) -> Iterator[Result]:
    """Yield work(number, table) of each row group in order; reading and work go on in threads."""

    def read(numbered: tuple[int, Any]) -> Result:
        number, group = numbered
        # As one batch: columns in one piece need no copying.
        whole = {"batch_size": max(group.row_groups[0].num_rows, 1), "use_threads": False}
        return work(number, group.to_table(source.schema, columns=names, **whole))

    yield from ahead(enumerate(_groups(source)), read, READ_AHEAD)


def _groups(source: Source) -> Iterator[Any]:
    for file in source.get_fragments():
        yield from file.split_by_row_group()
