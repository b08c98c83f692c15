"""Where both of two contacts work at one customer: the position of the one who stays says what both said."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from vitalfew.duplicates.models import PersonMerge
from vitalfew.people.api import Position

ROOM = 100  # characters of either
SAID = ("title", "department")  # texts of which each may say something of its own
FIELDS = (*SAID, "role", "left_on", "left_reason", "reports_to_id", "is_primary")
JOINED = "positions"  # where a merge keeps what it changed of them


def join_positions(done: PersonMerge) -> None:
    """Have the survivor's positions say what the other's at the same customers say, and who reported to those."""
    theirs = {one.customer_id: one for one in _positions(done.other_id)}
    both = [one for one in _positions(done.survivor_id) if one.customer_id in theirs]
    done.before[JOINED] = [_joined(mine, theirs[mine.customer_id]) for mine in both]


def count_places(contact_ids: Iterable[int]) -> int:
    """How many positions these contacts have, where the customers are there."""
    rows = Position.objects.filter(contact_id__in=contact_ids, customer__deleted_at__isnull=True)
    return rows.count()


def _positions(contact_id: int) -> list[Position]:
    rows = Position.objects.filter(contact_id=contact_id).order_by("pk")
    return list(rows.select_for_update(of=("self",)))


def _joined(mine: Position, theirs: Position) -> dict[str, Any]:
    before, was_primary = facts_of(mine), theirs.is_primary
    if was_primary:
        Position.objects.filter(pk=theirs.pk).update(is_primary=False)
    _say_both(mine, theirs)
    mine.version += 1
    mine.save()
    reports = Position.objects.filter(reports_to=theirs.pk).exclude(pk=mine.pk)
    below = list(reports.order_by("pk").values_list("pk", flat=True))
    reports.update(reports_to=mine.pk)
    break_circle(mine)
    return {
        "mine": mine.pk, "theirs": theirs.pk, "before": before, "after": facts_of(mine), "reports": below,
        "was_primary": was_primary,
    }  # fmt: skip


def _say_both(mine: Position, theirs: Position) -> None:
    for name in SAID:
        setattr(mine, name, _both(mine, theirs, name))
    mine.role = mine.role or theirs.role
    works_there = mine.left_on is None or theirs.left_on is None
    if works_there:
        mine.left_on, mine.left_reason = None, ""
    mine.is_primary = works_there and (mine.is_primary or theirs.is_primary)
    above = (one.reports_to_id for one in (mine, theirs) if one.reports_to_id)
    mine.reports_to_id = next((pk for pk in above if pk not in (mine.pk, theirs.pk)), None)


def _both(mine: Position, theirs: Position, name: str) -> str:
    """Both texts where they differ and there is room for them, the survivor's first."""
    one, other = str(getattr(mine, name)), str(getattr(theirs, name))
    if not one or not other or one == other:
        return one or other
    said = f"{one} / {other}"
    return said if len(said) <= ROOM else one


def facts_of(position: Position) -> dict[str, Any]:
    """What a position says, as JSON keeps it."""
    said = {name: getattr(position, name) for name in FIELDS}
    return said | {"left_on": said["left_on"].isoformat() if said["left_on"] else None}


def break_circle(position: Position) -> None:
    """Who in the end would stand above themselves reports to nobody."""
    seen: set[int] = set()
    above = position.reports_to_id
    while above is not None and above not in seen:
        if above == position.pk:
            position.reports_to_id = None
            position.save(update_fields=["reports_to"])
            return
        seen.add(above)
        above = Position.objects.filter(pk=above).values_list("reports_to_id", flat=True).first()


def part_positions(done: PersonMerge) -> list[str]:
    """Each position as it was, but for what was changed since; the names of what therefore stays."""
    kept: list[str] = []
    for joined in done.before.get(JOINED, []):
        mine = Position.objects.select_for_update().filter(pk=joined["mine"]).first()
        if mine is not None and mine.contact_id == done.survivor_id:
            kept += _parted(mine, joined)
    return kept


def _parted(mine: Position, joined: dict[str, Any]) -> list[str]:
    before, after, now = joined["before"], joined["after"], facts_of(mine)
    changed = [name for name in FIELDS if before[name] != after[name]]
    kept = [name for name in changed if now[name] != after[name]]
    for name in set(changed) - set(kept):
        value = before[name]
        setattr(mine, name, date.fromisoformat(value) if name == "left_on" and value else value)
    if not Position.objects.filter(pk=mine.reports_to_id or 0, left_on=None).exists():
        mine.reports_to_id = None
    mine.is_primary = mine.is_primary and mine.left_on is None
    mine.version += 1
    mine.save()
    Position.objects.filter(pk__in=joined["reports"], reports_to=mine).update(
        reports_to=joined["theirs"]
    )
    break_circle(mine)
    theirs = Position.objects.filter(pk=joined["theirs"], left_on=None)
    if joined["was_primary"] and not _has_primary(mine.customer_id):
        theirs.update(is_primary=True)
    return kept


def _has_primary(customer_id: int) -> bool:
    return Position.objects.filter(customer_id=customer_id, is_primary=True).exists()
