"""The two boards: how well the customers are kept, and what is made of them. Each figure opens what it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.access.api import Verb, may, may_all, reads
from vitalfew.customers.api import CUSTOMERS
from vitalfew.duplicates.api import open_pairs, open_person_pairs
from vitalfew.handover.api import UNDER_WAY, all_under_way
from vitalfew.identity.api import Member
from vitalfew.inquiries.api import INQUIRIES, Inquiry, inquiry_policy
from vitalfew.inquiries.api import State as InquiryState
from vitalfew.people.api import CONTACTS
from vitalfew.pool.api import about_to_go
from vitalfew.resource.figures import Number, Resource
from vitalfew.resource.findings import FINDINGS, OF_ORDERS, OF_VALUE, since
from vitalfew.resource.policies import states_visible_to
from vitalfew.trade.api import ORDERS
from vitalfew.value.api import EXPECTED, VALUE

CAP = 1000  # what is counted while one waits is counted no further
UNANSWERED = (InquiryState.NEW, InquiryState.ASSIGNED)


@dataclass(frozen=True)
class Tile:
    """A figure with its words, and the address of exactly what it counts. ``share`` stands in the figure's place."""

    key: str
    label: str
    figure: Number
    url: str
    note: str = ""
    share: float | None = None
    is_share: bool = False
    is_more: bool = False
    currency: str = ""  # of money
    wants: bool = False  # somebody should do something about it


def _capped(key: str, label: str, rows: QuerySet[Any, Any], url: str, note: str) -> Tile:
    found = rows.order_by().values("pk")[: CAP + 1].count()
    return Tile(key, label, min(found, CAP), url, note, is_more=found > CAP, wants=found > 0)


def listed(key: str, days: int = 0) -> str:
    """The address of the customers behind a finding."""
    if days:
        return reverse("resource:found_within", args=[key, days])
    return reverse("resource:found", args=[key])


def management(actor: Member, resource: Resource) -> list[Tile]:
    """How well the customers are kept: what should be put right, in the order in which it hurts."""
    return [*_of_keeping(resource), *_of_waiting(actor)]


def _of_keeping(resource: Resource) -> list[Tile]:
    def tile(key: str, label: str, note: str, *, whole: bool = False) -> Tile | None:
        number = resource.number(FINDINGS[key])
        if whole and not number and not may_all(resource.actor, CUSTOMERS, Verb.VIEW):
            return None  # what is nobody's is for those who see all
        return Tile(key, label, number, listed(key), note, wants=number > 0 and key != "pooled")

    complete = resource.complete
    incomplete = resource.number(FINDINGS["incomplete"])
    found = [
        tile("unowned", _("Without an owner"), _("and in no pool"), whole=True),
        tile("gone", _("Owner has left"), _("hand them over"), whole=True),
        Tile(
            "incomplete", _("Records complete"), incomplete, listed("incomplete"),
            _("customers with something missing: %(number)s") % {"number": f"{incomplete:,}"},
            share=complete, is_share=True, wants=incomplete > 0,
        ),
        tile("outdated", _("Silent for too long"), _("no purchase or no answer within the days of the rules")),
        tile("pooled", _("In pools"), _("nobody's until claimed"), whole=True),
    ]  # fmt: skip
    return [one for one in found if one]


def _of_waiting(actor: Member) -> list[Tile]:
    """What waits for somebody: counted as it stands, not as it stood."""
    found = [
        _capped(
            "leaving", _("About to go into a pool"), about_to_go(actor), reverse("pool:warned"),
            _("by the rules of every day"),
        ),
        _capped(
            "handovers", _("Hand-overs under way"), all_under_way(actor),
            _in_states("handover:list", UNDER_WAY), _("to be offered or answered"),
        ),
    ]  # fmt: skip
    if may(actor, CUSTOMERS, Verb.EDIT):
        url = reverse("duplicates:list")
        pairs = _("Pairs that look like one")
        found.insert(
            0, _capped("duplicates", pairs, open_pairs(actor), url, _("one customer or two?"))
        )
    if may(actor, CONTACTS, Verb.EDIT):
        found.append(
            _capped(
                "alike_people", _("Contacts that look like one"), open_person_pairs(actor),
                reverse("duplicates:people_pairs"), _("one person or two?"),
            )
        )  # fmt: skip
    if may(actor, INQUIRIES, Verb.VIEW):
        rows = inquiry_policy.rows(actor).filter(state__in=UNANSWERED)
        url = _in_states("inquiries:list", UNANSWERED)
        waiting = _("Inquiries without an answer")
        found.append(
            _capped("unanswered", waiting, rows, url, _("the first answer is still to come"))
        )
    return found


def _in_states(page: str, states: Sequence[str]) -> str:
    return f"{reverse(page)}?{urlencode({'state': [str(state) for state in states]}, doseq=True)}"


def use(actor: Member, resource: Resource, days: int) -> list[Tile]:
    """What is made of the customers within so many days; the last day is that of the count."""
    found = _of_inquiries(actor, days) if may(actor, INQUIRIES, Verb.VIEW) else []
    if may(actor, ORDERS, Verb.VIEW):
        found += _of_orders(resource, days)
    if may(actor, VALUE, Verb.VIEW) and resource.count.run:
        found += _of_value(actor, resource)
    return found


def _within(key: str, days: int) -> str:
    return reverse("resource:inquiries", args=[key, days])


def _of_inquiries(actor: Member, days: int) -> list[Tile]:
    asked, became, sold = (inquiries_of(actor, key, days).order_by() for key in STEPS)
    number, customers = asked.count(), became.count()
    found = [
        Tile("asked", _("Inquiries"), number, _within("asked", days), _("received")),
        Tile(
            "became", _("became customers"), customers, _within("became", days), _of_those(number),
            share=customers / number if number else None,
        ),
    ]  # fmt: skip
    if may(actor, ORDERS, Verb.VIEW):
        orders = sold.count()
        found.append(
            Tile(
                "sold", _("and ordered for the first time"), orders, _within("sold", days), _of_those(number),
                share=orders / number if number else None,
            )
        )  # fmt: skip
    return found


def _of_those(number: int) -> str:
    return ngettext("of %(all)s inquiry", "of %(all)s inquiries", number) % {"all": f"{number:,}"}


STEPS = ("asked", "became", "sold")


def inquiries_of(
    actor: Member, key: str, days: int, rows: QuerySet[Inquiry] | None = None
) -> QuerySet[Inquiry]:
    """The inquiries of a period that were received, became customers, or brought a first order."""
    first = since(timezone.localdate(), days)
    moment = timezone.make_aware(datetime.combine(first, time.min))
    rows = inquiry_policy.rows(actor) if rows is None else rows
    rows = rows.filter(received_at__gte=moment)
    if key == "became":
        return rows.filter(state=InquiryState.QUALIFIED)
    if key == "sold":
        bought = states_visible_to(actor, OF_ORDERS).filter(
            customer_id=OuterRef("customer_id"), first_on__gte=OuterRef("received_on")
        )
        rows = rows.alias(received_on=TruncDate("received_at"))
        return rows.filter(Exists(bought), state=InquiryState.QUALIFIED)
    return rows


def _of_orders(resource: Resource, days: int) -> list[Tile]:
    def tile(key: str, label: str, note: str = "", share: float | None = None) -> Tile:
        return Tile(key, label, of(key), listed(key, days), note, share)

    def of(key: str) -> int:
        return resource.number(FINDINGS[key], days)

    bought = of("bought")
    return [
        tile("first", _("First order"), _("customers who had never bought before")),
        tile("bought", _("Bought"), _("customers with a purchase in the period")),
        tile(
            "again", _("Bought again"), _("of those, had bought before the period"),
            of("again") / bought if bought else None,
        ),
        tile("woke", _("Came back"), _("bought after half a year of silence")),
    ]  # fmt: skip


def _of_value(actor: Member, resource: Resource) -> list[Tile]:
    found = [
        Tile(
            key, label, resource.number(FINDINGS[key]), listed(key), _("between the last two value runs")
        )
        for key, label in (("rose", _("Rose to a better tier")), ("fell", _("Fell to a lower tier")))
    ]  # fmt: skip
    run = resource.count.run
    if run and reads(actor, EXPECTED):
        found.append(
            Tile(
                "expected", _("Expected sales"), resource.sum("sum:expected", OF_VALUE),
                f"{listed('valued')}?sort=-expected", _("of all customers valued"), currency=run.currency,
            )
        )  # fmt: skip
    return found
