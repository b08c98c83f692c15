"""The stages of the funnel: the company's own, or those it begins with."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from vitalfew.funnel.models import SalesStage
from vitalfew.kernel.errors import BadInput


@dataclass(frozen=True)
class Ready:
    """A stage that a new company begins with; the probability in percent."""

    zh_hans: str
    zh_hant: str
    en: str
    probability: int


READY = (
    Ready("初步接洽", "初步洽談", "First contact", 10),
    Ready("需求确认", "需求確認", "Needs confirmed", 30),
    Ready("方案报价", "方案報價", "Proposal and quote", 50),
    Ready("商务谈判", "商務談判", "Negotiation", 70),
    Ready("成交", "簽約", "Closing", 90),
)


def stages() -> list[SalesStage]:
    """All of them in their order; made when there is none yet."""
    found = list(SalesStage.objects.all())
    if found:
        return found
    rows = [
        SalesStage(
            position=place, name_zh_hans=one.zh_hans, name_zh_hant=one.zh_hant, name_en=one.en,
            probability=one.probability,
        )
        for place, one in enumerate(READY, 1)
    ]  # fmt: skip
    SalesStage.objects.bulk_create(rows, ignore_conflicts=True)  # another request may be first
    return list(SalesStage.objects.all())


def stage_for(key: int | str) -> SalesStage:
    """The stage of that key; BadInput when there is none."""
    for one in stages():
        if str(one.pk) == str(key):
            return one
    raise BadInput("no_such_stage", _("Choose a stage from the list."), field="stage")
