"""Opportunities elsewhere: handed over, merged, told, found, sent to programs, and what their pages cost."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from vitalfew.access.api import CUSTOMER_OFFICE, SALESPERSON
from vitalfew.access.tests.cast import make_member
from vitalfew.api.tests.tokens import secret_of
from vitalfew.customers.api import Customer, Stage
from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.api import merge
from vitalfew.duplicates.unmerging import undo
from vitalfew.funnel import actions
from vitalfew.funnel.departures import open_with
from vitalfew.funnel.finding import find_opportunities
from vitalfew.funnel.models import Opportunity
from vitalfew.funnel.queries import steps_of
from vitalfew.funnel.stages import stages
from vitalfew.funnel.tests.records import make_opportunity
from vitalfew.handover import answering
from vitalfew.handover.tests.cast import make_cast, make_customers, offer
from vitalfew.identity.api import Member
from vitalfew.lifecycle.api import refresh_customers

pytestmark = pytest.mark.django_db


@pytest.fixture
def olive(db: None) -> Member:
    return make_member("olive", CUSTOMER_OFFICE, name="Olive", language="en")


def browser(member: Member) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(member)
    return client


def program(member: Member) -> Client:
    return Client(headers={"authorization": f"Bearer {secret_of(member)}", "accept-language": "en"})


def test_a_hand_over_takes_opportunities_along_with_stage_and_steps() -> None:
    cast = make_cast()
    customer, other = make_customers(cast, 2)
    chance = make_opportunity(customer, stage=2, amount=100)
    won = make_opportunity(customer, "Sold", outcome="won", closed_on=timezone.localdate())
    stays, foreign = make_opportunity(other), make_opportunity(customer, owner=cast.mona)
    refresh_customers(ids=[customer.pk])
    handover = offer(cast, [customer])
    giver = browser(cast.lin)
    page = giver.get(
        reverse("handover:item", args=[handover.pk, handover.items.get().pk])
    ).text  # fmt: skip
    pack = giver.get(reverse("handover:pack", args=[handover.pk])).text
    assert "A new press" in page
    assert "Sold" not in page
    assert page.count("Proposal and quote") == pack.count("Proposal and quote") == 1
    before = [one.step.pk for one in steps_of(chance)]
    answering.accept(actor=cast.zhou, handover_id=handover.pk, version=handover.version)
    rows = (chance, won, stays, foreign)
    for one in rows:
        one.refresh_from_db()
    assert [one.owner for one in rows] == [cast.zhou, cast.zhou, cast.lin, cast.mona]
    assert chance.stage == stages()[2]
    assert [one.step.pk for one in steps_of(chance)] == before
    customer.refresh_from_db()
    assert customer.stage == Stage.OPPORTUNITY


def test_open_opportunities_are_in_hand_until_they_are_closed_or_passed_on(olive: Member) -> None:
    sally = make_member("sally", SALESPERSON)
    made = make_opportunity(make_customer("Firm", owner=olive), owner=sally)
    assert open_with(sally) == 1
    actions.lose(actor=olive, opportunity_id=made.pk, version=1, reason="need")
    assert open_with(sally) == 0


def test_merging_moves_opportunities_and_the_stage_follows_both_ways(olive: Member) -> None:
    stays, goes = make_customer("Birch", "A"), make_customer("Birch Ltd", "B")
    made = make_opportunity(goes)
    refresh_customers(ids=[goes.pk])
    versions = {row.pk: row.version for row in Customer.objects.all()}
    done = merge(
        actor=olive, survivor_id=stays.pk, other_id=goes.pk, versions=versions, reason="twice"
    )
    made.refresh_from_db()
    stays.refresh_from_db()
    assert (made.customer, stays.stage) == (stays, Stage.OPPORTUNITY)
    undo(actor=olive, merge_id=done.pk)
    made.refresh_from_db()
    stays.refresh_from_db()
    assert (made.customer_id, stays.stage) == (goes.pk, Stage.PROSPECT)


def test_the_timeline_tells_every_step_and_the_search_finds_it(olive: Member) -> None:
    firm = make_customer("Firm")
    made = actions.open_opportunity(actor=olive, customer_id=firm.pk, name="Two lathes")
    actions.advance(actor=olive, opportunity_id=made.pk, version=1, stage_id=stages()[1].pk)
    actions.lose(actor=olive, opportunity_id=made.pk, version=2, reason="price", note="8% dear")
    page = browser(olive).get(reverse("site:timeline", args=[firm.pk])).text
    for words in ("opened: Two lathes", "another stage: Two lathes", "lost: Two lathes", "8% dear"):
        assert words in page
    hits = find_opportunities(olive, "lathes two", 5)
    assert [(one.title, one.url) for one in hits] == [("Two lathes", f"/funnel/{made.pk}/")]
    assert find_opportunities(make_member("wes", SALESPERSON), "lathes", 5) == []


def test_a_program_opens_moves_and_closes_one_on_the_version_it_read(olive: Member) -> None:
    firm, caller, kind = make_customer("Firm"), program(olive), "application/json"
    sent = {"name": "Two lathes", "amount": "1200.50", "currency": "USD"}
    address = reverse("api:opportunities_of", args=[firm.pk])
    made, again = (
        caller.post(address, sent, headers={"idempotency-key": "k1"}, content_type=kind)
        for _time in range(2)
    )
    assert (made.status_code, again.json()["id"]) == (201, made.json()["id"])
    assert Opportunity.objects.count() == 1
    key, tag = made.json()["id"], made["ETag"]
    stage, body = reverse("api:opportunity_stage", args=[key]), {"stage_id": stages()[1].pk}
    assert caller.put(stage, body, content_type=kind).status_code == 428
    moved = caller.put(stage, body, content_type=kind, headers={"if-match": tag})
    assert (moved.status_code, moved.json()["stage"]["name"]) == (200, "Needs confirmed")
    stale = caller.put(stage, body, content_type=kind, headers={"if-match": tag})
    assert (stale.status_code, stale.json()["stored"]["version"]) == (412, 2)
    outcome, fresh = reverse("api:opportunity_outcome", args=[key]), {"if-match": moved["ETag"]}
    bare = caller.put(outcome, {"outcome": "lost"}, content_type=kind, headers=fresh)
    assert bare.status_code == 422
    why = {"outcome": "lost", "reason": "price"}
    lost = caller.put(outcome, why, content_type=kind, headers=fresh)
    assert (lost.json()["outcome"], lost.json()["lost_reason"]) == ("lost", "price")
    asked = f"?state=lost&customer={firm.pk}"
    listed = caller.get(reverse("api:opportunities") + asked).json()
    assert [(one["id"], one["amount"]) for one in listed["items"]] == [(key, "1200.5000")]
    assert caller.get(reverse("api:opportunities"), {"state": "open"}).json()["items"] == []


def test_the_pages_move_win_lose_and_open_again(olive: Member) -> None:
    firm, client = make_customer("Firm", owner=olive), browser(olive)
    typed = {"name": "Two lathes", "amount": "¥1,200", "owner": olive.pk, "stage": stages()[0].pk}
    assert client.post(reverse("funnel:add", args=[firm.pk]), typed).status_code == 302
    made = Opportunity.objects.get()
    assert (made.amount, made.currency) == (Decimal(1200), "CNY")

    def sent(name: str, **facts: object) -> str:
        answer = client.post(reverse(f"funnel:{name}", args=[made.pk]), facts)
        return answer.get("location", f"{answer.status_code}")

    show, board = reverse("funnel:show", args=[made.pk]), reverse("funnel:board")
    assert sent("advance", version=1, stage=stages()[3].pk, back="board") == board
    assert "Negotiation" in client.get(show).text
    assert sent("win", version=1) == "409"
    refused = client.post(
        reverse("funnel:lose", args=[made.pk]), {"version": 2, "note": "Kept words"}
    )
    assert (refused.status_code, "Kept words" in refused.text) == (422, True)
    assert sent("win", version=2) == show
    assert sent("reopen", version=3) == show
    assert sent("delete") == reverse("funnel:bin")
    assert "Two lathes" in client.get(reverse("funnel:bin")).text
    assert client.get(show).status_code == 404
    assert sent("restore") == show
    assert client.get(show).status_code == 200


@pytest.mark.parametrize("name", ["list", "board"])
def test_a_page_of_many_costs_no_more_questions_than_one_of_few(olive: Member, name: str) -> None:
    client, address = browser(olive), reverse(f"funnel:{name}")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    make_opportunity(make_customer("First", owner=olive))
    client.get(address)
    few = cost()
    for place in range(12):
        make_opportunity(make_customer(f"Firm {place}", owner=olive), stage=place % 5)
    assert cost() == few <= 25
