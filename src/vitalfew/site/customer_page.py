"""The customer's page, composed from the panels of the apps below."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Answer, Module, Verb, insist, may
from vitalfew.activity.api import may_write_at
from vitalfew.audit.api import History, history_of
from vitalfew.customers.api import (
    CUSTOMERS,
    Customer,
    Stage,
    customer_policy,
    team_size,
    team_tab,
)
from vitalfew.dossier.api import details_tab
from vitalfew.duplicates.api import MergedHere, merged_here
from vitalfew.funnel.api import OPPORTUNITIES, opportunities_tab
from vitalfew.identity.api import Member
from vitalfew.lifecycle.api import StageReached, ribbon
from vitalfew.ownership.api import owners_tab
from vitalfew.people.api import CONTACTS, people_tab
from vitalfew.pool.api import Lock, lock_of, may_release
from vitalfew.timeline.api import Step, TimelineTab, timeline_tab
from vitalfew.trade.api import ORDERS, orders_tab
from vitalfew.upkeep.api import Upkeep, upkeep_of
from vitalfew.value.api import VALUE, Standing, standing_of, value_tab

type Fill = Callable[[Member, Customer], object]


@dataclass(frozen=True)
class Tab:
    """A tab of the page: its address, name, template, what fills it, and the module it takes the right to view."""

    key: str
    label: Promise
    template: str
    fill: Fill
    module: Module


@dataclass(frozen=True)
class HistoryTab:
    """Who changed what about this customer, and who went into it."""

    history: History
    merged: list[MergedHere]


def history_tab(actor: Member, customer: Customer) -> HistoryTab:
    """One customer's history."""
    history = history_of(actor, "customer", customer.pk)
    return HistoryTab(history, merged_here(actor, customer))


def told(actor: Member, customer: Customer, query: QueryDict | None = None) -> TimelineTab:
    """What happened with this customer."""
    return timeline_tab(
        actor,
        customer,
        address=reverse("site:timeline", args=[customer.pk]),
        query=query if query is not None else QueryDict(),
        steps=lambda: _steps(ribbon(actor, customer)),
    )


def _steps(reached: list[StageReached]) -> list[Step]:
    """The stages whose beginning is known; before the first of them lies the stage everybody begins in."""
    days = [Step(one.stage.label, one.reached_on) for one in reached if one.reached_on]
    return [Step(Stage.PROSPECT.label, None), *days]


TIMELINE = "timeline"
TABS = (
    Tab("value", _("Value"), "value/value_tab.html", value_tab, VALUE),
    Tab(TIMELINE, _("Timeline"), "timeline/tab.html", told, CUSTOMERS),
    Tab("opportunities", _("Opportunities"), "funnel/tab.html", opportunities_tab, OPPORTUNITIES),
    Tab("orders", _("Orders and money"), "trade/orders_tab.html", orders_tab, ORDERS),
    Tab("team", _("Account team"), "customers/team_tab.html", team_tab, CUSTOMERS),
    Tab("owners", _("Owners"), "ownership/owners_tab.html", owners_tab, CUSTOMERS),
    Tab("people", _("Contacts"), "people/people_tab.html", people_tab, CONTACTS),
    Tab("details", _("Details"), "dossier/details_tab.html", details_tab, CUSTOMERS),
    Tab("history", _("History"), "site/history_tab.html", history_tab, CUSTOMERS),
)
BY_KEY = {tab.key: tab for tab in TABS}


@dataclass(frozen=True)
class CustomerPage:
    """Everything above the tab, and the tab itself."""

    ribbon: list[StageReached]
    standing: Standing | None
    upkeep: Callable[[], Upkeep]  # asked by the pages that show it
    team_size: int
    tabs: tuple[Tab, ...]
    tab: Tab | None  # none where no tab may be seen
    filled: object
    may_edit: Answer
    may_assign: Answer
    may_delete: Answer
    may_write: Answer
    may_release: Answer
    lock: Lock | None  # asked of what is owned

    @property
    def offers_buying(self) -> bool:
        """Whoever speaks to the customer wants what was bought beside what happened; where orders may be seen."""
        return self.tab is BY_KEY[TIMELINE] and BY_KEY["orders"] in self.tabs


def compose(
    actor: Member, customer: Customer, key: str | None = None, fill: Fill | None = None
) -> CustomerPage:
    """The page with the tab named ``key``, or the first one; 404 when there is no such tab.

    ``fill`` fills the tab with what was asked for, instead of what it shows at first.
    """
    open_to = tuple(tab for tab in TABS if may(actor, tab.module, Verb.VIEW))
    tab = _named(actor, key) if key else next(iter(open_to), None)
    standing = standing_of(actor, customer.pk)
    may_edit = customer_policy.may(actor, Verb.EDIT, customer)
    return CustomerPage(
        ribbon=ribbon(actor, customer),
        standing=standing,
        upkeep=lambda: upkeep_of(actor, customer, standing.tier if standing else "", may_edit),
        team_size=team_size(actor, customer),
        tabs=open_to,
        tab=tab,
        filled=(fill or tab.fill)(actor, customer) if tab else None,
        may_edit=may_edit,
        may_assign=customer_policy.may(actor, Verb.TRANSFER, customer),
        may_delete=customer_policy.may(actor, Verb.DELETE, customer),
        may_write=may_write_at(actor, customer),
        may_release=may_release(actor, customer),
        lock=lock_of(actor, customer) if customer.owner_id else None,
    )


def _named(actor: Member, key: str) -> Tab:
    tab = BY_KEY.get(key)
    if tab is None:
        raise Http404
    insist(may(actor, tab.module, Verb.VIEW))
    return tab
