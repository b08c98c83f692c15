"""Noting erasures, keeping them outside the database too, and repeating them after a restore.

The row is written in the transaction that erases, so it is there exactly when the erasure is. The file is behind by
seconds at most: the worker adds what is missing in it. It holds keys and no words, so it may be kept anywhere.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from vitalfew.erasures.models import Erasure
from vitalfew.erasures.registry import eraser_of


@dataclass(frozen=True)
class Noted:
    """A line of the file."""

    id: str
    kind: str
    key: str
    at: datetime


def note_erasure(*, kind: str, key: str) -> None:
    """Note that this is being erased, in the transaction that erases it."""
    Erasure.objects.create(kind=kind, key=key)


def keep_outside(file: Path) -> int:
    """Add to the file what is missing in it; how many lines that were."""
    known = {noted.id for noted in read(file)}
    missing = [each for each in Erasure.objects.order_by("at", "pk") if str(each.pk) not in known]
    if not missing:
        return 0
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    is_cut_off = file.exists() and file.read_bytes()[-1:] not in {b"\n", b""}
    with file.open("a", encoding="utf-8") as lines:
        lines.write("\n" * is_cut_off)
        for each in missing:
            told = {
                "id": str(each.pk),
                "kind": each.kind,
                "key": each.key,
                "at": each.at.isoformat(),
            }
            lines.write(json.dumps(told) + "\n")
        lines.flush()
        os.fsync(lines.fileno())
    return len(missing)


def erase_anew(file: Path) -> int:
    """Repeat every erasure that this database does not know: it is older than they are. How many there were."""
    repeated = 0
    for noted in read(file):
        with transaction.atomic():
            row = {"kind": noted.kind, "key": noted.key}
            _, is_new = Erasure.objects.get_or_create(pk=noted.id, defaults=row)
            if is_new:
                eraser_of(noted.kind)(noted.key)
                Erasure.objects.filter(pk=noted.id).update(at=noted.at)
                repeated += 1
    return repeated


def read(file: Path) -> Iterator[Noted]:
    """The lines of the file; the last one may have been cut off while it was written."""
    if not file.exists():
        return
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            told = json.loads(line)
        except ValueError:
            continue
        yield Noted(told["id"], told["kind"], told["key"], datetime.fromisoformat(told["at"]))
