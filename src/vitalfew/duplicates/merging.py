"""One customer goes into another, and comes back out.

The customer that goes is put away, not deleted: its number still leads to the one that stays, its history and its place
in old value runs stay with it, and taking the merge back makes it what it was.
"""

from collections.abc import Iterable, Mapping
from time import monotonic, sleep

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.audit.api import because, record
from vitalfew.customers.api import OWN_FIELDS, Customer, customer_policy, spelled
from vitalfew.duplicates.afterwards import tell
from vitalfew.duplicates.models import Merge
from vitalfew.duplicates.moving import OWN, move, take_own
from vitalfew.duplicates.pointing import pointers
from vitalfew.duplicates.policies import check_may_merge
from vitalfew.duplicates.triggers import WAY_LOCK
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict, NotFound

OWN_FACTS = ("name", "kind", "code", "country")
PATIENCE = 5.0  # seconds, for whoever is writing rows of customers just now


@transaction.atomic
def merge(
    *,
    actor: Member,
    survivor_id: int,
    other_id: int,
    versions: Mapping[int, int],
    chosen: Iterable[str] = (),
    reason: str,
) -> Merge:
    """Put ``other`` into ``survivor``; of the fields ``chosen``, the survivor takes the other's value.

    Everything that points to the other points to the survivor afterwards. Conflict when either was changed since it
    was shown (``versions``), or is not there any more.
    """
    survivor, other = check(actor, survivor_id, other_id, versions, reason)
    wait_for_writers()
    because(reason.strip())
    done = Merge(
        survivor=survivor, other=other, survivor_name=survivor.name, other_name=other.name,
        actor=actor, reason=reason.strip(), before={"survivor": _facts(survivor), "other": _facts(other)},
    )  # fmt: skip
    picked = set(chosen)
    _take_values(survivor, other, picked)
    own = take_own(OWN_FIELDS, survivor.pk, other.pk, picked)
    _put_away(other)
    for pointer in pointers():
        if pointer.moves is not None:
            move(done, pointer, pointer.moves)
    done.before["after"] = _facts(survivor)
    for side, data in own.items():
        done.before[side][OWN] = data
    done.save()
    record(
        actor=actor, verb="customer.merge", subject=f"customer:{survivor.pk}", merged=other.pk,
        merged_name=other.name, rows={name: len(keys) for name, keys in done.moved.items()}, reason=done.reason,
    )  # fmt: skip
    tell([survivor.pk])
    return done


def check(
    actor: Member, survivor_id: int, other_id: int, versions: Mapping[int, int], reason: str
) -> tuple[Customer, Customer]:
    """Survivor and other, locked, when ``actor`` may merge them as they were shown; refused in words otherwise."""
    if not reason.strip():
        raise BadInput("reason_missing", _("Say why, in a few words."), field="reason")
    both = _both(actor, survivor_id, other_id)
    check_may_merge(actor, list(both))
    _refuse_stale(both, versions)
    return both


def _both(actor: Member, survivor_id: int, other_id: int) -> tuple[Customer, Customer]:
    """Both customers for the rest of the transaction, locked in one order: two merges never wait in a circle."""
    if survivor_id == other_id:
        raise BadInput("one_customer", _("These are one and the same customer already."))
    rows = customer_policy.rows(actor).filter(pk__in=[survivor_id, other_id]).order_by("pk")
    # References to a customer are still let through: their writers are waited for below.
    found = {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True)}
    if len(found) < 2:
        raise NotFound(
            "customer_not_found",
            _(
                "One of the two customers is not there any more, or not yours to see. Look at the list."
            ),
        )
    return found[survivor_id], found[other_id]


def _refuse_stale(customers: Iterable[Customer], versions: Mapping[int, int]) -> None:
    if any(versions.get(customer.pk) != customer.version for customer in customers):
        raise Conflict(
            "customer_changed_meanwhile",
            _(
                "Somebody changed one of the two customers meanwhile. Look at both again, then choose."
            ),
        )


def wait_for_writers() -> None:
    """From here on nobody else writes rows of customers until this transaction ends."""
    until = monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while True:
            # Asking, not queueing: whoever waits in line would make all writers behind it wait too.
            cursor.execute(f"SELECT pg_try_advisory_xact_lock({WAY_LOCK})")
            if cursor.fetchone()[0]:
                return
            if monotonic() > until:
                raise Conflict(
                    "books_busy",
                    _("An import is writing into the books just now. Try again when it is done."),
                )
            sleep(0.02)


def _facts(customer: Customer) -> dict[str, object]:
    return {name: getattr(customer, name) for name in OWN_FACTS}


def _take_values(survivor: Customer, other: Customer, chosen: set[str]) -> None:
    """The survivor takes what was chosen. Numbers are exchanged: the books may go on naming either."""
    if "code" in chosen and survivor.code != other.code:
        mine, theirs = survivor.code, other.code
        Customer.everything.filter(pk=other.pk).update(code=None)
        Customer.everything.filter(pk=survivor.pk).update(code=theirs)
        Customer.everything.filter(pk=other.pk).update(code=mine)
        survivor.code, other.code = theirs, mine
    for name in chosen & {"name", "kind", "country"}:
        setattr(survivor, name, getattr(other, name))
    respelled(survivor)


def respelled(customer: Customer) -> None:
    """Save a customer whose name may be another one now."""
    for column, text in spelled(customer.name).items():
        setattr(customer, column, text)
    customer.version += 1
    customer.save()


def _put_away(other: Customer) -> None:
    """Hidden as what lies in the bin is, but by nobody: so the bin neither shows nor empties it."""
    other.deleted_at, other.deleted_by, other.deleted_reason = timezone.now(), None, ""
    other.version += 1
    other.save(
        update_fields=["deleted_at", "deleted_by", "deleted_reason", "version", "updated_at"]
    )
