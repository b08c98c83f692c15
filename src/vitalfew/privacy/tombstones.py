"""The list of everybody who was erased, kept outside the database: an older backup brings nobody back.

One line of JSON for each: which row, and when it was made, so that another row under the same key is left alone. After
a restore, ``reapply`` erases anew whoever the list names. The file only grows, and goes into every backup.
"""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from vitalfew.privacy.persons import Person, find_person


@dataclass(frozen=True)
class Tombstone:
    """One erased person: the kind and key of the row, when the row was made, when it was erased."""

    kind: str
    key: int
    created_at: str
    erased_at: str


def erasures_file() -> Path:
    """Where the list is."""
    return Path(settings.ERASURES_FILE)


def note(person: Person) -> None:
    """Add a person to the list; on disk when this returns."""
    stone = Tombstone(
        person.kind, person.key, person.created_at.isoformat(), timezone.now().isoformat()
    )
    path = erasures_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(stone)) + "\n")
        file.flush()
        os.fsync(file.fileno())


def erasures(path: Path | None = None) -> Iterator[Tombstone]:
    """Everybody on the list, also of another installation's or a backup's file."""
    where = path or erasures_file()
    if where.exists():
        for line in where.read_text(encoding="utf-8").splitlines():
            yield Tombstone(**json.loads(line))


def reapply(erase: Callable[[str, int], object], path: Path | None = None) -> int:
    """Erase anew whoever is on the list and here again; how many. ``erase`` is told kind and key."""
    count = 0
    for stone in erasures(path):
        person = find_person(stone.kind, stone.key)
        if person is None or person.is_blank:
            continue
        if person.created_at.isoformat() == stone.created_at:
            erase(stone.kind, stone.key)
            count += 1
    return count
