"""The value overview: the whole base in one look, every figure with the way to its customers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from vitalfew.identity.api import Member
from vitalfew.value.links import customers_url
from vitalfew.value.models import ValueRun
from vitalfew.value.policies import may_change_value, sees_totals
from vitalfew.value.queries import Mention, Tier, job_to_mention, tiers_for, whole_run_for
from vitalfew.value.wording import GRADES, METHODS, MODELS, notes_of
from vitalfew.web.api import Chart, Series


@dataclass(frozen=True)
class TierRow:
    """A tier and the addresses of its customers."""

    tier: Tier
    opens: "Addresses"


@dataclass(frozen=True)
class Addresses:
    """Where some customers stand in the list: by value, by sales, by what is expected of them."""

    by_value: str
    by_sales: str
    by_expected: str


def addresses(**asked: object) -> Addresses:
    """The list narrowed to these customers, in each order."""
    by_value, by_sales, by_expected = (
        customers_url(**asked, sort=sort) for sort in ("-score", "-net_sales", "-expected")
    )
    return Addresses(by_value, by_sales, by_expected)


@dataclass(frozen=True)
class Graded:
    """How one way of forecasting did on the purchases held back."""

    name: object
    is_model: bool
    rmse: float
    mae: float
    correlation: float
    bias: float | None


@dataclass(frozen=True)
class Part:
    """One part of the orders, held back and forecast from what came before it."""

    first_on: date
    last_on: date
    purchases: int
    bias: float | None
    factor: float


@dataclass(frozen=True)
class Overview:
    """What the page shows; ``run`` is None before the first one."""

    run: ValueRun | None
    mention: Mention | None  # the newest job, while it is unfinished or failed
    may_change: bool
    sees_totals: bool

    @property
    def has_customers(self) -> bool:
        """Whether there is anything to draw."""
        return self.run is not None and self.run.customers > 0


@dataclass(frozen=True)
class Findings:
    """A run of at least one customer, put into words and pictures; the pictures are of the whole company."""

    run: ValueRun
    tiers: list[TierRow]
    pareto: Chart | None
    distribution: Chart | None

    @property
    def customers(self) -> int:
        """In all tiers together."""
        return sum(row.tier.count for row in self.tiers)

    @property
    def net_sales(self) -> Decimal:
        """Of all customers together."""
        return sum((row.tier.net_sales for row in self.tiers), Decimal(0))

    @property
    def expected_sales(self) -> Decimal:
        """Of all customers together."""
        return sum((row.tier.expected_sales for row in self.tiers), Decimal(0))

    @property
    def opens(self) -> Addresses:
        """Every customer of the run."""
        return addresses(rank_from=1)

    @property
    def top_url(self) -> str:
        """The fifth of the customers with the most sales."""
        return customers_url(
            net_sales_from=_plain(self.run.concentration["top_from"]), sort="-net_sales"
        )

    @property
    def most_url(self) -> str:
        """The fewest customers who bring 80 % of the sales."""
        return customers_url(
            net_sales_from=_plain(self.run.concentration["making_80_from"]), sort="-net_sales"
        )

    @property
    def negative_url(self) -> str:
        """Customers whose returns outweigh their purchases."""
        return customers_url(net_sales_to="-0.0001", sort="net_sales")

    @property
    def model_name(self) -> object:
        """The purchase model in words."""
        return MODELS[self.run.model["name"]]

    @property
    def spend_name(self) -> object:
        """The spend model in words."""
        return MODELS[self.run.model["spend"]["name"]]

    @property
    def grade(self) -> object:
        """What the grade means."""
        return GRADES[self.run.model["grade"]]

    @property
    def notes(self) -> list[object]:
        """What is to be known of the models."""
        return [*notes_of(self.run.model["notes"] + self.run.model["spend"]["notes"])]

    @property
    def parts(self) -> list[Part]:
        """The holdouts one by one, oldest first; runs of older versions had a single one."""
        return [
            Part(
                date.fromisoformat(part["first_on"]), date.fromisoformat(part["last_on"]),
                part["purchases"], part["bias"], part["factor"],
            )
            for part in self.run.model["holdout"].get("parts", [])
        ]  # fmt: skip

    @property
    def graded(self) -> list[Graded]:
        """The model first, then the plain baselines."""
        scores = self.run.model["holdout"]["scores"]
        return [
            Graded(
                METHODS[score["method"]], at == 0,
                score["rmse"], score["mae"], score["correlation"], score["bias"],
            )
            for at, score in enumerate(scores)
        ]  # fmt: skip


def overview(actor: Member) -> tuple[Overview, Findings | None]:
    """The current run for the page."""
    run = whole_run_for(actor)
    shown = Overview(run, job_to_mention(actor), may_change_value(actor), sees_totals(actor))
    return shown, findings(actor, run) if run and shown.has_customers else None


def findings(actor: Member, run: ValueRun) -> Findings:
    """Tables and pictures of a run; who sees some customers only gets the table of those."""
    tiers = [TierRow(tier, addresses(tier=tier.code)) for tier in tiers_for(actor, run)]
    if not sees_totals(actor):
        return Findings(run, tiers, None, None)
    return Findings(run, tiers, _pareto(run), _distribution(run))


def _pareto(run: ValueRun) -> Chart:
    steps = run.concentration["steps"]
    return Chart(
        kind="pareto",
        title=_("Net sales, customers from the largest down"),
        categories=[f"{step['customers'] / run.customers:.0%}" for step in steps],
        series=[
            Series(
                _("Net sales of these customers"),
                [Decimal(step["net_sales"]) for step in steps],
                urls=[_band_url(step) for step in steps],
            ),
            Series(_("Share of all, from the largest to here"), [step["share"] for step in steps]),
        ],
        unit="money",
        currency=run.currency,
        first_column=_("Customers up to"),
        key="pareto",
    )


def _band_url(step: dict[str, str]) -> str:
    return customers_url(
        net_sales_from=_plain(step["min_sales"]),
        net_sales_to=_plain(step["max_sales"]),
        sort="-net_sales",
    )


def _plain(amount: str | None) -> str | None:
    """Without trailing zeros, as it stands well in an address."""
    return f"{Decimal(amount).normalize():f}" if amount else None


def _distribution(run: ValueRun) -> Chart:
    bands = run.distribution
    return Chart(
        kind="bar",
        title=_("Customers by score"),
        categories=[f"{band['low']:.0f}–{band['high']:.0f}" for band in bands],
        series=[
            Series(
                _("Customers"),
                [band["count"] for band in bands],
                urls=[_rank_url(band) if band["count"] else None for band in bands],
            )
        ],
        first_column=_("Score"),
        key="distribution",
    )


def _rank_url(band: dict[str, int]) -> str:
    return customers_url(rank_from=band["min_rank"], rank_to=band["max_rank"])
