"""Reading runs and standings."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vitalfew.customers.api import visible_to
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job, JobState
from vitalfew.kernel.errors import NotFound
from vitalfew.value.models import CustomerScore, ValueRun, ValueSettings
from vitalfew.value.rules import FIRST_SETTINGS, RUN_JOB

BULKY = ("scaling", "concentration", "distribution", "model")


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


def job_to_mention() -> Job | None:
    """The newest value job while it is unfinished or failed: the figures are not what they could be."""
    job = Job.objects.filter(kind=RUN_JOB).order_by("-created_at").first()
    return job if job and job.state != JobState.DONE else None


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


def tiers_of(run: ValueRun) -> list[Tier]:
    """The run's tiers with their customers and money, the best first."""
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


def scores_visible_to(actor: Member) -> QuerySet[CustomerScore]:
    """Every read of standings for a member starts here: those of the customers the member may see."""
    return CustomerScore.objects.filter(customer__in=visible_to(actor))


def score_at_rank(run: ValueRun, rank: int) -> float | None:
    """The score of the customer at a rank; None when the run has no such rank."""
    at_rank = CustomerScore.objects.filter(run=run, rank=rank) if abs(rank) < 2**31 else None
    return at_rank.values_list("score", flat=True).first() if at_rank is not None else None


def score_of(run: ValueRun, customer_id: int) -> CustomerScore | None:
    """One customer's standing in a run."""
    return CustomerScore.objects.filter(run=run, customer_id=customer_id).first()


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
