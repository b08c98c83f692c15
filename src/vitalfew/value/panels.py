"""The value tab of a customer's page."""

from dataclasses import dataclass

from vitalfew.access.api import reads, why_limited
from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.value.explaining import Explanation, explain
from vitalfew.value.policies import COMPOSITION
from vitalfew.value.queries import run_for
from vitalfew.value.wording import GRADES, MODELS, SILENT_ON_LEAVING, notes_of

POINTS = 36


@dataclass(frozen=True)
class ValueTab:
    """What the tab shows; ``why`` is None for a customer whom the current run does not have."""

    has_run: bool
    why: Explanation | None
    limited: str = ""  # why what the score is made of is not shown

    @property
    def scores(self) -> list[float]:
        """The score in the newest runs, oldest first."""
        return [point.score for point in self.why.series[-POINTS:]] if self.why else []

    @property
    def model_name(self) -> object:
        """The purchase model in words."""
        return MODELS[self.why.run.model["name"]] if self.why else ""

    @property
    def tells_who_left(self) -> bool:
        """Whether the purchase model knows customers who leave."""
        return self.why is not None and self.why.run.model["name"] not in SILENT_ON_LEAVING

    @property
    def grade(self) -> object:
        """What its grade means."""
        return GRADES[self.why.run.model["grade"]] if self.why else ""

    @property
    def notes(self) -> list[object]:
        """What is to be known of the forecast."""
        return [*notes_of(self.why.run.model["notes"])] if self.why else []


def value_tab(actor: Member, customer: Customer) -> ValueTab:
    """One customer's value: composition, reasons, ways up and down, history."""
    why = explain(actor, customer.pk)
    unread = next((field for field in COMPOSITION if not reads(actor, field)), None)
    limited = why_limited(actor, unread) if unread else ""
    return ValueTab(why is not None or run_for(actor) is not None, why, limited)
