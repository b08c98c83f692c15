"""What the timeline tells of opportunities: opened, another stage, won, lost, opened again."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.access.api import Verb, may
from vitalfew.customers.api import Customer
from vitalfew.funnel.models import Step, StepKind
from vitalfew.funnel.policies import OPPORTUNITIES
from vitalfew.funnel.queries import visible_opportunities
from vitalfew.identity.api import Member
from vitalfew.timeline.api import Happening, Kind, Source, Window, register

KIND = Kind("opportunities", gettext_lazy("Opportunities"), "funnel", order=12)
IS_ABOUT_THE_STAGE = {StepKind.OPENED, StepKind.MOVED, StepKind.REOPENED}


def told(actor: Member, customer: Customer, window: Window) -> Iterator[Happening]:
    """The steps of one customer's opportunities."""
    seen = visible_opportunities(actor).filter(customer=customer).order_by().values("pk")
    rows = Step.objects.filter(opportunity__in=seen)
    for step in window.newest(rows.select_related("opportunity", "after", "by"), "at"):
        yield Happening(
            at=step.at,
            key=step.pk,
            title=_title(step),
            detail=_detail(step),
            who=str(step.by or ""),
            url=reverse("funnel:show", args=[step.opportunity_id]),
        )


def _title(step: Step) -> str:
    words = {
        StepKind.OPENED: _("Opportunity opened: %(name)s"),
        StepKind.MOVED: _("Opportunity in another stage: %(name)s"),
        StepKind.WON: _("Opportunity won: %(name)s"),
        StepKind.LOST: _("Opportunity lost: %(name)s"),
        StepKind.REOPENED: _("Opportunity opened again: %(name)s"),
    }
    return words[StepKind(step.kind)] % {"name": step.opportunity.name}


def _detail(step: Step) -> str:
    if step.kind in IS_ABOUT_THE_STAGE:
        return str(step.after)
    found = step.opportunity
    if step.kind != StepKind.LOST or not found.lost_reason:
        return ""
    return " · ".join(one for one in (found.get_lost_reason_display(), found.lost_note) if one)


def _sees(actor: Member) -> object:
    return may(actor, OPPORTUNITIES, Verb.VIEW)


register(Source("opportunities", KIND, told, _sees, in_order=True))
