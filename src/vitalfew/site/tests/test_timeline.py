"""The timeline of a customer: everything the apps know of, once, in its order, and no more than one may know."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from vitalfew.access.api import SALESPERSON_ALL, FieldRule
from vitalfew.access.tests.cast import limit, make_member
from vitalfew.conftest import Sell
from vitalfew.customers.api import Customer, assign
from vitalfew.customers.models import TeamMember
from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.api import merge
from vitalfew.identity.api import Member
from vitalfew.inquiries.tests.records import make_inquiry
from vitalfew.jobs.api import JobState, finish
from vitalfew.people.api import note_consent
from vitalfew.people.models import Contact, Position
from vitalfew.people.tests.records import make_contact
from vitalfew.timeline.queries import AT_ONCE
from vitalfew.trade.api import Order
from vitalfew.value.api import start_run

pytestmark = pytest.mark.django_db
TITLE = re.compile(
    r'<span class="row timeline-what">.*?<(?:a href="[^"]*"|b)>(.*?)</(?:a|b)>', re.S
)


def titles(client: Client, customer: Customer, **asked: str) -> list[str]:
    """What the page tells, in its order."""
    page = client.get(f"/customers/{customer.pk}/timeline/", asked)
    assert page.status_code == 200
    return [one.replace("&#x27;", "'") for one in TITLE.findall(page.text)]


@pytest.fixture
def olga() -> Customer:
    return make_customer("Olga", "C1", country="Peru")


def test_everything_the_apps_know_of_is_told(
    seller: Client, administrator: Member, olga: Customer, sell: Sell
) -> None:
    Order.objects.filter(pk=sell(olga, "2026-01-05", 50).pk).update(number="A-1")
    sell(olga, "2026-02-05", -20)
    make_inquiry(
        "Olga Ltd", customer=olga, state="qualified", wants="Two lathes", answered_at=timezone.now()
    )
    assign(
        actor=administrator,
        customer_id=olga.pk,
        owner=administrator,
        reason="knows them",
        version=olga.version,
    )
    position = make_contact("Bo", olga, title="Buyer")
    Contact.objects.filter(pk=position.contact_id).update(preferred_name="Uncle Bo")
    Position.objects.filter(pk=position.pk).update(left_on=date(2026, 3, 1), left_reason="retired")
    note_consent(
        actor=administrator, contact_id=position.contact_id, purpose="surveys", is_given=True,
        on=date(2026, 2, 2), way="paper", proof="",
    )  # fmt: skip
    twin = make_customer("Olga again")
    olga.refresh_from_db()
    versions = {olga.pk: olga.version, twin.pk: twin.version}
    merge(
        actor=administrator,
        survivor_id=olga.pk,
        other_id=twin.pk,
        versions=versions,
        reason="twice",
    )
    TeamMember.objects.create(customer=olga, member=administrator, reason="helps")
    assert finish(start_run(actor=None)).state == JobState.DONE
    told = titles(seller, olga)
    for title in (
        "Order A-1", "Return", "Inquiry: Other", "Inquiry answered", "Owner: Ada", "New contact: Bo",
        "Bo was changed", "Bo left", "Bo agreed", "“Olga again” was the same customer",
        "Ada came onto the account team", "Valued for the first time: tier B", "Customer added",
    ):  # fmt: skip
        assert told.count(title) == 1, (title, told)


def test_a_change_is_told_with_what_it_was_before(
    seller: Client, administrator: Member, olga: Customer
) -> None:
    Customer.objects.filter(pk=olga.pk).update(industry="C")
    page = seller.get(f"/customers/{olga.pk}/timeline/").text
    assert "Record changed" in page
    assert "Industry: – → " in page


def test_pages_hold_each_happening_once_also_those_of_one_moment(
    seller: Client, olga: Customer, sell: Sell
) -> None:
    for number in range(80):
        order = sell(olga, "2026-01-05", 10)
        Order.objects.filter(pk=order.pk).update(number=f"N-{number}")
    address, told, pages = f"/customers/{olga.pk}/timeline/", [], 0
    while address:
        page = seller.get(address).text
        told += TITLE.findall(page)
        older = re.search(r'class="btn" href="([^"]*before[^"]*)"', page)
        address = older.group(1).replace("&amp;", "&") if older else ""
        pages += 1
    orders = [title for title in told if title.startswith("Order")]
    assert len(orders) == len(set(orders)) == 80
    assert pages == -(-len(told) // AT_ONCE)


def test_kinds_and_a_period_narrow_it(seller: Client, olga: Customer, sell: Sell) -> None:
    for day in ("2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01"):
        Order.objects.filter(pk=sell(olga, day, 10).pk).update(number=day)
    make_contact("Bo", olga)
    period = {"since": "2026-01-01", "until": "2026-01-31"}
    assert titles(seller, olga, **period) == ["Order 2026-01-31", "Order 2026-01-01"]
    assert titles(seller, olga, kind="people") == ["New contact: Bo"]
    assert "New contact: Bo" not in titles(seller, olga, kind="orders")


@pytest.mark.parametrize("word", ["\0", "nonsense", "0001-01-01", "9999-12-31", "9" * 5000])
def test_nonsense_is_no_fault(seller: Client, olga: Customer, word: str) -> None:
    for name in ("kind", "since", "until", "before", "by"):
        assert seller.get(f"/customers/{olga.pk}/timeline/", {name: word}).status_code == 200, name


def test_a_place_in_one_timeline_is_none_in_another(
    seller: Client, olga: Customer, sell: Sell
) -> None:
    for _number in range(AT_ONCE + 1):
        sell(olga, "2026-01-05", 10)
    other = make_customer("Other")
    page = seller.get(f"/customers/{olga.pk}/timeline/").text
    before = re.search(r"before=([^&\"]*)", page)
    assert before
    assert titles(seller, other, before=before.group(1).replace("%3A", ":")) == ["Customer added"]


def test_by_stage_gathers_what_happened_under_the_stages(
    seller: Client, olga: Customer, sell: Sell
) -> None:
    sell(olga, "2026-01-05", 10)
    sell(olga, "2026-02-05", 10)
    page = seller.get(f"/customers/{olga.pk}/timeline/?by=stage").text
    heads = re.findall(r'<h3 class="timeline-head">(.*?)</h3>', page)
    assert heads == ["Repeat customer", "Order customer"]


def test_hidden_fields_are_told_by_no_happening(seller: Client, olga: Customer, sell: Sell) -> None:
    sell(olga, "2026-01-05", -77)
    Customer.objects.filter(pk=olga.pk).update(country="Chile")
    assert "Return" in titles(seller, olga)
    assert "Record changed" in titles(seller, olga)
    limit(FieldRule.HIDDEN, "orders.amounts", "customers.country", role=SALESPERSON_ALL)
    page = seller.get(f"/customers/{olga.pk}/timeline/").text
    for word in ("Return<", "77.00", "Chile", "Peru", "Record changed"):
        assert word not in page, word
    assert "Order<" in page


def test_who_sees_no_inquiries_and_contacts_is_told_of_none(olga: Customer) -> None:
    make_inquiry("Olga Ltd", customer=olga, state="qualified")
    make_contact("Bo", olga)
    from_finance = Client(headers={"accept-language": "en"})
    from_finance.force_login(make_member("fin", "finance"))
    assert titles(from_finance, olga) == ["New contact: Bo", "Customer added"]
    assert "Inquiries and answers" not in from_finance.get(f"/customers/{olga.pk}/timeline/").text


def test_a_part_is_answered_with_the_part_alone(seller: Client, olga: Customer) -> None:
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    page = seller.get(f"/customers/{olga.pk}/timeline/", headers=headers).text
    assert "Customer added" in page
    assert "<html" not in page


def test_five_years_cost_no_more_queries_than_a_day(
    seller: Client, olga: Customer, sell: Sell, django_assert_max_num_queries: object
) -> None:
    first = datetime(2021, 1, 1, 4, tzinfo=UTC)
    sold = sell(olga, "2021-01-01", 10)
    Order.objects.bulk_create(
        Order(
            customer=olga, source_key=f"k{n}", number=f"K{n}", placed_at=first + timedelta(days=2 * n),
            placed_on=first + timedelta(days=2 * n), currency="CNY", net_amount=10, line_count=1,
        )
        for n in range(900)
    )  # fmt: skip
    assert sold.pk
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        assert len(titles(seller, olga)) == AT_ONCE
