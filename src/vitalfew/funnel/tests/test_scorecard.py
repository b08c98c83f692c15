"""The sales scorecard: quick and frequent winners first, whatever they sold; every number opens its rows."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from vitalfew.access.api import PROPRIETOR, SALESPERSON
from vitalfew.access.tests.cast import make_member
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.funnel.models import Opportunity
from vitalfew.funnel.scorecard import FEW, Score, scorecard
from vitalfew.funnel.tests.records import make_opportunity
from vitalfew.identity.api import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(db: None) -> Member:
    return make_member("ada", PROPRIETOR, name="Ada")


@pytest.fixture
def customer(ada: Member) -> Customer:
    return make_customer("Birch", owner=ada)


def closed(
    customer: Customer, seller: Member, outcome: str, cycle: int = 10, *, ago: int = 1, amount: int = 100
) -> Opportunity:  # fmt: skip
    """Closed some days ago, after so many days."""
    day = timezone.localdate() - timedelta(days=ago)
    opened = timezone.make_aware(datetime.combine(day - timedelta(days=cycle), time(23, 30)))
    return make_opportunity(
        customer, owner=seller, outcome=outcome, closed_on=day, opened_at=opened, amount=Decimal(amount),
        lost_reason="price" if outcome == "lost" else "",
    )  # fmt: skip


def one_of(scores: list[Score], seller: Member) -> Score:
    return next(score for score in scores if score.seller == seller)


def test_two_with_equal_sales_are_placed_by_cycle_and_success(
    ada: Member, customer: Customer
) -> None:
    quick, slow = make_member("quick", SALESPERSON), make_member("slow", SALESPERSON)
    for seller, cycle, losses in ((slow, 40, 3), (quick, 10, 1)):
        for _ in range(3):
            closed(customer, seller, "won", cycle)
        for _ in range(losses):
            closed(customer, seller, "lost")
    first, second = scorecard(ada, 90)
    assert [(one.seller, one.place) for one in (first, second)] == [(quick, 1), (slow, 2)]
    assert [one.totals[0].amount for one in (first, second)] == [300, 300]
    assert [(one.cycle_days, one.success) for one in (first, second)] == [(10, 0.75), (40, 0.5)]


def test_quicker_and_more_often_share_a_place_and_the_amount_orders_them(
    ada: Member, customer: Customer
) -> None:
    quick, often = make_member("quick", SALESPERSON), make_member("often", SALESPERSON)
    for _ in range(3):
        closed(customer, quick, "won", 5, amount=10)
        closed(customer, often, "won", 30, amount=90)
    closed(customer, quick, "lost")
    assert [(one.seller, one.place) for one in scorecard(ada, 90)] == [(often, 1), (quick, 1)]


def test_too_few_are_not_placed_and_the_median_is_of_the_won_ones(
    ada: Member, customer: Customer
) -> None:
    lin = make_member("lin", SALESPERSON)
    for _ in range(FEW - 1):
        closed(customer, lin, "won", 8)
    assert [(one.seller, one.place) for one in scorecard(ada, 90)] == [(lin, None)]
    closed(customer, lin, "won", 80)
    closed(customer, lin, "lost", 300)
    found = one_of(scorecard(ada, 90), lin)
    assert (found.place, found.cycle_days, found.won, found.lost) == (1, 8, 3, 1)


def test_only_what_closed_in_the_period_and_is_ones_to_see_counts(
    ada: Member, customer: Customer
) -> None:
    lin, wes = make_member("lin", SALESPERSON), make_member("wes", SALESPERSON)
    closed(customer, lin, "won", ago=29)
    closed(customer, lin, "won", ago=30)
    make_opportunity(customer, owner=lin)  # still open
    assert one_of(scorecard(ada, 30), lin).won == 1
    assert one_of(scorecard(ada, 90), lin).won == 2
    assert scorecard(wes, 90) == []


def test_every_number_opens_its_rows(ada: Member, customer: Customer, client: Client) -> None:
    for outcome in ("won", "won", "lost"):
        closed(customer, ada, outcome)
    closed(customer, ada, "lost", ago=100)
    closed(customer, make_member("lin", SALESPERSON), "won")
    client.force_login(ada)
    page = client.get("/funnel/scorecard/?days=90", headers={"accept-language": "en"}).text
    found = one_of(scorecard(ada, 90), ada)
    for url, number in ((found.won_url, 2), (found.lost_url, 1), (found.closed_url, 3)):
        assert escape(url) in page
        rows = client.get(url, headers={"accept-language": "en"}).text
        assert f"{number} row" in rows


def test_many_sellers_cost_no_more_questions_than_one(ada: Member, customer: Customer) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            scorecard(ada, 90)
        return len(asked)

    closed(customer, ada, "won")
    scorecard(ada, 90)
    one = cost()
    for number in range(6):
        closed(customer, make_member(f"seller{number}", SALESPERSON), "won")
    assert cost() == one


def test_nothing_closed_is_a_sentence(ada: Member, client: Client) -> None:
    client.force_login(ada)
    page = client.get("/funnel/scorecard/?days=x", headers={"accept-language": "en"}).text
    assert "Nothing that you may see was won or lost in this time." in page
