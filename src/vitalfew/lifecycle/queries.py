"""The way a customer has gone through the stages, read from facts."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from vitalfew.customers.api import Customer, Stage
from vitalfew.identity.api import Member
from vitalfew.trade.api import purchase_days


@dataclass(frozen=True)
class StageReached:
    """A stage, whether and when the customer reached it, and whether it is the present one."""

    stage: Stage
    reached_on: date | None
    is_reached: bool
    is_present: bool


def _known_since(customer: Customer, first_purchase: date | None) -> date | None:
    """When we came to know of them; a ledger brings buyers whose record is younger than their first purchase."""
    added = timezone.localdate(customer.created_at)
    return None if first_purchase is not None and first_purchase < added else added


def ribbon(actor: Member, customer: Customer) -> list[StageReached]:
    """The stages in their order, for the head of the customer's page."""
    first, second = purchase_days(actor, customer.pk)
    reached = {
        Stage.PROSPECT: _known_since(customer, first),
        Stage.ORDER: first,
        Stage.REPEAT: second,
    }
    order = list(Stage)
    present = order.index(Stage(customer.stage))
    return [
        StageReached(stage, reached.get(stage), index <= present, index == present)
        for index, stage in enumerate(order)
    ]
