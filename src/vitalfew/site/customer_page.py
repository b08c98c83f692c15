"""The customer's page, composed from the panels of the apps below."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vitalfew.audit.api import History, history_of
from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.lifecycle.api import StageReached, ribbon
from vitalfew.trade.api import orders_tab
from vitalfew.value.api import Standing, standing_of, value_tab


@dataclass(frozen=True)
class Tab:
    """A tab of the page: its address, name, template and what fills it."""

    key: str
    label: Promise
    template: str
    fill: Callable[[Member, Customer], object]


def history_tab(actor: Member, customer: Customer) -> History:
    """Who changed what about this customer."""
    return history_of(actor, "customer", customer.pk)


TABS = (
    Tab("value", _("Value"), "value/value_tab.html", value_tab),
    Tab("orders", _("Orders and money"), "trade/orders_tab.html", orders_tab),
    Tab("history", _("History"), "audit/history_tab.html", history_tab),
)
FIRST = TABS[0].key


@dataclass(frozen=True)
class CustomerPage:
    """Everything above the tab, and the tab itself."""

    ribbon: list[StageReached]
    standing: Standing | None
    tabs: tuple[Tab, ...]
    tab: Tab
    filled: object


def compose(actor: Member, customer: Customer, key: str) -> CustomerPage:
    """The page with the tab named ``key``; 404 when there is no such tab."""
    tab = next((tab for tab in TABS if tab.key == key), None)
    if tab is None:
        raise Http404
    return CustomerPage(
        ribbon=ribbon(customer),
        standing=standing_of(actor, customer.pk),
        tabs=TABS,
        tab=tab,
        filled=tab.fill(actor, customer),
    )
