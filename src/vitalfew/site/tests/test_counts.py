"""Counts and totals are those of the rows one may see: what pages count equals what one would count by hand."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vitalfew.access.api import AUDITOR, PROPRIETOR, SALES_MANAGER, SALESPERSON
from vitalfew.access.tests.cast import make_department, make_member, place
from vitalfew.activity.models import FollowUp
from vitalfew.conftest import Cases
from vitalfew.customers.api import Customer, countries
from vitalfew.customers.models import TeamMember
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.inquiries.tests.records import make_inquiry
from vitalfew.jobs.api import JobState, finish
from vitalfew.site.tests.world import make_order
from vitalfew.trade.api import Order
from vitalfew.trade.queries import currencies
from vitalfew.value.api import current_run, start_run, tiers_for
from vitalfew.value.models import CustomerScore
from vitalfew.web.listing.columns import drawn

LANDS = ("China", "Japan", "Peru")


@pytest.fixture
def people(db: None) -> dict[str, Member]:
    """Four actors, and thirty-six customers spread over owners, departments, lands and orders."""
    sales = make_department("Sales")
    east, west = make_department("East", sales), make_department("West", sales)
    members = {
        "sally": place(make_member("sally", SALESPERSON, language="en"), east),
        "wes": place(make_member("wes", SALESPERSON, language="en"), west),
        "mona": place(make_member("mona", SALES_MANAGER, language="en"), sales),
        "audrey": make_member("audrey", AUDITOR, language="en"),
    }
    homes = {members["sally"]: east, members["wes"]: west, None: None}
    for n in range(36):
        owner = [*homes][n % 3]
        customer = make_customer(
            f"Customer {n:02}", f"C{n}", country=LANDS[n // 3 % 3], owner=owner,
            department=homes[owner], kind="individual" if n % 5 == 0 else "business",
        )  # fmt: skip
        for order in range(n % 4):
            make_order(customer, amount=10 * n + order + 1)
    make_order(None, amount=3)
    helped = Customer.objects.filter(owner=members["wes"]).order_by("pk")[0]
    TeamMember.objects.create(customer=helped, member=members["sally"])
    assert finish(start_run(actor=None)).state == JobState.DONE
    return members


def seen_by_hand(members: dict[str, Member], name: str) -> list[Customer]:
    """Which customers somebody sees, said once more in plain words."""
    everything = list(Customer.objects.all())
    team = set(
        TeamMember.objects.filter(member=members[name]).values_list("customer_id", flat=True)
    )
    if name == "audrey":
        return everything
    if name == "mona":
        return [c for c in everything if c.department_id is not None]
    return [c for c in everything if c.owner_id == members[name].pk or c.pk in team]


def browser(member: Member) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(member)
    return client


def rows_counted(client: Client, path: str) -> int:
    """The number that the page says."""
    text = client.get(path).text
    said = re.search(r'class="list-count">(?:<a[^>]*>)?\s*([\d,]+)', text)
    assert said is not None
    return int(said.group(1).replace(",", ""))


NAMES = st.sampled_from(["sally", "wes", "mona", "audrey"])
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "country": st.sets(st.sampled_from(LANDS), min_size=1),
        "kind": st.sampled_from(["business", "individual"]),
        "tier": st.sampled_from(["A", "B", "C", "D"]),
        "q": st.sampled_from(["Customer", "cu", "1", "Customer 2", "C3"]),
        "net_sales_from": st.integers(0, 400),
        "owner": st.sampled_from(["nobody"]),
    },
)


def fits(customer: Customer, asked: dict[str, object], scores: dict[int, CustomerScore]) -> bool:
    score = scores.get(customer.pk)
    words = str(asked.get("q", "")).lower()
    hay = f"{customer.name} {customer.code} {customer.initials}".lower()
    found = (
        all(word in hay for word in words.split())
        if len(words) > 2
        else customer.sort_key.startswith(words)
        or customer.initials.startswith(words)
        or (customer.code or "").lower() == words
    )
    return (
        found
        and customer.country in asked.get("country", LANDS)  # type: ignore[operator]
        and customer.kind == asked.get("kind", customer.kind)
        and ("owner" not in asked or customer.owner_id is None)
        and ("tier" not in asked or (score is not None and score.tier == asked["tier"]))
        and (
            "net_sales_from" not in asked
            or (score is not None and score.net_sales >= Decimal(str(asked["net_sales_from"])))
        )
    )


@pytest.mark.fault("A6")
def test_counts_of_the_customer_list_equal_those_by_hand(
    people: dict[str, Member], cases: Cases
) -> None:
    scores = {score.customer_id: score for score in CustomerScore.objects.all()}
    seen = {name: seen_by_hand(people, name) for name in people}
    browsers = {name: browser(member) for name, member in people.items()}

    @settings(
        max_examples=cases.number_of(60, 2000),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(name=NAMES, asked=FILTERS)
    def compare(name: str, asked: dict[str, object]) -> None:
        query = "&".join(
            f"{key}={value}"
            for key, values in asked.items()
            for value in (values if isinstance(values, (set, frozenset)) else [values])
        )
        by_hand = [c for c in seen[name] if fits(c, asked, scores)]
        if not by_hand:
            assert "Customer " not in re.sub(
                r"(?s)<form.*?</form>", "", listing(browsers[name], query)
            )
        else:
            assert rows_counted(browsers[name], f"/customers/?{query}") == len(by_hand)
        cases.add()

    compare()


def listing(client: Client, query: str) -> str:
    """The table of the list alone."""
    text = client.get(f"/customers/?{query}").text
    found = re.search(r"(?s)<tbody>.*?</tbody>", text)
    return found.group() if found else ""


@pytest.mark.fault("A6")
@pytest.mark.parametrize("name", ["sally", "wes", "mona", "audrey"])
def test_orders_currencies_countries_and_tier_sums_are_of_ones_own_rows(
    people: dict[str, Member], name: str
) -> None:
    member, seen = people[name], seen_by_hand(people, name)
    keys = {customer.pk for customer in seen}
    orders = [
        order for order in Order.objects.all()
        if order.customer_id in keys or (order.customer_id is None and name == "audrey")
    ]  # fmt: skip
    if name == "sally":  # the team shows the customer with its orders
        assert any(
            order.customer and order.customer.owner_id == people["wes"].pk for order in orders
        )
    assert rows_counted(browser(member), "/orders/") == len(orders)
    assert countries(member) == sorted({customer.country for customer in seen})
    assert currencies(member) == sorted({order.currency for order in orders})
    run = current_run()
    assert run is not None
    by_hand: dict[str, tuple[int, Decimal]] = {}
    for score in CustomerScore.objects.filter(run=run, customer_id__in=keys):
        count, net = by_hand.get(score.tier, (0, Decimal(0)))
        by_hand[score.tier] = (count + 1, net + score.net_sales)
    told = {
        tier.code: (tier.count, tier.net_sales) for tier in tiers_for(member, run) if tier.count
    }
    assert told == by_hand


GROUPINGS = ("owner", "stage", "country", "tier", "kind", "industry", "source")


@pytest.mark.fault("A6")
@pytest.mark.parametrize("name", ["sally", "wes", "mona", "audrey"])
def test_groups_of_the_list_are_of_ones_own_rows_and_open_them(
    people: dict[str, Member], name: str
) -> None:
    client = browser(people[name])
    seen = [one for one in seen_by_hand(people, name) if one.kind == "business"]
    for key in GROUPINGS:
        groups = client.get(f"/customers/?group={key}&kind=business").context["listing"].groups
        assert sum(group.number for group, _url in groups) == len(seen)
        for group, url in groups:
            # "Others" too: owners whom this reader is not offered.
            assert rows_counted(client, url) == group.number, (key, group.label)


def test_groups_add_up_what_their_rows_sold(people: dict[str, Member]) -> None:
    client = browser(people["mona"])
    scores = {score.customer_id: score.net_sales for score in CustomerScore.objects.all()}
    by_hand: dict[str, Decimal] = {}
    for one in seen_by_hand(people, "mona"):
        by_hand[one.country] = by_hand.get(one.country, Decimal(0)) + scores.get(one.pk, 0)
    run = current_run()
    assert run is not None
    groups = client.get("/customers/?group=country").context["listing"].groups
    told = {group.label: group.cells[1][1] for group, _url in groups}
    assert told == {land: drawn("money", net, run.currency) for land, net in by_hand.items()}


@pytest.mark.parametrize("path", ["/inquiries/", "/activity/"])
def test_other_lists_are_grouped_by_whatever_they_offer(
    people: dict[str, Member], path: str
) -> None:
    customers = Customer.objects.filter(department__isnull=False).order_by("pk")[:6]
    for n, one in enumerate(customers):
        make_inquiry(f"Inquiry {n}", owner=[people["sally"], people["wes"], None][n % 3])
        FollowUp.objects.create(
            customer=one, text="Called", way=["call", "visit"][n % 2], author=people["wes"],
            happened_at=timezone.now(), stage=one.stage,
        )  # fmt: skip
    client = browser(make_member("pia", PROPRIETOR, language="en"))
    shown = client.get(path).context["listing"]
    assert shown.groupings
    for label, url, _is_now in shown.groupings:
        groups = client.get(url).context["listing"].groups
        assert sum(group.number for group, _url in groups) == shown.count.number > 0
        for group, opens in groups:
            assert rows_counted(client, opens) == group.number, (label, group.label)


def test_a_list_is_grouped_by_nothing_that_is_not_on_offer(people: dict[str, Member]) -> None:
    page = browser(people["mona"]).get("/customers/?group=pinyin")
    assert page.context["listing"].grouped is None
    assert page.context["listing"].rows


@pytest.mark.fault("A6")
def test_company_totals_are_for_those_who_see_every_customer(people: dict[str, Member]) -> None:
    run = current_run()
    assert run is not None
    for name, sees in (("sally", False), ("mona", False), ("audrey", True)):
        page = browser(people[name]).get("/value/").text
        assert ("data-chart" in page) is sees
        assert ("customers you may see" in page) is not sees
