"""The owners tab of a customer's page."""

from dataclasses import dataclass
from datetime import date, datetime

from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.ownership.forms import DayForm
from vitalfew.ownership.models import Period
from vitalfew.ownership.queries import known_since, owners_on, periods_of


@dataclass(frozen=True)
class OwnersTab:
    """Everybody who owned the customer, and whose it was on the day that was asked for."""

    periods: list[Period]
    known_since: datetime | None
    form: DayForm
    day: date | None = None
    on_the_day: tuple[Period, ...] = ()

    @property
    def is_before_all(self) -> bool:
        """Whether the day lies before anybody kept it."""
        return bool(self.day and self.known_since and self.day < self.known_since.date())


def owners_tab(actor: Member, customer: Customer, form: DayForm | None = None) -> OwnersTab:
    """One customer's owners, the newest first."""
    asked = form if form is not None else DayForm()
    day = asked.cleaned_data["day"] if asked.is_bound and asked.is_valid() else None
    return OwnersTab(
        list(periods_of(actor, customer.pk)),
        known_since(actor, customer.pk),
        asked,
        day,
        tuple(owners_on(actor, customer.pk, day)) if day else (),
    )
