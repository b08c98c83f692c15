"""Looking at a plan, confirming it, and seeing what became of it.

Who opens this has just chosen rows for something that touches many at once. They decide whether these are the rows and
this is what they want; afterwards they see what became of each, and may take it back.
"""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods, require_POST

from vitalfew.identity.api import MemberRequest
from vitalfew.jobs.models import Plan, PlanRow
from vitalfew.jobs.planning import confirm, counts_of, kind_of_plan, plan_for, take_back
from vitalfew.jobs.queries import JobStatus, status_of
from vitalfew.web.api import page

MOST_SHOWN = 100
TURNED_OUT_WELL = {PlanRow.Outcome.PLANNED, PlanRow.Outcome.DONE, PlanRow.Outcome.UNDONE}


@dataclass(frozen=True)
class OutcomeShown:
    """How many rows came out one way, and the names of the first of them."""

    code: str
    label: str | Promise
    number: int
    names: list[str]

    @property
    def is_good(self) -> bool:
        """Whether it is what was wanted."""
        return self.code in TURNED_OUT_WELL

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.number - len(self.names)


@dataclass(frozen=True)
class PlanShown:
    """A plan as its page shows it."""

    plan: Plan
    label: str | Promise
    sentence: str
    outcomes: list[OutcomeShown]
    status: JobStatus | None
    back: str

    @property
    def is_expired(self) -> bool:
        """Whether it is too old to be confirmed."""
        return self.plan.job is None and self.plan.expires_at < timezone.now()

    @property
    def planned(self) -> int:
        """How many rows would change."""
        return self._number(PlanRow.Outcome.PLANNED)

    @property
    def may_take_back(self) -> bool:
        """Whether something was done that can be taken back."""
        job = self.plan.job
        done = job is not None and job.is_finished and self.plan.undo_job is None
        return done and self._number(PlanRow.Outcome.DONE) > 0

    def _number(self, outcome: PlanRow.Outcome) -> int:
        return sum(each.number for each in self.outcomes if each.code == outcome)


@require_http_methods(["GET", "POST"])
def plan(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The preview with its counts, then the progress, then what became of each row; sending it confirms it."""
    found = plan_for(request.user, pk)
    if request.method == "POST":
        confirm(actor=request.user, plan_id=pk)
        return redirect("jobs:plan", pk)
    return page(request, "jobs/plan.html", {"shown": _shown(request, found)})


@require_POST
def plan_undo(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put back what the plan changed."""
    take_back(actor=request.user, plan_id=pk)
    return redirect("jobs:plan", pk)


def _shown(request: MemberRequest, found: Plan) -> PlanShown:
    kind, counts = kind_of_plan(found), counts_of(found)
    job = found.undo_job or found.job
    return PlanShown(
        found,
        kind.label,
        kind.sentence(found),
        [
            OutcomeShown(code, label, counts[code], _names(request, found, code))
            for code, label in PlanRow.Outcome.choices
            if counts.get(code)
        ],
        status_of(job) if job is not None and not job.is_finished else None,
        kind.back(found),
    )


def _names(request: MemberRequest, found: Plan, outcome: str) -> list[str]:
    keys = list(
        found.rows.filter(outcome=outcome)
        .order_by("record")
        .values_list("record", flat=True)[:MOST_SHOWN]
    )
    named = kind_of_plan(found).names(request.user, keys)
    return [named[key] for key in keys if key in named]
