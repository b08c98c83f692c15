"""Which files name a person, and removing them: a file cannot be erased in part.

What an applied file brought stays in the books; an import that was not applied goes whole.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from vitalfew.importing.actions import remove
from vitalfew.importing.files.reading import batches
from vitalfew.importing.models import ImportState, LedgerImport, Likeness, Problem, Touch
from vitalfew.kernel.errors import ProductError

LONG = 6  # from here on a text inside a longer cell names the person too; shorter ones must be the whole cell
DONE = frozenset({ImportState.APPLIED, ImportState.UNDONE})


def imports_naming(texts: Sequence[str]) -> list[LedgerImport]:
    """Every import whose file, or what was kept of its rows, holds one of these texts."""
    wanted = [text for text in texts if text.strip()]
    if not wanted:
        return []
    ledgers = LedgerImport.objects.filter(is_sample=False).order_by("created_at")
    return [ledger for ledger in ledgers if _is_kept(ledger) and _names(ledger, wanted)]


def _is_kept(ledger: LedgerImport) -> bool:
    return ledger.source.exists() or bool(ledger.first_rows)


def _names(ledger: LedgerImport, texts: Sequence[str]) -> bool:
    if any(text in str(ledger.first_rows) for text in texts if len(text) >= LONG):
        return True
    if _in_touches(ledger, texts):
        return True
    return ledger.source.exists() and any(_in_batch(batch, texts) for batch in _read(ledger))


def _in_touches(ledger: LedgerImport, texts: Sequence[str]) -> bool:
    """Whether what records said before or after the import names them."""
    told = Q()
    for text in texts:
        told |= Q(
            told__contains=text if len(text) >= LONG else json.dumps(text, ensure_ascii=False)
        )
    touches = ledger.touches.annotate(told=Cast("changes", TextField()))
    return touches.filter(told).exists()


def _read(ledger: LedgerImport) -> Iterator[pa.Table]:
    try:
        yield from batches(ledger.source, ledger.recognised, lambda row: None)
    except ProductError:  # a file that cannot be read any more names nobody that we could find
        return


def _in_batch(batch: pa.Table, texts: Sequence[str]) -> bool:
    whole = pa.array(texts)
    for column in batch.columns:
        cells = pc.utf8_trim_whitespace(column.cast(pa.string()))
        if pc.any(pc.is_in(cells, whole)).as_py():
            return True
        if any(pc.any(pc.match_substring(cells, t)).as_py() for t in texts if len(t) >= LONG):
            return True
    return False


@transaction.atomic
def forget_files(ledgers: Iterable[LedgerImport]) -> list[str]:
    """Remove these files and what was kept of their rows; their keys. Files go when the transaction is through."""
    keys = []
    for ledger in ledgers:
        keys.append(str(ledger.pk))
        if ledger.state not in DONE:
            remove(None, ledger)
            continue
        for kept in (
            Problem,
            Likeness,
            Touch,
        ):  # without what was, nothing can be given back any more
            kept.objects.filter(ledger_import=ledger).delete()
        LedgerImport.objects.filter(pk=ledger.pk).update(first_rows=[], file_name="")
        folder = ledger.folder
        transaction.on_commit(lambda folder=folder: shutil.rmtree(folder, ignore_errors=True))  # type: ignore[misc]
    return keys
