"""Taking a merge back, also when much has happened since: what moved goes home, what came later stays, and is told."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.audit.api import record
from vitalfew.customers.api import OWN_FIELDS, Customer
from vitalfew.duplicates.afterwards import tell
from vitalfew.duplicates.merging import OWN_FACTS, respelled, wait_for_writers
from vitalfew.duplicates.models import Merge
from vitalfew.duplicates.moving import Returned, move_back, own_back
from vitalfew.duplicates.pointing import pointer_named
from vitalfew.duplicates.policies import check_may_merge, merges_visible_to
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import Conflict, NotFound


@dataclass(kw_only=True)
class Undone(Returned):
    """What taking back did, and the customer that is one of its own again."""

    customer: Customer


@transaction.atomic
def undo(*, actor: Member, merge_id: int) -> Undone:
    """Take a merge back. Conflict when it is taken back already, or its survivor went into another one since."""
    done, survivor, other = _checked(actor, merge_id)
    wait_for_writers()
    done.undone_at, done.undone_by = timezone.now(), actor
    done.save(update_fields=["undone_at", "undone_by"])
    undone = Undone(customer=other)
    _values_back(done, survivor, other, undone)
    for name in {*done.own, *done.moved}:
        pointer = pointer_named(name)
        if pointer is not None:
            move_back(done, pointer, undone)
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
    own_back(OWN_FIELDS, survivor.pk, done, undone)
    other.deleted_at = None
    respelled(survivor)
    respelled(other)
