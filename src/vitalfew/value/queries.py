"""Reading runs and standings."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb, may
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job, JobState, jobs_visible_to
from vitalfew.kernel.errors import NotFound
from vitalfew.value.models import CustomerScore, ValueRun, ValueSettings
from vitalfew.value.policies import VALUE, newest_visible_to, scores_visible_to, sees_totals
from vitalfew.value.rules import FIRST_SETTINGS, RUN_JOB

CURVES = ("scaling", "concentration", "distribution")
BULKY = (*CURVES, "model")


@dataclass(frozen=True)
class Tier:
    """One tier of a run; ``place`` counts from the best, 1."""

    code: str
    place: int
    count: int
    net_sales: Decimal
    expected_sales: Decimal
    sales_share: float | None
    customer_share: float | None

    @property
    def average(self) -> Decimal | None:
        """Net sales per customer."""
        return self.net_sales / self.count if self.count else None


def settings_in_force() -> ValueSettings:
    """The newest version of how value is reckoned."""
    newest = ValueSettings.objects.order_by("-version").first()
    return newest or ValueSettings.objects.get_or_create(version=1, defaults=FIRST_SETTINGS)[0]


def settings_of(version: int) -> ValueSettings:
    """One version; the newest when there is none of that number."""
    return ValueSettings.objects.filter(version=version).first() or settings_in_force()


def settings_versions() -> QuerySet[ValueSettings]:
    """Every version, the newest first, with who made it."""
    return ValueSettings.objects.select_related("actor").order_by("-version")


def runs() -> QuerySet[ValueRun]:
    """Every run, the newest first, without its breakpoints and curves."""
    return ValueRun.objects.select_related("settings").defer(*BULKY).order_by("-finished_at", "-pk")


def current_run() -> ValueRun | None:
    """The run whose figures hold: the newest."""
    return ValueRun.objects.select_related("settings").order_by("-finished_at", "-pk").first()


def last_two_runs() -> tuple[ValueRun | None, ValueRun | None]:
    """The newest run and the one before it, as far as there are; for work that counts for everybody."""
    newest, before, *_ = [*runs()[:2], None, None]
    return newest, before


def run_for(actor: Member) -> ValueRun | None:
    """The run whose figures hold, for those who may see what customers are worth; what is bulky comes when asked."""
    if not may(actor, VALUE, Verb.VIEW):
        return None
    newest = ValueRun.objects.select_related("settings").defer(*CURVES)
    return newest.order_by("-finished_at", "-pk").first()


def whole_run_for(actor: Member) -> ValueRun | None:
    """The same with its breakpoints and curves at once, for pages that draw them."""
    return current_run() if may(actor, VALUE, Verb.VIEW) else None


@dataclass(frozen=True)
class Mention:
    """The newest value job while it is unfinished or failed; ``job`` is there for those who may open it."""

    is_finished: bool
    job: Job | None


def job_to_mention(actor: Member) -> Mention | None:
    """What is to be said while the figures are not what they could be."""
    newest = Job.objects.filter(kind=RUN_JOB).order_by("-created_at").first()
    if newest is None or newest.state == JobState.DONE:
        return None
    return Mention(newest.is_finished, jobs_visible_to(actor).filter(pk=newest.pk).first())


def run_in_force() -> ValueRun:
    """The current run; NotFound when value was never reckoned."""
    run = current_run()
    if run is None:
        raise NotFound(
            "no_value_run",
            _("Value has not been reckoned yet. Import a sales ledger, then run value."),
        )
    return run


def tier_codes(run: ValueRun | None) -> list[str]:
    """The codes of the run's tiers, the best first; none before the first run."""
    return [tier["code"] for tier in run.tiers] if run else []


class Pace(NamedTuple):
    """When and how often one customer bought."""

    customer_id: int
    first_on: date
    last_on: date
    purchases: int


def best_paces(actor: Member, run: ValueRun, most: int) -> list[Pace]:
    """The most valuable customers that ``actor`` may see in the run in force, the best first, so many at most."""
    rows = newest_visible_to(actor, run).order_by("-score", "-customer_id")
    return [Pace(*row) for row in rows.values_list(*Pace._fields)[:most]]


def tiers_for(actor: Member, run: ValueRun) -> list[Tier]:
    """The tiers of the run in force, with the customers and the money that ``actor`` may see, the best first."""
    if sees_totals(actor):
        return tiers_of(run)
    rows = newest_visible_to(actor, run).order_by().values("tier")
    sums: dict[str, dict[str, Any]] = {
        row["tier"]: dict(row)
        for row in rows.annotate(
            customers=Count("customer_id"),
            sales=Sum("net_sales"),
            expected=Sum("sales_expectation"),
        )
    }
    all_sales = sum((row["sales"] for row in sums.values()), Decimal(0))
    all_customers = sum(row["customers"] for row in sums.values())
    nothing: dict[str, Any] = {"customers": 0, "sales": Decimal(0), "expected": Decimal(0)}
    return [
        Tier(
            code=code,
            place=place,
            count=own["customers"],
            net_sales=own["sales"],
            expected_sales=own["expected"],
            sales_share=_share(own["sales"], all_sales),
            customer_share=_share(own["customers"], all_customers),
        )
        for place, code in enumerate(tier_codes(run), 1)
        for own in [sums.get(code, nothing)]
    ]


def tiers_of(run: ValueRun) -> list[Tier]:
    """The run's tiers with all customers and their money, the best first."""
    return [
        Tier(
            code=stored["code"],
            place=place,
            count=stored["count"],
            net_sales=Decimal(stored["net_sales"]),
            expected_sales=Decimal(stored["expected_sales"]),
            sales_share=_share(Decimal(stored["net_sales"]), run.net_sales),
            customer_share=_share(stored["count"], run.customers),
        )
        for place, stored in enumerate(run.tiers, 1)
    ]


def _share(part: Decimal | int, whole: Decimal | int) -> float | None:
    return float(part / whole) if whole > 0 else None


def scores_for(actor: Member | None) -> QuerySet[CustomerScore]:
    """The standings ``actor`` may see; None is the command line, whose user owns the installation."""
    return scores_visible_to(actor) if actor is not None else CustomerScore.objects.all()


def score_at_rank(run: ValueRun, rank: int) -> float | None:
    """The score of the customer at a rank; None when the run has no such rank."""
    at_rank = CustomerScore.objects.filter(run=run, rank=rank) if abs(rank) < 2**31 else None
    return at_rank.values_list("score", flat=True).first() if at_rank is not None else None


def score_of(actor: Member | None, run: ValueRun, customer_id: int) -> CustomerScore | None:
    """One customer's standing in a run."""
    return scores_for(actor).filter(run=run, customer_id=customer_id).first()


def summary(actor: Member | None = None) -> dict[str, object]:
    """The current run for programs."""
    run = run_in_force()
    names = ("name", "parameters", "log_likelihood", "identified", "grade")
    return {
        "customers": run.customers,
        "net_sales": to_the_cent(run.net_sales),
        "unassigned_lines": run.unassigned_lines,
        "model": {name: run.model[name] for name in names},
        "tiers": {
            tier["code"]: {
                "count": tier["count"],
                "net_sales": to_the_cent(Decimal(tier["net_sales"])),
            }
            for tier in run.tiers
        },
    }


def to_the_cent(amount: Decimal) -> float:
    """A number with two decimals."""
    return float(amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))
