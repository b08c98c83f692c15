"""The same sums as tables: by owner, by source, and which team leaves which field empty."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from vitalfew.access.api import Department, Module, Verb, may, reads
from vitalfew.customers.api import CUSTOMERS, Source
from vitalfew.handover.api import may_ask_for_all
from vitalfew.identity.api import Member
from vitalfew.inquiries.api import INQUIRIES, inquiry_policy
from vitalfew.kernel.wanted import Fact
from vitalfew.resource.figures import Number, Resource, share_known
from vitalfew.resource.findings import OF_ORDERS, OF_VALUE
from vitalfew.resource.lists import NONE
from vitalfew.resource.policies import tallies_visible_to
from vitalfew.trade.api import ORDERS
from vitalfew.upkeep.api import requirements_in_force
from vitalfew.value.api import PROFIT, SALES, VALUE

WEAK = 0.5


def listed(key: str, **asked: object) -> str:
    """The address of the customers behind a sum."""
    query = urlencode({name: value for name, value in asked.items() if value != ""})
    return reverse("resource:found", args=[key]) + (f"?{query}" if query else "")


@dataclass(frozen=True)
class OwnerRow:
    """What one member owns, as counted; nobody's where there is no member."""

    owner: Member | None
    number: int
    net: Number | None
    leaving: int
    incomplete: int
    complete: float | None
    url: str
    leaving_url: str
    missing_url: str
    handover_url: str


def by_owner(resource: Resource) -> list[OwnerRow]:
    """Accounts by owner, whoever has most first; what is nobody's last."""
    keys = ["all", "leaving", "incomplete", *_of_facts(resource.facts.values())]
    told = _sums_by("owner_id", resource, keys)
    net = ["sum:net"] if _sees_sales(resource) else []
    worth = _sums_by("owner_id", resource, net, OF_VALUE)
    people = Member.objects.in_bulk([key for key in told if key is not None])
    rows = [
        _owner_row(resource, people.get(key) if key else None, key, sums, worth)
        for key, sums in told.items()
    ]
    return sorted(rows, key=lambda row: (row.owner is None, -row.number, str(row.owner)))


def _sees_sales(resource: Resource) -> bool:
    return _sees_value(resource) and reads(resource.actor, SALES)


def _sees_value(resource: Resource) -> bool:
    """Whether something was valued when this was counted, for the reader to see."""
    return resource.count.run_id is not None and bool(may(resource.actor, VALUE, Verb.VIEW))


type Sums = dict[str, Number]


def _owner_row(
    resource: Resource,
    owner: Member | None,
    key: int | None,
    sums: Sums,
    worth: dict[int | None, Sums],
) -> OwnerRow:
    whose = NONE if key is None else key
    keys = [fact.key for fact in resource.facts.values()]
    hands_over = owner is not None and may_ask_for_all(resource.actor, owner)
    return OwnerRow(
        owner=owner,
        number=int(sums.get("all", 0)),
        net=worth.get(key, {}).get("sum:net", 0) if _sees_sales(resource) else None,
        leaving=int(sums.get("leaving", 0)),
        incomplete=int(sums.get("incomplete", 0)) if resource.sees_all_facts else 0,
        complete=share_known(lambda name: sums.get(name, 0), keys),
        url=listed("all", whose=whose),
        leaving_url=listed("leaving", whose=whose),
        missing_url=listed("incomplete", whose=whose),
        handover_url=reverse("handover:start", args=[owner.pk]) if owner and hands_over else "",
    )


def _of_facts(facts: Iterable[Fact]) -> list[str]:
    return [f"{what}:{fact.key}" for fact in facts for what in ("wanted", "missing")]


def _sums_by(
    column: str, resource: Resource, keys: Iterable[str], modules: tuple[Module, ...] = (CUSTOMERS,)
) -> dict[int | None, Sums]:
    """Sums by owner or by department, under their keys; what one only helps with is its owner's."""
    rows = tallies_visible_to(resource.actor, modules).filter(key__in=keys)
    found: dict[int | None, Sums] = defaultdict(dict)
    told = rows.values("key", column).annotate(number=Sum("number"), amount=Sum("amount"))
    for row in told.order_by():
        found[row[column]][row["key"]] = (
            row["amount"] if row["amount"] is not None else row["number"]
        )
    return found


@dataclass(frozen=True)
class Cell:
    """How many of a department's customers have a field filled in."""

    share: float
    number: int
    empty: int
    url: str  # of those that have not

    @property
    def is_weak(self) -> bool:
        """Whether less than half have it."""
        return self.share < WEAK


@dataclass(frozen=True)
class FieldRow:
    """A field, whether the company asks for it, and its cells, department by department."""

    label: Promise
    is_asked: bool
    cells: list[Cell | None]


@dataclass(frozen=True)
class Consistency:
    """How differently the departments fill in the same fields."""

    departments: list[str]
    rows: list[FieldRow]
    weak: int


def consistency(resource: Resource) -> Consistency:
    """Field by department, in the order of the facts."""
    fields = [fact for fact in resource.facts.values() if fact.missing]
    told = _sums_by("department_id", resource, ["all", *(f"absent:{one.key}" for one in fields)])
    names = dict(Department.objects.filter(pk__in=[k for k in told if k]).values_list("pk", "path"))
    order = sorted(told, key=lambda key: (key is None, names.get(key or 0, "")))
    labels = {one.pk: str(one) for one in Department.objects.filter(pk__in=names)}
    asked = {one.fact for one in requirements_in_force()}
    rows = [
        FieldRow(fact.label, fact.key in asked, [_cell(fact, key, told[key]) for key in order])
        for fact in fields
    ]
    return Consistency(
        [labels.get(key, "") if key else _("No department") for key in order],
        rows,
        sum(1 for row in rows for cell in row.cells if cell and cell.is_weak),
    )


def _cell(fact: Fact, department: int | None, sums: Sums) -> Cell | None:
    number, empty = int(sums.get("all", 0)), int(sums.get(f"absent:{fact.key}", 0))
    if not number:
        return None
    url = listed("all", absent=fact.key, department=NONE if department is None else department)
    return Cell(1 - empty / number, number, empty, url)


@dataclass(frozen=True)
class SourceRow:
    """What came by one way: inquiries, customers, those of them who bought, and the profit they bring."""

    label: str
    inquiries: int | None
    inquiries_url: str
    customers: int
    url: str
    sold: int | None
    sold_url: str
    profit: Number | None


@dataclass(frozen=True)
class Sources:
    """The ways by which customers came, and their sums."""

    rows: list[SourceRow]
    total: SourceRow


def by_source(resource: Resource) -> Sources:
    """Every source by which somebody came, whoever brings most customers first; what is not known last."""
    actor = resource.actor
    asked = _inquiries_by_source(actor) if may(actor, INQUIRIES, Verb.VIEW) else None
    rows = [_source_row(resource, asked, "", _("Not known"))]
    rows += [_source_row(resource, asked, one.value, str(one.label)) for one in Source]
    there = [row for row in rows if row.customers or row.inquiries]
    there.sort(key=lambda row: (row.label == _("Not known"), -row.customers, -(row.inquiries or 0)))
    return Sources(there, _total(there))


def _inquiries_by_source(actor: Member) -> dict[str, int]:
    rows = inquiry_policy.rows(actor).order_by().values("source").annotate(number=Count("pk"))
    return {row["source"]: row["number"] for row in rows}


def _source_row(
    resource: Resource, asked: dict[str, int] | None, source: str, label: str
) -> SourceRow:
    actor, named = resource.actor, source or NONE
    sees_orders = may(actor, ORDERS, Verb.VIEW)
    sees_profit = _sees_value(resource) and reads(actor, PROFIT)
    return SourceRow(
        label=label,
        inquiries=None if asked is None else asked.get(source, 0),
        inquiries_url=f"{reverse('inquiries:list')}?source={source}" if source else "",
        customers=int(resource.sum(f"source:{source}")),
        url=listed("all", source=named),
        sold=int(resource.sum(f"sold:{source}", OF_ORDERS)) if sees_orders else None,
        sold_url=listed("ordered", source=named),
        profit=resource.sum(f"profit:{source}", OF_VALUE) if sees_profit else None,
    )


def _total(rows: list[SourceRow]) -> SourceRow:
    def added(values: Iterable[Number | None]) -> Decimal | None:
        known = [value for value in values if value is not None]
        return sum((Decimal(value) for value in known), Decimal(0)) if known else None

    def counted(values: Iterable[int | None]) -> int | None:
        total = added(values)
        return None if total is None else int(total)

    return SourceRow(
        label=_("Together"),
        inquiries=counted(row.inquiries for row in rows),
        inquiries_url=reverse("inquiries:list"),
        customers=sum(row.customers for row in rows),
        url=listed("all"),
        sold=counted(row.sold for row in rows),
        sold_url=listed("ordered"),
        profit=added(row.profit for row in rows),
    )
