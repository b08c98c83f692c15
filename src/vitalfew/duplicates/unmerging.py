"""Taking a merge back, also when much has happened since: what moved goes home, what came later stays, and is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.audit.api import record
from vitalfew.customers.api import OWN_FIELDS, Customer
from vitalfew.duplicates.afterwards import tell
from vitalfew.duplicates.merging import OWN, OWN_FACTS, respelled, wait_for_writers
from vitalfew.duplicates.models import Merge
from vitalfew.duplicates.pointing import Pointer, pointer_named
from vitalfew.duplicates.policies import check_may_merge, merges_visible_to
from vitalfew.fields.api import Kept, store, stored
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import Conflict, NotFound

type Data = Mapping[str, Kept]


@dataclass
class Undone:
    """What taking back did: rows gone home, rows that came later, and fields that were changed since: both stay."""

    customer: Customer
    home: dict[str, int] = field(default_factory=dict)
    later: dict[str, int] = field(default_factory=dict)
    kept_fields: list[str] = field(default_factory=list)


@transaction.atomic
def undo(*, actor: Member, merge_id: int) -> Undone:
    """Take a merge back. Conflict when it is taken back already, or its survivor went into another one since."""
    done, survivor, other = _checked(actor, merge_id)
    wait_for_writers()
    done.undone_at, done.undone_by = timezone.now(), actor
    done.save(update_fields=["undone_at", "undone_by"])
    undone = Undone(other)
    _values_back(done, survivor, other, undone)
    for name in {*done.own, *done.moved}:
        pointer = pointer_named(name)
        if pointer is not None:
            _rows_back(done, pointer, undone)
    record(
        actor=actor, verb="customer.unmerge", subject=f"customer:{survivor.pk}", back=other.pk,
        back_name=other.name, rows=undone.home, later=undone.later, kept=undone.kept_fields,
    )  # fmt: skip
    tell([survivor.pk, other.pk])
    return undone


def undoable(actor: Member, merge_id: int) -> Merge:
    """A merge that ``actor`` may take back, locked with both its customers; refused in words otherwise."""
    return _checked(actor, merge_id)[0]


def _checked(actor: Member, merge_id: int) -> tuple[Merge, Customer, Customer]:
    done = merges_visible_to(actor).filter(pk=merge_id).first()
    if done is None:
        raise NotFound("merge_not_found", _("There is no such merge, or it is not yours to see."))
    survivor, other = _both(done)
    done = Merge.objects.select_for_update(of=("self",)).get(pk=merge_id)
    if done.undone_at is not None:
        raise Conflict("merge_undone", _("This merge was taken back already. Look at the list."))
    check_may_merge(actor, [survivor])
    return done, survivor, other


def _both(done: Merge) -> tuple[Customer, Customer]:
    keys = [done.survivor_id, done.other_id]
    rows = Customer.everything.filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True)}
    survivor, other = found.get(done.survivor_id), found.get(done.other_id)
    if survivor is None or survivor.deleted_at is not None:
        raise Conflict(
            "survivor_gone",
            _(
                "The customer it went into is in the bin, or was merged itself. Take that back first."
            ),
        )
    if other is None:
        raise Conflict("other_gone", _("The customer that was merged is gone for good."))
    return survivor, other


def _values_back(done: Merge, survivor: Customer, other: Customer, undone: Undone) -> None:
    """Each field of the survivor as before, unless somebody changed it since; the other as it was."""
    before, after = done.before["survivor"], done.before["after"]
    if survivor.code == after["code"] != before["code"]:
        Customer.everything.filter(pk=other.pk).update(code=None)
        Customer.everything.filter(pk=survivor.pk).update(code=before["code"])
        Customer.everything.filter(pk=other.pk).update(code=done.before["other"]["code"])
        survivor.code, other.code = before["code"], done.before["other"]["code"]
    for name in OWN_FACTS:
        if before[name] == after[name] or name == "code":
            continue
        if getattr(survivor, name) == after[name]:
            setattr(survivor, name, before[name])
        else:
            undone.kept_fields.append(name)
    _own_back(before.get(OWN, {}), after.get(OWN, {}), survivor, undone)
    other.deleted_at = None
    respelled(survivor)
    respelled(other)


def _own_back(before: Data, after: Data, survivor: Customer, undone: Undone) -> None:
    """The survivor's own fields as before, but for those that somebody changed since."""
    now = stored(OWN_FIELDS, survivor.pk)
    back = dict(now)
    for name in {*before, *after}:
        if before.get(name) == after.get(name):
            continue
        if now.get(name) != after.get(name):
            undone.kept_fields.append(name)
        elif name in before:
            back[name] = before[name]
        else:
            back.pop(name, None)
    if back != now:
        store(OWN_FIELDS, survivor.pk, back)


def _rows_back(done: Merge, pointer: Pointer, undone: Undone) -> None:
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
        undone.home[pointer.name] = home
    if later > 0:
        undone.later[pointer.name] = later
