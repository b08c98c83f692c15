"""Which requirements a customer falls under, and when a fact is too old. Pure."""

from dataclasses import dataclass
from datetime import date

from vitalfew.customers.api import Stage
from vitalfew.upkeep.models import Requirement

STAGES = list(Stage)
UNVALUED = "-"


@dataclass(frozen=True)
class Standing:
    """What a customer is, for the rules; an empty tier: not valued yet."""

    kind: str
    stage: str
    tier: str = ""


def applies(requirement: Requirement, to: Standing) -> bool:
    """Whether a customer falls under it."""
    if requirement.kind and requirement.kind != to.kind:
        return False
    if requirement.from_stage and STAGES.index(Stage(requirement.from_stage)) > STAGES.index(
        Stage(to.stage)
    ):
        return False
    return not requirement.tiers or (to.tier or UNVALUED) in requirement.tiers


def stages_from(stage: str) -> list[str]:
    """The stages in which a requirement from ``stage`` on holds.

    >>> stages_from("active")
    ['active', 'repeat']
    """
    return [one.value for one in STAGES[STAGES.index(Stage(stage)) :]]


@dataclass(frozen=True)
class Age:
    """How old a fact is, how old it may be, and the customer's usual days between two, where there is a rhythm."""

    last: date | None  # none: it never happened
    days: int | None
    most: int
    usual: int | None

    @property
    def is_too_old(self) -> bool:
        """Whether it should have happened again by now."""
        return self.days is None or self.days > self.most


def age_of(
    requirement: Requirement, last: date | None, rhythm: float | None, today: date
) -> Age | None:
    """The age of a fact under a requirement; None where the requirement says nothing of age.

    The customer's own rhythm counts where there is one and the requirement speaks of it, the plain days otherwise.
    """
    if requirement.times is not None and rhythm:
        most = round(float(requirement.times) * rhythm)
    elif requirement.days is not None:
        most = requirement.days
    else:
        return None
    days = (today - last).days if last else None
    return Age(last, days, max(most, 1), round(rhythm) if rhythm else None)
