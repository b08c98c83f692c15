"""The rows of one go over to another, and come back: the same for everything that merges."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import IntegrityError, connection, models, transaction

from vitalfew.duplicates.models import Merge, PersonMerge
from vitalfew.duplicates.pointing import Pointer
from vitalfew.fields.api import Kept, Record, store, stored
from vitalfew.kernel.merging import Moves

OWN = "own fields"  # where a merge keeps them beside the facts of the record itself
type Done = Merge | PersonMerge
type Keys = list[int | str]


@dataclass
class Returned:
    """What taking back did: rows gone home, rows that came later, and fields that were changed since: both stay."""

    home: dict[str, int] = field(default_factory=dict)
    later: dict[str, int] = field(default_factory=dict)
    kept_fields: list[str] = field(default_factory=list)


def move(done: Done, pointer: Pointer, moves: Moves) -> None:
    """Move one model's rows: all at once, or, where something refuses, one by one."""
    done.own[pointer.name] = pointer.rows(done.survivor_id).count()
    keys = _told_anew(done, pointer, moves) if moves.unless_same else _keys(done, pointer)
    if not keys:
        return
    rows = pointer.rows(done.other_id).filter(pk__in=keys)
    if moves.after:
        done.fitted[pointer.name] = _placed_after(done, pointer, rows, moves.after)
    column = {pointer.field.attname: done.survivor_id}
    try:
        with transaction.atomic():
            rows.update(**column)
            _check_now()
    except IntegrityError:
        keys = [key for key in keys if _fit(done, pointer, moves, key)]
    done.moved[pointer.name] = [_as_json(key) for key in keys]


def _keys(done: Done, pointer: Pointer) -> Keys:
    return list(pointer.rows(done.other_id).order_by("pk").values_list("pk", flat=True))


def _told_anew(done: Done, pointer: Pointer, moves: Moves) -> Keys:
    """The rows that say what nobody over there says; the others are left behind."""
    known = {getattr(row, moves.unless_same) for row in pointer.rows(done.survivor_id)}
    anew: Keys = []
    for row in pointer.rows(done.other_id).order_by("pk"):
        if getattr(row, moves.unless_same) in known:
            done.left.setdefault(pointer.name, []).append(_as_json(row.pk))
        else:
            anew.append(row.pk)
    return anew


def _placed_after(
    done: Done, pointer: Pointer, rows: "models.QuerySet[models.Model]", column: str
) -> dict[str, dict[str, object]]:
    """Count on from the survivor's rows; each key with the place it had."""
    last = pointer.rows(done.survivor_id).aggregate(last=models.Max(column))["last"]
    before: dict[str, dict[str, object]] = {}
    for step, (key, had) in enumerate(rows.order_by(column, "pk").values_list("pk", column), 1):
        before[str(key)] = {column: had}
        rows.filter(pk=key).update(**{column: (-1 if last is None else last) + step})
    return before


def _fit(done: Done, pointer: Pointer, moves: Moves, key: int | str) -> bool:
    """Move one row: as it is, else changed as its model says, else not at all."""
    row = pointer.model._base_manager.filter(pk=key)
    column = {pointer.field.attname: done.survivor_id}
    for change in ({}, dict(moves.on_clash)) if moves.on_clash else ({},):
        before = row.values(*change).get() if change else {}
        try:
            with transaction.atomic():
                row.update(**column, **change)
                _check_now()
        except IntegrityError:
            continue
        if change:
            done.fitted.setdefault(pointer.name, {})[str(key)] = before
        return True
    done.left.setdefault(pointer.name, []).append(_as_json(key))
    return False


def _check_now() -> None:
    """Constraints that wait for the end of the transaction speak now."""
    connection.check_constraints()


def _as_json(key: object) -> int | str:
    return key if isinstance(key, int) else str(key)


def move_back(done: Done, pointer: Pointer, returned: Returned) -> None:
    """Rows that moved and still stand with the survivor go home, as they were; the rest is counted."""
    moved = done.moved.get(pointer.name, [])
    column = {pointer.field.attname: done.other_id}
    fitted: Mapping[str, Mapping[str, object]] = done.fitted.get(pointer.name, {})
    standing = pointer.rows(done.survivor_id).filter(pk__in=moved)
    home = standing.exclude(pk__in=list(fitted)).update(**column)
    for key, values in fitted.items():
        home += standing.filter(pk=key).update(**column, **values)
    later = pointer.rows(done.survivor_id).count() - done.own.get(pointer.name, 0)
    if home:
        returned.home[pointer.name] = home
    if later > 0:
        returned.later[pointer.name] = later


def take_own(
    record: Record, survivor_id: int, other_id: int, chosen: set[str]
) -> dict[str, dict[str, Kept]]:
    """Of its own fields too, the survivor takes what was chosen (``own_f1``…).

    The other keeps its sheet, which is put away with it. Returns both before, and the survivor's after.
    """
    mine, theirs = (stored(record, pk) for pk in (survivor_id, other_id))
    names = {name.removeprefix("own_") for name in chosen if name.startswith("own_")}
    after = {name: said for name, said in mine.items() if name not in names}
    after |= {name: theirs[name] for name in names if name in theirs}
    if after != mine:
        store(record, survivor_id, after)
    return {"survivor": mine, "other": theirs, "after": after}


def own_back(record: Record, survivor_id: int, done: Done, returned: Returned) -> None:
    """The survivor's own fields as before, but for those that somebody changed since."""
    before, after = (done.before[side].get(OWN, {}) for side in ("survivor", "after"))
    now = stored(record, survivor_id)
    back = dict(now)
    for name in {*before, *after}:
        if before.get(name) == after.get(name):
            continue
        if now.get(name) != after.get(name):
            returned.kept_fields.append(name)
        elif name in before:
            back[name] = before[name]
        else:
            back.pop(name, None)
    if back != now:
        store(record, survivor_id, back)
