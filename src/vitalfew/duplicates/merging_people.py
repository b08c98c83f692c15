"""One contact goes into another, and comes back out.

Who goes is hidden, not deleted: the old address leads to the one who stays, and taking it back makes them as before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb
from vitalfew.audit.api import because, record
from vitalfew.duplicates.models import PersonMerge
from vitalfew.duplicates.moving import OWN, Returned, move, move_back, own_back, take_own
from vitalfew.duplicates.person_positions import join_positions, part_positions
from vitalfew.duplicates.pointing import pointer_named, pointers
from vitalfew.duplicates.policies import person_merges_visible_to
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict, NotFound
from vitalfew.people.api import OWN_FIELDS, Contact, contact_policy, spell_contact

BIRTHDAY = ("birth_calendar", "birth_year", "birth_month", "birth_day", "birth_leap")
# What is chosen as one: each name with its columns.
CHOICES: dict[str, tuple[str, ...]] = {
    name: (name,)
    for name in (
        "name", "preferred_name", "gender", "language", "preferred_way", "preferred_time", "topics", "taboo", "gifts",
        "note",
    )
} | {"birthday": BIRTHDAY}  # fmt: skip
COLUMNS = [column for columns in CHOICES.values() for column in columns]


@dataclass(kw_only=True)
class PersonUndone(Returned):
    """What taking back did, and the contact who is one of their own again."""

    contact: Contact


@transaction.atomic
def merge_people(
    *,
    actor: Member,
    survivor_id: int,
    other_id: int,
    versions: Mapping[int, int],
    chosen: Iterable[str] = (),
    reason: str,
) -> PersonMerge:
    """Put ``other`` into ``survivor``; of the fields ``chosen``, the survivor takes the other's value.

    Everything that points to the other points to the survivor afterwards. Conflict when either was changed since it
    was shown (``versions``), or is not there any more.
    """
    survivor, other = check_people(actor, survivor_id, other_id, versions, reason)
    because(reason.strip())
    done = PersonMerge(
        survivor=survivor, other=other, survivor_name=survivor.name, other_name=other.name,
        actor=actor, reason=reason.strip(), before={"survivor": _facts(survivor), "other": _facts(other)},
    )  # fmt: skip
    picked = set(chosen)
    for name in picked & CHOICES.keys():
        for column in CHOICES[name]:
            setattr(survivor, column, getattr(other, column))
    own = take_own(OWN_FIELDS, survivor.pk, other.pk, picked)
    _saved(survivor)
    # Hidden as what lies in the bin is, but by nobody: so the bin neither shows nor empties it.
    other.deleted_at, other.merged_into = timezone.now(), survivor
    _saved(other)
    join_positions(done)
    for pointer in pointers(Contact):
        if pointer.moves is not None:
            move(done, pointer, pointer.moves)
    done.before["after"] = _facts(survivor)
    for side, data in own.items():
        done.before[side][OWN] = data
    done.save()
    record(
        actor=actor, verb="contact.merge", subject=f"contact:{survivor.pk}", merged=other.pk,
        merged_name=other.name, rows={name: len(keys) for name, keys in done.moved.items()}, reason=done.reason,
    )  # fmt: skip
    return done


def check_people(
    actor: Member, survivor_id: int, other_id: int, versions: Mapping[int, int], reason: str
) -> tuple[Contact, Contact]:
    """Survivor and other, locked, when ``actor`` may merge them as they were shown; refused in words otherwise."""
    if not reason.strip():
        raise BadInput("reason_missing", _("Say why, in a few words."), field="reason")
    refuse_one(survivor_id, other_id)
    found = _locked(contact_policy.rows(actor).filter(pk__in=[survivor_id, other_id]))
    if len(found) < 2:
        raise NotFound(
            "contact_not_found",
            _(
                "One of the two contacts is not there any more, or not yours to see. Look at the list."
            ),
        )
    survivor, other = found[survivor_id], found[other_id]
    for contact, verb in ((survivor, Verb.EDIT), (other, Verb.EDIT), (other, Verb.DELETE)):
        contact_policy.check(actor, verb, contact)
    if any(versions.get(one.pk) != one.version for one in (survivor, other)):
        raise Conflict(
            "contact_changed_meanwhile",
            _("Somebody changed one of the two contacts meanwhile. Look at both again."),
        )
    return survivor, other


def refuse_one(first_id: int, second_id: int) -> None:
    """BadInput when both are one."""
    if first_id == second_id:
        raise BadInput("one_contact", _("These are one and the same contact already."))


def _locked(rows: QuerySet[Contact]) -> dict[int, Contact]:
    """In one order: two merges never wait in a circle. Who is writing something about one of them is waited for."""
    return {row.pk: row for row in rows.order_by("pk").select_for_update(of=("self",))}


def _facts(contact: Contact) -> dict[str, object]:
    return {column: getattr(contact, column) for column in COLUMNS}


def _saved(contact: Contact) -> None:
    """Save a contact whose name may be another one now."""
    spell_contact(contact)
    contact.version += 1
    contact.save()


@transaction.atomic
def undo_people(*, actor: Member, merge_id: int) -> PersonUndone:
    """Take a merge back. Conflict when it is taken back already, or its survivor went into another one since."""
    done, survivor, other = _undoable(actor, merge_id)
    done.undone_at, done.undone_by = timezone.now(), actor
    done.save(update_fields=["undone_at", "undone_by"])
    undone = PersonUndone(contact=other)
    _values_back(done, survivor, other, undone)
    for name in {*done.own, *done.moved}:
        pointer = pointer_named(name, Contact)
        if pointer is not None:
            move_back(done, pointer, undone)
    undone.kept_fields += part_positions(done)
    record(
        actor=actor, verb="contact.unmerge", subject=f"contact:{survivor.pk}", back=other.pk,
        back_name=other.name, rows=undone.home, later=undone.later, kept=undone.kept_fields,
    )  # fmt: skip
    return undone


def undoable(actor: Member, merge_id: int) -> PersonMerge:
    """A merge that ``actor`` may take back, locked with both its contacts; refused in words otherwise."""
    return _undoable(actor, merge_id)[0]


def _undoable(actor: Member, merge_id: int) -> tuple[PersonMerge, Contact, Contact]:
    done = person_merges_visible_to(actor).filter(pk=merge_id).first()
    keys = [done.survivor_id, done.other_id] if done else []
    found = _locked(Contact.everybody.filter(pk__in=keys))
    done = PersonMerge.objects.select_for_update(of=("self",)).filter(pk=merge_id).first()
    survivor = found.get(done.survivor_id) if done else None
    if done is None or survivor is None:
        raise NotFound("merge_not_found", _("There is no such merge, or it is not yours to see."))
    if done.undone_at is not None:
        raise Conflict("merge_undone", _("This merge was taken back already. Look at the list."))
    if survivor.deleted_at is not None:
        raise Conflict(
            "survivor_gone",
            _("The contact they went into is in the bin, or was merged too. Take that back first."),
        )
    for verb in (Verb.EDIT, Verb.DELETE):
        contact_policy.check(actor, verb, survivor)
    return done, survivor, found[done.other_id]


def _values_back(
    done: PersonMerge, survivor: Contact, other: Contact, undone: PersonUndone
) -> None:
    """Each field of the survivor as before, unless somebody changed it since; the other as they were."""
    before, after = done.before["survivor"], done.before["after"]
    now = _facts(survivor)
    for name, columns in CHOICES.items():
        if all(before[column] == after[column] for column in columns):
            continue
        if any(now[column] != after[column] for column in columns):
            undone.kept_fields.append(name)
            continue
        for column in columns:
            setattr(survivor, column, before[column])
    own_back(OWN_FIELDS, survivor.pk, done, undone)
    other.deleted_at, other.merged_into = None, None
    _saved(survivor)
    _saved(other)
