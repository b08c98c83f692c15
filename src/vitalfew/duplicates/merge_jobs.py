"""Merging two customers or contacts as work of the worker, and taking a merge back.

The request checks what was asked and queues it; the job does it in one transaction. Killed before that is committed,
the next look begins anew; killed after it, the next look finds the merge there, and does nothing twice.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vitalfew.audit.api import record
from vitalfew.duplicates.merging import check, merge
from vitalfew.duplicates.merging_people import check_people, merge_people, undo_people
from vitalfew.duplicates.merging_people import undoable as undoable_people
from vitalfew.duplicates.models import Merge, PersonMerge
from vitalfew.duplicates.moving import Done, Returned
from vitalfew.duplicates.policies import merging_now
from vitalfew.duplicates.rules import CONTACT, CUSTOMER, Merged
from vitalfew.duplicates.unmerging import undo, undoable
from vitalfew.identity.api import Member
from vitalfew.jobs.api import UNFINISHED, Job, Progress, start_quietly
from vitalfew.kernel.errors import Conflict, ProductError

TRIES = 12  # each waits as long as one merge waits for whoever is writing rows of customers
# What PostgreSQL says to one of two who wait for each other, or who wrote side by side.
WORTH_ANOTHER_TRY = {"40001", "40P01"}


@dataclass(frozen=True)
class Verbs:
    """What merging one kind takes: its rows, and the verbs that check and do it."""

    merges: type[Merge] | type[PersonMerge]
    check: Callable[..., tuple[Any, Any]]
    merge: Callable[..., Done]
    undoable: Callable[[Member, int], Done]
    undo: Callable[..., Returned]


VERBS = {
    CUSTOMER: Verbs(Merge, check, merge, undoable, undo),
    CONTACT: Verbs(PersonMerge, check_people, merge_people, undoable_people, undo_people),
}
BY_JOB = {job: of for of in VERBS for job in (of.merge_job, of.undo_job)}


@transaction.atomic
def start_merge(
    *,
    actor: Member,
    survivor_id: int,
    other_id: int,
    versions: Mapping[int, int],
    chosen: Iterable[str] = (),
    reason: str,
    of: Merged = CUSTOMER,
) -> Job:
    """Have ``other`` put into ``survivor``; refused as the merge itself would be, and while one of the two waits."""
    survivor, other = VERBS[of].check(actor, survivor_id, other_id, versions, reason)
    refuse_twice(merging_now(survivor.pk, other.pk, of))
    first, second = sorted((survivor.pk, other.pk))
    job = start_quietly(
        actor=actor,
        kind=of.merge_job,
        parameters={
            of.first: first, of.second: second, "survivor": survivor.pk,
            "versions": {str(one.pk): one.version for one in (survivor, other)},
            "chosen": sorted(set(chosen)), "reason": reason.strip(),
        },
    )  # fmt: skip
    verb, subject = f"{of.merge_job}.start", f"job:{job.pk}"
    record(actor=actor, verb=verb, subject=subject, survivor=survivor.pk, other=other.pk)
    return job


def refuse_twice(under_way: "QuerySet[Job]") -> None:
    """Conflict when there is such a job already."""
    if under_way.exists():
        raise Conflict(
            "merge_under_way",
            _("These two are being merged or taken apart just now. Look again in a moment."),
        )


def merge_work(job: Job, report: Progress) -> dict[str, object]:
    """The merge that was asked for, once."""
    asked, of = job.parameters, BY_JOB[job.kind]
    survivor = int(asked["survivor"])
    other = int(asked[of.first]) + int(asked[of.second]) - survivor
    done = _merged_since(job, survivor, other) or _patiently(
        lambda: VERBS[of].merge(
            actor=_actor(job), survivor_id=survivor, other_id=other, chosen=asked["chosen"], reason=asked["reason"],
            versions={int(pk): version for pk, version in asked["versions"].items()},
        ),
        report,
    )  # fmt: skip
    return {"merge": done.pk}


def _merged_since(job: Job, survivor: int, other: int) -> Done | None:
    """The merge of these two, when an earlier look of this job came as far as that."""
    rows = VERBS[BY_JOB[job.kind]].merges._default_manager.filter(
        survivor_id=survivor, other_id=other, at__gte=job.created_at
    )
    return rows.order_by("pk").first()


@transaction.atomic
def start_undo(*, actor: Member, merge_id: int, of: Merged = CUSTOMER) -> Job:
    """Have a merge taken back; refused as the taking back itself would be, and while it is under way."""
    done = VERBS[of].undoable(actor, merge_id)
    refuse_twice(Job.objects.filter(UNFINISHED, kind=of.undo_job, parameters__merge=done.pk))
    job = start_quietly(actor=actor, kind=of.undo_job, parameters={"merge": done.pk})
    verb, subject = f"{of.undo_job}.start", f"job:{job.pk}"
    record(actor=actor, verb=verb, subject=subject, merge=done.pk)
    return job


def undo_work(job: Job, report: Progress) -> dict[str, object]:
    """The taking back that was asked for, once."""
    merge_id, verbs = job.parameters["merge"], VERBS[BY_JOB[job.kind]]
    if verbs.merges._default_manager.filter(
        pk=merge_id, undone_at__gte=job.created_at, undone_by=job.actor
    ).exists():
        return {"merge": merge_id}  # an earlier look came as far as that
    undone = _patiently(lambda: verbs.undo(actor=_actor(job), merge_id=merge_id), report)
    return {
        "merge": merge_id, "later": sum(undone.later.values()), "kept": len(undone.kept_fields),
    }  # fmt: skip


def _actor(job: Job) -> Member:
    assert job.actor is not None  # noqa: S101 - merging is somebody's
    return job.actor


def _patiently[Result](do: Callable[[], Result], report: Progress) -> Result:
    """Do it, again while an import writes or two stood in each other's way: each time with nothing held before."""
    report("merge")
    for _left in range(TRIES - 1):
        try:
            return do()
        except ProductError as error:
            if error.code != "books_busy":
                raise
            report("waiting")
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") not in WORTH_ANOTHER_TRY:
                raise
    return do()
