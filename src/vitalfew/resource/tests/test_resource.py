"""The two boards and the tables: each figure opens exactly what it counts, for whoever reads it."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from vitalfew.access.api import (
    CUSTOMER_OFFICE,
    SALES_MANAGER,
    SALESPERSON,
    FieldRule,
)
from vitalfew.access.tests.cast import limit, make_department, make_member, place
from vitalfew.conftest import Sell
from vitalfew.customers.api import Customer
from vitalfew.customers.models import CustomerPhone, TeamMember
from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.models import Pair
from vitalfew.handover.models import Handover, Item
from vitalfew.identity.api import Member
from vitalfew.inquiries.models import Inquiry
from vitalfew.inquiries.tests.records import make_inquiry
from vitalfew.jobs.api import Job, JobState, finish
from vitalfew.pool.models import Notice, Rule
from vitalfew.pool.tests.cast import lay, make_pool
from vitalfew.resource import tables, tiles
from vitalfew.resource.actions import start_count
from vitalfew.resource.counting import COUNT, count, count_when_due
from vitalfew.resource.figures import Resource, resource_of
from vitalfew.resource.findings import PERIODS
from vitalfew.resource.models import State, Tally
from vitalfew.resource.tiles import Tile
from vitalfew.upkeep.api import Requirement, upkeep_of
from vitalfew.value.api import start_run

pytestmark = pytest.mark.django_db
READERS = ("lin", "mona", "office")


@dataclass(frozen=True)
class Firm:
    """Two departments, a salesperson who helps with a customer of the other one, a manager, and the office."""

    members: dict[str, Member]
    customers: dict[str, Customer]

    def resource(self, reader: str) -> Resource:
        """What one of them may know of the last count."""
        found = resource_of(self.members[reader])
        assert found is not None
        return found

    def client(self, reader: str) -> Client:
        """The browser of one of them."""
        client = Client(headers={"accept-language": "en"})
        client.force_login(self.members[reader])
        return client


@pytest.fixture
def firm(sell: Sell) -> Firm:
    """Twelve customers in every state there is a figure for."""
    Requirement.objects.all().delete()
    east, west = make_department("East"), make_department("West")
    members = {
        "lin": place(make_member("lin", SALESPERSON, name="Lin", language="en"), east),
        "zhou": place(make_member("zhou", SALESPERSON, name="Zhou", language="en"), east),
        "left": place(make_member("left", SALESPERSON, name="Left", is_active=False), east),
        "far": place(make_member("far", SALESPERSON, name="Far", language="en"), west),
        "mona": place(make_member("mona", SALES_MANAGER, name="Mona", language="en"), east),
        "office": make_member("olive", CUSTOMER_OFFICE, name="Olive", language="en"),
    }
    owners = ("lin", "lin", "lin", "zhou", "zhou", "left", "far", "far", "far", None, None)
    customers: dict[str, Customer] = {}
    for place_in_line, name in enumerate(owners):
        owner = members[name] if name else None
        department = None if owner is None else west if name == "far" else east
        key = f"{name} {place_in_line}"
        customers[key] = make_customer(
            key, owner=owner, department=department, country="Peru" if place_in_line % 2 else "",
            source=("phone", "", "search")[place_in_line % 3],
        )  # fmt: skip
        CustomerPhone.objects.create(
            customer=customers[key], raw="1", e164=f"+86138{place_in_line:08}"
        )
    pool = make_pool("Pool", east)
    customers["pooled"] = lay(pool, "Pooled")
    helped = customers["far 6"]
    TeamMember.objects.create(customer=helped, member=members["lin"])
    _buy(sell, customers)
    _wait(members, customers, Rule.objects.create(pool=pool, name="Silent", days=90))
    Requirement.objects.create(fact="country")
    Requirement.objects.create(fact="website", from_stage="order")
    Requirement.objects.create(fact="phone", kind="business")
    Requirement.objects.create(fact="purchase", from_stage="order", days=100)
    finish(start_run(actor=None))
    for step in range(40):
        sell(customers["far 8"], str(timezone.localdate() - timedelta(days=step + 1)), 900)
    finish(start_run(actor=None))
    count()
    return Firm(members, customers)


def _buy(sell: Sell, customers: dict[str, Customer]) -> None:
    """New ones, faithful ones, one who came back, and one who is silent."""
    days = {
        "lin 0": (5,), "lin 1": (700, 20), "lin 2": (400, 300), "zhou 3": (150, 120, 60, 10), "zhou 4": (45,),
        "left 5": (500,), "far 6": (210, 8), "far 7": (80, 70), "far 8": (360,),
    }  # fmt: skip
    for size, (name, ago) in enumerate(days.items(), 1):
        for back in ago:
            sell(customers[name], str(timezone.localdate() - timedelta(days=back)), 100 * size)
        Customer.objects.filter(pk=customers[name].pk).update(
            stage="repeat" if len(ago) > 1 else "order"
        )


def _wait(members: dict[str, Member], customers: dict[str, Customer], rule: Rule) -> None:
    """A pair, a hand-over, a warning, and inquiries: one waits, one became a customer, one brought an order."""
    Pair.objects.create(
        first=customers["lin 0"], second=customers["lin 1"], verdict="likely", score=7
    )
    Pair.objects.create(
        first=customers["far 6"], second=customers["far 7"], verdict="likely", score=7
    )
    made = Handover.objects.create(
        giver=members["lin"], successor=members["zhou"], asked_by=members["lin"], reason="Moves", state="offered"
    )  # fmt: skip
    Item.objects.create(handover=made, customer=customers["lin 2"])
    now = timezone.now()
    Notice.objects.create(
        rule=rule,
        customer=customers["lin 2"],
        owner=members["lin"],
        warned_at=now,
        goes_on=now.date(),
    )
    for name, state, back in (
        ("lin 0", "qualified", 7), ("lin 1", "qualified", 8), ("zhou 4", "qualified", 50), ("far 7", "new", 3),
        ("lin 2", "assigned", 200),
    ):  # fmt: skip
        customer = customers[name]
        make_inquiry(
            f"Asks {name}", owner=customer.owner, department=customer.department, state=state,
            customer=customer if state == "qualified" else None, received_at=now - timedelta(days=back), source="phone",
        )  # fmt: skip


def opened(client: Client, tile: Tile) -> int:
    """How many rows stand behind a tile."""
    joint = "&" if "?" in tile.url else "?"
    answer = client.get(f"{tile.url}{joint}count=all")
    assert answer.status_code == 200, tile
    return int(answer.context["listing"].count.number)


@pytest.mark.parametrize("reader", READERS)
def test_every_tile_opens_exactly_what_it_counts(firm: Firm, reader: str) -> None:
    resource, client, actor = firm.resource(reader), firm.client(reader), firm.members[reader]
    boards = [
        tiles.management(actor, resource),
        *(tiles.use(actor, resource, days) for days in (PERIODS[0], PERIODS[-1])),
    ]
    seen = set()
    for tile in (tile for board in boards for tile in board):
        figure = tile.figure
        if tile.key == "expected":
            continue  # money: its list has the customers whose expectations it is the sum of
        assert opened(client, tile) == figure, tile
        if figure:
            seen.add(tile.key)
    assert {"incomplete", "outdated", "first", "bought", "again", "woke", "asked", "became"} <= seen


def figures(firm: Firm, reader: str, days: int = 90) -> dict[str, int]:
    actor, resource = firm.members[reader], firm.resource(reader)
    board = tiles.management(actor, resource) + tiles.use(actor, resource, days)
    return {tile.key: int(tile.figure) for tile in board if tile.key != "expected"}


def test_the_figures_are_those_of_the_reach(firm: Firm) -> None:
    office, lin = figures(firm, "office"), figures(firm, "lin")
    assert office | {"rose": 0, "fell": 0} == {
        "unowned": 2, "gone": 1, "incomplete": 11, "outdated": 2, "pooled": 1, "duplicates": 2, "leaving": 1,
        "alike_people": 0,
        "handovers": 1, "unanswered": 2, "asked": 4, "became": 3, "sold": 2, "first": 3, "bought": 7,
        "again": 4, "woke": 3, "rose": 0, "fell": 0,
    }  # fmt: skip
    assert office["rose"] >= 1
    # Own, and one that a team helps with.
    assert (lin["bought"], lin["first"], lin["woke"], lin["duplicates"]) == (3, 1, 2, 1)
    assert "unowned" not in lin
    assert "gone" not in lin


def test_what_is_missing_is_what_each_customers_page_says(firm: Firm) -> None:
    office = firm.members["office"]
    answer = firm.client("office").get("/resource/customers/wanting/")
    rows = {row.row.pk: row.row for row in answer.context["listing"].rows}
    resource = firm.resource("office")
    for customer in Customer.objects.all():
        tier = customer.scores.order_by("-run_id").values_list("tier", flat=True).first()
        told = upkeep_of(office, customer, tier or "")
        state = State.objects.get(pk=customer.pk)
        keys = [fact.key for bit, fact in resource.facts.items() if state.missing >> bit & 1]
        old = [fact.key for bit, fact in resource.facts.items() if state.too_old >> bit & 1]
        assert keys == [one.fact.key for one in told.missing], customer
        assert old == [one.fact.key for one in told.too_old], customer
        assert (customer.pk in rows) == bool(told.missing or told.too_old)


def test_the_list_of_what_is_missing_is_taken_out_with_it(firm: Firm) -> None:
    file = firm.client("office").get("/resource/customers/wanting/?format=csv&missing=country")
    lines = file.getvalue().decode().splitlines()
    assert "Missing" in lines[0]
    assert len(lines) == 1 + sum(1 for one in firm.customers.values() if not one.country)
    assert all("Country or region" in line for line in lines[1:])


def test_who_may_not_know_of_a_fact_is_not_told_that_it_is_missing(firm: Firm) -> None:
    limit(FieldRule.HIDDEN, "customers.country")
    lin, resource = firm.members["lin"], firm.resource("lin")
    tile = next(one for one in tiles.management(lin, resource) if one.key == "incomplete")
    assert tile.figure == opened(firm.client("lin"), tile)
    page = firm.client("lin").get("/resource/customers/all/?absent=country").text
    assert "Country or region" not in page


def test_accounts_by_owner_add_up_and_lead_to_the_handing_over(firm: Firm) -> None:
    rows = tables.by_owner(firm.resource("office"))
    assert sum(row.number for row in rows) == Customer.objects.count()
    named = {row.owner.username if row.owner else "": row for row in rows}
    assert {name: row.number for name, row in named.items()} == {
        "lin": 3, "zhou": 2, "left": 1, "far": 3, "": 3,
    }  # fmt: skip
    assert rows[-1].owner is None
    assert named["left"].handover_url
    assert named["lin"].leaving == 1
    client = firm.client("office")
    for row in rows:
        answer = client.get(f"{row.url}&count=all")
        assert answer.context["listing"].count.number == row.number
    assert "has left" in client.get("/resource/owners/").text


def test_sources_add_up_to_all(firm: Firm) -> None:
    found = tables.by_source(firm.resource("office"))
    client = firm.client("office")
    assert found.total.customers == Customer.objects.count()
    assert found.total.inquiries == Inquiry.objects.count()
    assert found.total.sold == State.objects.filter(first_on__isnull=False).count()
    assert found.total.profit == sum(
        (one.profit or Decimal(0) for one in State.objects.all()), Decimal(0)
    )
    for row in found.rows:
        for url, number in ((row.url, row.customers), (row.sold_url, row.sold)):
            assert client.get(f"{url}&count=all").context["listing"].count.number == number
        if row.inquiries_url:
            answer = client.get(f"{row.inquiries_url}&count=all")
            assert answer.context["listing"].count.number == row.inquiries


def test_the_fields_of_a_department_open_those_that_leave_them_empty(firm: Firm) -> None:
    found, client = tables.consistency(firm.resource("mona")), firm.client("mona")
    assert found.departments == ["East"]
    country = next(row for row in found.rows if str(row.label) == "Country or region")
    assert country.is_asked
    for row in (country, *found.rows[:2]):
        for cell in (cell for cell in row.cells if cell):
            answer = client.get(f"{cell.url}&count=all")
            assert answer.context["listing"].count.number == cell.empty, row.label
    assert found.weak


def test_every_page_opens_also_before_anything_is_counted(
    client: Client, administrator: Member
) -> None:
    client.force_login(administrator)
    paths = ("", "use/", "owners/", "sources/", "fields/", "customers/wanting/")
    for path in paths:
        assert (
            "no customers to count yet"
            in client.get(f"/resource/{path}", headers={"accept-language": "en"}).text
        )
    make_customer("Olga")
    assert (
        "Nothing has been counted yet"
        in client.get("/resource/", headers={"accept-language": "en"}).text
    )


def test_what_was_counted_before_anything_was_valued_names_no_money(client: Client) -> None:
    office = make_member("olive", CUSTOMER_OFFICE, language="en")
    make_customer("Birch", owner=office)
    assert finish(start_count(actor=office)).state == JobState.DONE
    client.force_login(office)
    for name in ("owners", "sources"):
        answer = client.get(reverse(f"resource:{name}"))
        assert answer.status_code == 200
        assert "Birch" not in answer.text
        assert "Net sales" not in answer.text
        assert "Profit contribution" not in answer.text


def test_pages_ask_few_questions(
    firm: Firm, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for reader in READERS:
        client = firm.client(reader)
        client.get("/resource/")
        for path in ("", "use/", "owners/", "sources/", "fields/", "customers/wanting/"):
            with django_assert_max_num_queries(25):
                assert client.get(f"/resource/{path}").status_code == 200


def test_a_count_of_the_same_changes_nothing_and_drops_who_is_gone(firm: Firm) -> None:
    sums = set(Tally.objects.values_list("key", "owner_id", "department_id", "number", "amount"))
    count()
    assert sums == set(
        Tally.objects.values_list("key", "owner_id", "department_id", "number", "amount")
    )
    gone = firm.customers["lin 0"]
    Customer.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())
    number = State.objects.count()
    count()
    assert State.objects.count() == number - 1


def test_the_days_count_starts_once(firm: Firm) -> None:
    first = count_when_due()
    assert first is not None
    assert finish(first).error == ""
    assert count_when_due() is None
    assert Job.objects.filter(kind=COUNT).count() == 1


def test_counting_now_takes_the_right_to_set_what_should_be_known(firm: Firm) -> None:
    assert firm.client("lin").post("/resource/count/").status_code == 403
    assert firm.client("office").post("/resource/count/").status_code == 302


def test_what_is_not_counted_is_not_there(firm: Firm) -> None:
    client = firm.client("office")
    wrong = ("nothing/", "bought/", "bought/7/", "gone/90/")
    for path in (*(f"customers/{end}" for end in wrong), "inquiries/x/90/"):
        assert client.get(f"/resource/{path}").status_code == 404
