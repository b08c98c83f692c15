"""The customer list: customers with their standing in the current value run."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import RowPolicy, Sight, Verb, may
from vitalfew.customers.api import (
    CODE,
    COUNTRY,
    CUSTOMERS,
    OWN_FIELDS,
    Columns,
    Customer,
    Industry,
    Stage,
    countries,
    customer_policy,
    every_source,
    former_sources,
    matching,
    possible_owners,
    visible_to,
    where,
)
from vitalfew.dossier.api import carries_tags, tag_names, tags_shown, with_tags, with_tags_shown
from vitalfew.fields.api import OwnFields, own_columns, own_filters, own_sorts
from vitalfew.identity.api import Member
from vitalfew.value.api import (
    EXPECTED,
    SALES,
    ValueRun,
    run_for,
    score_at_rank,
    score_policy,
    tier_codes,
)
from vitalfew.web.api import by_key, tier_badge
from vitalfew.web.listing import (
    Choice,
    ChoiceFilter,
    Column,
    DateFilter,
    Empty,
    Filter,
    Listing,
    NumberFilter,
    Sort,
    answer_programs,
)

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class StandingColumns(TypedDict):
    """A standing's columns beside a customer; all None for a customer who is not valued yet."""

    score: float
    tier: str
    rank: int
    net_sales: Decimal
    sales_expectation: Decimal
    purchases: int
    first_on: date
    last_on: date
    p_alive: float | None


type StandingCustomer = WithAnnotations[Customer, StandingColumns]


def customers_with_standing(
    actor: Member, run: ValueRun | None, rows: QuerySet[Customer] | None = None
) -> QuerySet[StandingCustomer]:
    """Every customer the member may see (or those of ``rows``), with their standing in ``run`` where it may be seen."""
    here = Q(scores__run_id=run.pk if run else None)
    narrower = score_policy.condition(actor)
    if narrower is not None and narrower != customer_policy.condition(actor):
        here &= narrower or Q(pk__isnull=True)
    rows = visible_to(actor) if rows is None else rows
    rows = rows.annotate(standing=FilteredRelation("scores", condition=here))
    joined = rows.annotate(
        **{name: F(f"standing__{name}") for name in StandingColumns.__annotations__},
        standing_customer=F("standing__customer_id"),
        standing_stage=F("standing__stage"),
        standing_owner=F("standing__owner_id"),
        standing_department=F("standing__department_id"),
    )
    return cast(QuerySet[StandingCustomer], joined)


def listed_customers(
    actor: Member, run: ValueRun | None, rows: QuerySet[Customer] | None = None
) -> QuerySet[StandingCustomer]:
    """The same with their own fields beside them, as the list shows and asks them."""
    return OwnFields(OWN_FIELDS, actor).beside(customers_with_standing(actor, run, rows))


BESIDE: RowPolicy[Customer] = RowPolicy(
    Customer,
    CUSTOMERS,
    partial(where, columns=Columns("standing_owner", "standing_department", "standing_customer")),
)


def beside(actor: Member) -> Q:
    """The reach of ``actor`` in what a standing repeats of its customer: one index then serves it and the order."""
    return BESIDE.condition(actor) or Q()


def customer_list(actor: Member, run: ValueRun | None) -> Listing[StandingCustomer]:
    """The list as ``actor`` may see it; amounts are in the currency of the run."""
    own = OwnFields(OWN_FIELDS, actor)
    return Listing(
        key="customers",
        columns=[*_columns(run), *own_columns(own)],
        sorts=[*SORTS, *own_sorts(own)],
        filters=[*_filters(actor, run), *own_filters(own)],
        copied_always=beside(actor),
        of_joined=("tier", "score", "rank", "net_sales", "purchases", "p_alive", "last_on"),
        search=lambda rows, words: rows.filter(matching(actor, words)),
        search_hint=_("Name, number, pinyin or initials"),
        empty=Empty(
            _("No customers yet"),
            _(
                "Customers come with a sales ledger, or one by one. Look at the sample first if you like."
            ),
            icon="customers",
            url_name="site:home",
            button=_("See how to begin"),
        ),
        row_url=by_key("site:customer"),
        panel_url=by_key("site:customer_panel"),
        prepare=lambda rows: rows.select_related("owner"),
        may_export=bool(may(actor, CUSTOMERS, Verb.EXPORT)),
        for_many=_for_many(actor),
    ).seen_by(Sight(actor))


def _for_many(actor: Member) -> list[tuple[str, str]]:
    """What the actor may do with several customers at once."""
    offered = {
        "assign": (Verb.TRANSFER, _("Give to another owner")),
        "handover": (Verb.EDIT, _("Hand over")),
        "pool": (Verb.TRANSFER, _("Put into a pool")),
        "delete": (Verb.DELETE, _("Delete")),
    }
    return [
        (reverse("site:bulk", args=[what]), str(words))
        for what, (verb, words) in offered.items()
        if may(actor, CUSTOMERS, verb)
    ]


NOBODY = "nobody"


@dataclass(frozen=True)
class PlacedTier:
    """A tier and its place from the best, 1: the badge's colour."""

    code: str
    place: int

    def __str__(self) -> str:
        return self.code


def _tier_cell(placed: PlacedTier | None) -> SafeString:
    return tier_badge(placed.code, placed.place) if placed else tier_badge(gettext("Not valued"))


def _own_code(customer: Customer) -> str:
    """A customer whom the books know by number only is called by it: once is enough."""
    return "" if customer.code == customer.name else customer.code or ""


def _columns(run: ValueRun | None) -> list[Column[StandingCustomer]]:
    currency = run.currency if run else ""
    stages = {stage.value: str(stage.label) for stage in Stage}
    placed = {code: PlacedTier(code, place) for place, code in enumerate(tier_codes(run), 1)}
    return [
        Column("name", _("Name"), sort="name"),
        Column("tier", _("Tier"), value=lambda c: placed.get(c.tier), draw=_tier_cell),
        Column("score", _("Value"), kind="number", places=1, sort="score"),
        Column(
            "net_sales", _("Net sales"), kind="money", currency=currency, sort="net_sales", guard=SALES.key,
            summed=True,
        ),
        Column(
            "sales_expectation", _("Expected, 12 months"), kind="money", currency=currency, sort="expected",
            guard=EXPECTED.key, summed=True,
        ),
        Column("purchases", _("Purchases"), kind="number", on_phone=False),
        Column("last_on", _("Last order"), kind="date", sort="last_on"),
        Column("owner", _("Owner"), value=_owner_name),
        Column("stage", _("Stage"), value=lambda c: stages[c.stage]),
        Column("country", _("Country or region"), on_phone=False, guard=COUNTRY.key),
        Column("code", _("Customer number"), value=_own_code, on_phone=False, when_filled=True, guard=CODE.key),
        *_columns_to_choose(),
    ]  # fmt: skip


def _columns_to_choose() -> list[Column[StandingCustomer]]:
    """What only those see who ask for it."""
    return [
        Column("kind", _("Kind"), value=lambda c: c.get_kind_display(), when_chosen=True),
        Column("source", _("Source"), value=lambda c: c.get_source_display(), when_chosen=True),
        Column("industry", _("Industry"), value=lambda c: c.get_industry_display(), when_chosen=True),
        Column("tags", _("Tags"), value=tags_shown, when_chosen=True, needs=with_tags_shown),
        Column("rank", _("Rank"), kind="number", when_chosen=True),
        Column("p_alive", _("Chance still active"), kind="percent", when_chosen=True),
        Column("first_on", _("First order"), kind="date", when_chosen=True),
        Column("added", _("Added"), value="created_at", kind="datetime", sort="added", when_chosen=True),
    ]  # fmt: skip


def _owner_name(customer: StandingCustomer) -> str:
    return str(customer.owner) if customer.owner else ""


def _owners(actor: Member) -> list[Choice]:
    people = possible_owners(actor, Verb.VIEW)
    return [Choice(NOBODY, _("Nobody yet")), *(Choice(str(one.pk), str(one)) for one in people)]


def _owned_by(chosen: list[str]) -> Q:
    condition = Q(owner_id__in=[int(key) for key in chosen if key != NOBODY])
    return condition | Q(owner__isnull=True) if NOBODY in chosen else condition


def _tagged(chosen: list[str]) -> Q:
    """Customers with any of the tags; the choices are those that the reader sees."""
    return with_tags([int(key) for key in chosen])


@dataclass(frozen=True)
class RankFilter(NumberFilter):
    """Between two ranks of a run. The score at a rank bounds the score as well: the list by value begins there."""

    run: ValueRun | None = None

    def above(self, bound: Decimal) -> Q:
        """From this rank on, so with at most its score."""
        return super().above(bound) & self._scored("lte", bound)

    def below(self, bound: Decimal) -> Q:
        """Up to this rank, so with at least its score."""
        return super().below(bound) & self._scored("gte", bound)

    def _scored(self, compared: str, bound: Decimal) -> Q:
        score = score_at_rank(self.run, int(bound)) if self.run else None
        return Q() if score is None else Q((f"score__{compared}", score))


def _tiers(run: ValueRun | None) -> list[Choice]:
    return [Choice(code, code) for code in tier_codes(run)] if run else []


def _filters(actor: Member, run: ValueRun | None) -> list[Filter]:
    return [
        ChoiceFilter("tier", _("Tier"), _tiers(run), empty=Q(tier__isnull=True), group_by="tier", none=_("Not valued")),
        ChoiceFilter(
            "owner", _("Owner"), lambda: _owners(actor), _owned_by, long=True, empty=Q(owner__isnull=True),
            group_by="owner_id", none=_("Nobody yet"),
        ),
        ChoiceFilter(
            "stage", _("Stage"), [Choice(s.value, s.label) for s in Stage], copy="standing_stage", group_by="stage",
        ),
        ChoiceFilter(
            "country", _("Country or region"), lambda: [Choice(c, c) for c in countries(actor)], guard=COUNTRY.key,
            empty=Q(country=""), long=True, group_by="country",
        ),
        ChoiceFilter(
            "industry", _("Industry"), [Choice(i.value, i.label) for i in Industry], empty=Q(industry=""), long=True,
            group_by="industry",
        ),
        ChoiceFilter(
            "tag", _("Tag"), lambda: [Choice(*tag) for tag in tag_names(actor)], _tagged, empty=~carries_tags(),
            long=True,
        ),
        ChoiceFilter(
            "source", _("Source"), lambda: [Choice(*one) for one in every_source()],
            former=lambda: [Choice(*one) for one in former_sources()], empty=Q(source=""), long=True,
            group_by="source",
        ),
        ChoiceFilter("kind", _("Kind"), [Choice(k.value, k.label) for k in Customer.Kind], group_by="kind"),
        NumberFilter("score", _("Value"), empty=Q(score__isnull=True)),
        RankFilter("rank", _("Rank"), run=run),
        NumberFilter("net_sales", _("Net sales"), guard=SALES.key),
        NumberFilter("purchases", _("Purchases")),
        NumberFilter("p_alive", _("Chance still active"), empty=Q(p_alive__isnull=True)),
        DateFilter("last_on", _("Last order"), empty=Q(last_on__isnull=True)),
    ]  # fmt: skip


SORTS = [
    Sort("score", _("Value"), "score", nullable=True, tie="standing_customer"),
    Sort("name", _("Name"), "sort_key", descending=False),
    Sort("net_sales", _("Net sales"), "net_sales", nullable=True, tie="standing_customer", guard=SALES.key),
    Sort(
        "expected", _("Expected, 12 months"), "sales_expectation", nullable=True, tie="standing_customer",
        guard=EXPECTED.key,
    ),
    Sort("last_on", _("Last order"), "last_on", nullable=True, tie="standing_customer"),
    Sort("added", _("Added"), "created_at"),
]  # fmt: skip


def _for_programs(actor: Member) -> tuple[Listing[StandingCustomer], QuerySet[StandingCustomer]]:
    run = run_for(actor)
    return customer_list(actor, run), listed_customers(actor, run)


answer_programs("customers", _for_programs)
