"""Reading opportunities for a member."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb
from vitalfew.customers.api import Customer, customer_policy
from vitalfew.funnel.models import Opportunity, SalesStage, Step
from vitalfew.funnel.policies import opportunity_policy
from vitalfew.identity.api import Member
from vitalfew.inquiries.api import Inquiry, inquiry_policy
from vitalfew.kernel.errors import NotFound

BESIDE = ("customer", "owner", "stage")


def visible_opportunities(actor: Member, verb: Verb = Verb.VIEW) -> QuerySet[Opportunity]:
    """Every read of opportunities starts here."""
    return opportunity_policy.rows(actor, verb)


def opportunities_of(actor: Member, customer_id: int) -> QuerySet[Opportunity]:
    """One customer's: the open ones, then the others, each the newest first."""
    rows = visible_opportunities(actor).filter(customer_id=customer_id)
    return rows.select_related(*BESIDE).order_by("outcome", "-opened_at", "-pk")


def open_opportunities_of(actor: Member, customer_id: int) -> QuerySet[Opportunity]:
    """One customer's that are neither won nor lost."""
    return opportunities_of(actor, customer_id).filter(outcome="")


def opportunity_for(actor: Member, pk: int) -> Opportunity:
    """One opportunity with its customer; NotFound when there is none to be seen."""
    found = visible_opportunities(actor).select_related(*BESIDE).filter(pk=pk).first()
    if found is None:
        raise no_such_opportunity()
    return found


def no_such_opportunity() -> NotFound:
    """The same words whether there is none or it is not to be seen."""
    return NotFound(
        "opportunity_not_found",
        _("There is no such opportunity, or it is not yours to see. Look at the list."),
    )


def with_words(rows: QuerySet[Opportunity], words: str) -> QuerySet[Opportunity]:
    """Those whose name, or whose customer's name, holds every word."""
    found = Q()
    for word in words.split():
        found &= Q(name__icontains=word) | Q(customer__name__icontains=word)
    return rows.filter(found)


def inquiries_at(actor: Member, customer: Customer) -> QuerySet[Inquiry]:
    """From what an opportunity of this customer can have come, as far as ``actor`` sees inquiries."""
    return inquiry_policy.rows(actor).filter(customer=customer).order_by("-received_at", "-pk")


def possible_owners() -> QuerySet[Member]:
    """Who may look after an opportunity: everybody who may sign in; of a customer, whoever sees it."""
    return Member.objects.filter(is_active=True).order_by("name", "username", "pk")


def sees_customer(member: Member, customer_id: int) -> bool:
    """Whether a member sees a customer."""
    return customer_policy.rows(member).filter(pk=customer_id).exists()


@dataclass(frozen=True)
class Passed:
    """A step, and how long the opportunity stayed after it; None for the end."""

    step: Step
    stayed: timedelta | None


def steps_of(opportunity: Opportunity) -> list[Passed]:
    """The steps of an opportunity that its policy gave, the oldest first."""
    steps = list(
        opportunity.steps.select_related("before", "after", "by").order_by("at", "pk")
    )  # fmt: skip
    ends: list[datetime | None] = [step.at for step in steps[1:]]
    ends.append(timezone.now() if opportunity.is_open else None)
    return [
        Passed(step, end - step.at if end else None) for step, end in zip(steps, ends, strict=True)
    ]


def days_by_stage(passed: Sequence[Passed]) -> dict[int, int]:
    """In each stage (its key), the whole days spent there so far."""
    spent: dict[int, timedelta] = {}
    for one in passed:
        if one.stayed is not None and one.step.kind not in {"won", "lost"}:
            key = one.step.after_id
            spent[key] = spent.get(key, timedelta()) + one.stayed
    return {key: time.days for key, time in spent.items()}


def stage_names() -> list[SalesStage]:
    """The stages there are, without making any."""
    return list(SalesStage.objects.all())
