"""The list of one pool: what it tells of its customers before a claim, as far as the reader's roles allow."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Sight, Verb, mask_middle, may
from vitalfew.customers.api import COUNTRY, CUSTOMERS, Customer, Industry, Stage
from vitalfew.identity.api import Member
from vitalfew.pool.models import Fact, Notice, Pool
from vitalfew.pool.policies import POOL
from vitalfew.pool.queries import PoolShown, Waiting
from vitalfew.value.api import VALUE, ValueRun, tier_codes
from vitalfew.web.listing import Choice, ChoiceFilter, Column, Empty, Filter, Listing, Sort


def name_in(pool: Pool, customer: Customer) -> str:
    """What a pool calls a customer before a claim.

    >>> name_in(Pool(masks_names=True), Customer(name="深圳南山钢铁"))
    '深****铁'
    """
    return mask_middle(customer.name) if pool.masks_names else customer.name


def told_by(actor: Member, pool: Pool) -> set[str]:
    """The facts that a pool tells this reader: the tier is for who may see value at all."""
    facts = set(pool.facts)
    return facts if may(actor, VALUE, Verb.VIEW) else facts - {Fact.TIER}


@dataclass(frozen=True)
class Offer:
    """What the reader may do with one customer of a pool."""

    pool: Pool
    customer_id: int
    claim: bool
    give: bool


def pool_list(actor: Member, shown: PoolShown, run: ValueRun | None) -> Listing[Waiting]:
    """The list of a pool, for one reader. Names are not searched: a masked one would be guessed letter by letter."""
    pool, facts = shown.pool, told_by(actor, shown.pool)
    claim, give = bool(shown.claim) and pool.is_open, bool(shown.give)
    return Listing(
        key=f"pool-{pool.pk}",
        columns=[
            Column("name", _("Customer"), value=lambda row: name_in(pool, row.customer)),
            *(column for column in FACTS if column.key in facts),
            *COLUMNS,
            Column(
                "take",
                "",
                value=lambda row: Offer(pool, row.customer_id, claim, give),
                template="pool/take_cell.html",
            ),
        ],
        sorts=[Sort("since", _("Newest first"), "since")],
        filters=[one for one in _filters(run) if one.key in facts],
        prepare=lambda rows: rows.select_related("customer", "former_owner"),
        may_export=bool(may(actor, POOL, Verb.EXPORT)),
        empty=Empty(
            _("Nothing is in this pool"),
            _("Customers come here when their owners return them, or when a rule recycles them."),
            "pool",
        ),
    ).seen_by(Sight(actor))


STAGES = {stage.value: stage.label for stage in Stage}
FACTS = [
    Column[Waiting](Fact.TIER.value, _("Tier")),
    Column[Waiting](Fact.KIND.value, _("Kind"), value=lambda row: row.customer.get_kind_display(), on_phone=False),
    Column[Waiting](Fact.COUNTRY.value, _("Country or region"), value="customer.country", guard=COUNTRY.key),
    Column[Waiting](Fact.INDUSTRY.value, _("Industry"), value=lambda row: row.customer.get_industry_display()),
    Column[Waiting](Fact.STAGE.value, _("Stage"), value=lambda row: str(STAGES[row.customer.stage])),
]  # fmt: skip
COLUMNS = [
    Column[Waiting]("since", _("In the pool since"), kind="date", sort="since"),
    Column[Waiting]("reason", _("Reason"), template="pool/reason_cell.html"),
]


def _filters(run: ValueRun | None) -> list[Filter]:
    return [
        ChoiceFilter("tier", _("Tier"), [Choice(code, code) for code in tier_codes(run)] if run else []),
        ChoiceFilter("kind", _("Kind"), [Choice(k.value, k.label) for k in Customer.Kind], "customer__kind"),
        ChoiceFilter("industry", _("Industry"), [Choice(i.value, i.label) for i in Industry], "customer__industry"),
        ChoiceFilter("stage", _("Stage"), [Choice(s.value, s.label) for s in Stage], "customer__stage"),
    ]  # fmt: skip


def address_of(pool: Pool) -> str:
    """The page of a pool."""
    return reverse("pool:show", args=[pool.pk])


def warned_list(actor: Member) -> Listing[Notice]:
    """What is about to go, in the active language."""
    return Listing(
        key="warned",
        columns=[
            Column("customer", _("Customer"), value="customer.name"),
            Column("goes_on", _("Goes not before"), kind="date", sort="next"),
            Column("owner", _("Owner"), value=lambda row: str(row.owner)),
            Column("pool", _("Into the pool"), value="rule.pool.name"),
            Column("rule", _("Rule"), value="rule.name", on_phone=False),
        ],
        sorts=[Sort("next", _("The next to go first"), "goes_on")],
        row_url=lambda row: reverse("site:customer", args=[row.customer_id]),
        may_export=bool(may(actor, CUSTOMERS, Verb.EXPORT)),
        empty=Empty(
            _("Nothing is about to go"),
            _("Rules that run by themselves warn owners here some days before."),
            "pool",
        ),
    )
