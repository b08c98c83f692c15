"""The customers behind a figure: as the customer list shows them, with what is missing and what is too old."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from vitalfew.access.api import Department
from vitalfew.customers.api import Customer, Source
from vitalfew.identity.api import Member
from vitalfew.resource.figures import BESIDE, Resource
from vitalfew.resource.policies import tallies_visible_to
from vitalfew.site.api import StandingCustomer, customer_list, listed_customers
from vitalfew.value.api import ValueRun
from vitalfew.web.listing import Choice, ChoiceFilter, Column, Empty, Filter, Listing

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

NONE = "none"
MASKS = ("wanted", "missing", "absent", "too_old")


class Masks(TypedDict):
    """The masks of the last count beside a customer."""

    wanted: int
    missing: int
    absent: int
    too_old: int


type CountedCustomer = WithAnnotations[Customer, Masks]


def with_masks(
    actor: Member, run: ValueRun | None, rows: QuerySet[Customer], resource: Resource
) -> QuerySet[StandingCustomer]:
    """The rows of the list: with their standing, own fields, and masks; each bit can be asked."""
    bits = {
        f"{mask}_{bit}": F(f"{BESIDE}{mask}").bitand(1 << bit)
        for mask in ("missing", "absent", "too_old")
        for bit in resource.facts
    }
    rows = rows.annotate(**{mask: F(f"{BESIDE}{mask}") for mask in MASKS}).alias(**bits)
    return listed_customers(actor, run, rows)


def counted_list(
    actor: Member, run: ValueRun | None, resource: Resource, key: str
) -> Listing[StandingCustomer]:
    """The list behind a figure. What is done with many at once is done from the customer list itself."""
    plain = customer_list(actor, run)
    name, *others = plain.columns
    return replace(
        plain,
        key=f"resource-{key}",
        columns=[name, *_columns(resource), *others],
        filters=[*_filters(actor, resource), *plain.filters],
        for_many=(),
        empty=Empty(
            _("No customer is counted here"), _("That is as it should be, or nothing is asked for yet."), "check"
        ),
    )  # fmt: skip


def _columns(resource: Resource) -> Iterable[Column[StandingCustomer]]:
    def words(mask: int) -> str:
        return "、".join(str(fact.label) for bit, fact in resource.facts.items() if mask >> bit & 1)

    def told(row: StandingCustomer) -> Masks:
        return cast(Masks, vars(row))

    def known(row: StandingCustomer) -> float | None:
        wanted = (told(row)["wanted"] & resource.mask).bit_count()
        return 1 - (told(row)["missing"] & resource.mask).bit_count() / wanted if wanted else None

    return [
        Column("missing", _("Missing"), value=lambda row: words(told(row)["missing"]), when_filled=True),
        Column("too_old", _("Too old"), value=lambda row: words(told(row)["too_old"]), when_filled=True),
        Column("known", _("Record complete"), value=known, kind="percent", when_filled=True),
    ]  # fmt: skip


def _filters(actor: Member, resource: Resource) -> list[Filter]:
    choices = [Choice(fact.key, fact.label) for fact in resource.facts.values()]
    bits = {fact.key: bit for bit, fact in resource.facts.items()}

    def any_of(mask: str, chosen: list[str]) -> Q:
        condition = Q()
        for key in chosen:
            condition |= Q((f"{mask}_{bits[key]}__gt", 0))
        return condition

    sources = [Choice(NONE, _("Not known")), *(Choice(s.value, s.label) for s in Source)]
    return [
        ChoiceFilter("missing", _("Missing"), choices, lambda chosen: any_of("missing", chosen)),
        ChoiceFilter("too_old", _("Too old"), choices, lambda chosen: any_of("too_old", chosen)),
        ChoiceFilter("absent", _("Not filled in"), choices, lambda chosen: any_of("absent", chosen)),
        ChoiceFilter("whose", _("Owner when counted"), lambda: owners_counted(actor), _owned_by, long=True),
        ChoiceFilter(
            "department", _("Department when counted"), lambda: departments_counted(actor), _in_departments, long=True
        ),
        ChoiceFilter("source", _("Source"), sources, _from, long=True),
    ]  # fmt: skip


def _owned_by(chosen: list[str]) -> Q:
    return _of("owner_id", chosen)


def _in_departments(chosen: list[str]) -> Q:
    return _of("department_id", chosen)


def _of(column: str, chosen: list[str]) -> Q:
    found = Q((f"{BESIDE}{column}__in", [int(key) for key in chosen if key != NONE]))
    return found | Q((f"{BESIDE}{column}__isnull", True)) if NONE in chosen else found


def _from(chosen: list[str]) -> Q:
    return Q((f"{BESIDE}source__in", ["" if key == NONE else key for key in chosen]))


def owners_counted(actor: Member) -> list[Choice]:
    """Whose customers were counted, as far as the reader sees them; who has left is among them."""
    keys = tallies_visible_to(actor).filter(key="all").values_list("owner_id", flat=True)
    people = Member.objects.filter(pk__in=set(keys)).order_by("name", "username", "pk")
    return [Choice(NONE, _("Nobody yet")), *(Choice(str(one.pk), str(one)) for one in people)]


def departments_counted(actor: Member) -> list[Choice]:
    """The departments whose customers were counted."""
    keys = tallies_visible_to(actor).filter(key="all").values_list("department_id", flat=True)
    found = Department.objects.filter(pk__in=set(keys)).order_by("path")
    return [Choice(NONE, _("No department")), *(Choice(str(one.pk), str(one)) for one in found)]
