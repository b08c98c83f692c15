"""Plan, look, confirm: what a person saw is exactly what is done.

A plan keeps the key and the version of every row. Confirming it starts a job that takes the rows in small batches, each
one transaction that also writes what became of its rows: killed at any moment, the job goes on with the rows that are
still planned, and none is done twice. A row that somebody changed since it was planned is left alone and said so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import OperationalError, connection, transaction
from django.db.models import Count, Model, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.identity.api import Member
from vitalfew.jobs.actions import start
from vitalfew.jobs.models import Job, Plan, PlanRow
from vitalfew.jobs.registry import Kind, Progress, register
from vitalfew.kernel.errors import BadInput, Conflict, NotFound
from vitalfew.kernel.rewriting import update_rows

KEEP = timedelta(hours=1)
MOST_ROWS = 100_000
AT_ONCE = 200
TRIES = 4
# What PostgreSQL says to one of two who wait for each other, or who wrote side by side.
WORTH_ANOTHER_TRY = {"40001", "40P01"}
UNDO = "undo"
Outcome = PlanRow.Outcome
type Batch = Callable[[Plan, Sequence[PlanRow]], None]


@dataclass(frozen=True)
class PlanKind:
    """A kind of work that is planned: its words, and what it does to a batch of rows.

    ``do`` and ``undo`` are called in a transaction with rows that are still to do; they lock the records in the order
    of their keys, and set each row's ``outcome`` (and ``before``). ``names`` gives the names of records that the member
    may see; ``sentence`` says in words what the plan does to them; ``back`` is the address of the page to go on with.
    """

    name: str
    label: str | Promise
    sentence: Callable[[Plan], str]
    do: Batch
    undo: Batch
    names: Callable[[Member, Sequence[int]], Mapping[int, str]]
    back: Callable[[Plan], str]


_kinds: dict[str, PlanKind] = {}


def register_plan(kind: PlanKind) -> None:
    """Make a kind known, with the jobs that carry it out and take it back."""
    _kinds[kind.name] = kind
    steps = {"rows": gettext_lazy("Rows")}
    register(Kind(kind.name, kind.label, _work, steps, page=_page))
    label = gettext_lazy("Take back what was changed")
    register(Kind(f"{kind.name}.{UNDO}", label, _undo_work, steps, page=_page))


def kind_of_plan(plan: Plan) -> PlanKind:
    """The registered kind of this plan."""
    return _kinds[plan.kind]


@transaction.atomic
def make_plan(
    *,
    actor: Member,
    kind: str,
    outcomes: Mapping[PlanRow.Outcome, QuerySet[Model]],
    asked: int = 0,
    **parameters: object,
) -> Plan:
    """Write down the rows of each outcome, with their versions; the models have a ``version``.

    ``asked`` is how many rows were chosen one by one: those in no outcome are not there for the actor.
    """
    forget_plans()
    plan = Plan.objects.create(
        kind=kind, actor=actor, parameters=parameters, expires_at=timezone.now() + KEEP
    )
    for outcome, rows in outcomes.items():
        _write(plan, outcome, rows)
    found = plan.rows.count()
    if found > MOST_ROWS:
        raise too_many()
    plan.not_there = max(asked - found, 0)
    plan.save(update_fields=["not_there"])
    return plan


def too_many() -> BadInput:
    """More rows than one plan takes."""
    return BadInput(
        "plan_too_large",
        _("These are more than %(most)s rows at once. Narrow the filters, and go step by step.")
        % {"most": f"{MOST_ROWS:,}"},
    )


def _write(plan: Plan, outcome: PlanRow.Outcome, rows: QuerySet[Model]) -> None:
    """In one statement, however many; one more than a plan takes is enough to know."""
    chosen = rows.order_by("pk").values_list("pk", "version")[: MOST_ROWS + 1]
    try:
        sql, parameters = chosen.query.sql_with_params()
    except EmptyResultSet:  # no row can be meant, and Django knows it
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO jobs_planrow (plan_id, record, version, outcome, before)"
            f" SELECT %s, chosen.*, %s, '{{}}' FROM ({sql}) chosen",
            [plan.pk, outcome.value, *parameters],
        )


def plan_for(actor: Member, pk: UUID) -> Plan:
    """One's own plan; NotFound for anybody else's."""
    found = Plan.objects.select_related("job", "undo_job").filter(pk=pk, actor=actor).first()
    if found is None:
        raise NotFound("plan_not_found", _("There is no such plan. Choose the rows anew."))
    return found


def counts_of(plan: Plan) -> dict[str, int]:
    """How many rows of each outcome there are now."""
    rows = plan.rows.values_list("outcome").annotate(number=Count("pk"))
    found = dict(rows.order_by("outcome"))
    if plan.not_there:
        found[Outcome.GONE] = found.get(Outcome.GONE, 0) + plan.not_there
    return found


@transaction.atomic
def confirm(*, actor: Member, plan_id: UUID) -> Job:
    """Start doing exactly what was planned; confirmed twice, it is done once."""
    plan = _locked(actor, plan_id)
    if plan.job is not None:
        return plan.job
    if plan.expires_at < timezone.now():
        raise Conflict(
            "plan_expired",
            _(
                "This plan is more than an hour old, and much may have changed. Choose the rows anew."
            ),
        )
    if not plan.rows.filter(outcome=Outcome.PLANNED).exists():
        raise BadInput("nothing_planned", _("No row would change. Choose others."))
    plan.job = start(actor=actor, kind=plan.kind, plan=str(plan.pk))
    plan.save(update_fields=["job"])
    return plan.job


@transaction.atomic
def take_back(*, actor: Member, plan_id: UUID) -> Job:
    """Start putting back what the plan changed, where nobody changed it since."""
    plan = _locked(actor, plan_id)
    if plan.undo_job is not None:
        return plan.undo_job
    if plan.job is None or not plan.job.is_finished:
        raise Conflict(
            "plan_not_done", _("This is not done yet. Wait for its end, then take it back.")
        )
    plan.undo_job = start(actor=actor, kind=f"{plan.kind}.{UNDO}", plan=str(plan.pk))
    plan.save(update_fields=["undo_job"])
    return plan.undo_job


def _locked(actor: Member, plan_id: UUID) -> Plan:
    return Plan.objects.select_for_update().get(pk=plan_for(actor, plan_id).pk)


def forget_plans() -> int:
    """Drop plans that nobody confirmed in time; how many rows that were."""
    return Plan.objects.filter(job__isnull=True, expires_at__lt=timezone.now()).delete()[0]


def _work(job: Job, report: Progress) -> dict[str, object]:
    plan = Plan.objects.get(pk=str(job.parameters["plan"]))
    return _batches(plan, Outcome.PLANNED, kind_of_plan(plan).do, report)


def _undo_work(job: Job, report: Progress) -> dict[str, object]:
    plan = Plan.objects.get(pk=str(job.parameters["plan"]))
    return _batches(plan, Outcome.DONE, kind_of_plan(plan).undo, report)


def _batches(
    plan: Plan, waiting: PlanRow.Outcome, do: Batch, report: Progress
) -> dict[str, object]:
    total = plan.rows.count()
    left = plan.rows.filter(outcome=waiting).count()
    while left:
        report("rows", total - left, total)
        left -= _tried(plan, waiting, do)
    return dict(counts_of(plan).items())


def _tried(plan: Plan, waiting: PlanRow.Outcome, do: Batch) -> int:
    """One batch, again where two stood in each other's way; how many rows it settled."""
    for left in reversed(range(TRIES)):
        try:
            return _batch(plan, waiting, do)
        except OperationalError as error:
            if not left or getattr(error.__cause__, "sqlstate", "") not in WORTH_ANOTHER_TRY:
                raise
    return 0


@transaction.atomic
def _batch(plan: Plan, waiting: PlanRow.Outcome, do: Batch) -> int:
    """The next rows in the order of their keys; done, and noted, or neither."""
    rows = list(plan.rows.filter(outcome=waiting).order_by("record").select_for_update()[:AT_ONCE])
    do(plan, rows)
    if any(row.outcome == waiting for row in rows):
        raise AssertionError(f"{plan.kind} left a row of its batch as it was")
    update_rows(rows, ["outcome", "before"])
    return len(rows)


def _page(job: Job) -> str | None:
    return reverse("jobs:plan", args=[job.parameters["plan"]])
