"""Opportunities: opened, moved, won, lost, opened again; every step stays, and nobody writes over another."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from vitalfew.access.api import PROPRIETOR, SALESPERSON
from vitalfew.access.errors import Refused
from vitalfew.access.tests.cast import make_member
from vitalfew.audit.api import Event
from vitalfew.customers.api import Customer, Stage
from vitalfew.customers.tests.records import make_customer
from vitalfew.funnel import actions
from vitalfew.funnel.board import board
from vitalfew.funnel.models import Opportunity, Step
from vitalfew.funnel.purging import purge
from vitalfew.funnel.queries import days_by_stage, steps_of, visible_opportunities
from vitalfew.funnel.stages import stages
from vitalfew.funnel.tests.records import make_opportunity
from vitalfew.identity.api import Member
from vitalfew.inquiries.tests.records import make_inquiry
from vitalfew.kernel.errors import BadInput, Conflict, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(db: None) -> Member:
    return make_member("ada", PROPRIETOR, name="Ada")


def opened(actor: Member, customer: Customer, **facts: Any) -> Opportunity:  # noqa: ANN401 - as told
    facts = {"name": "A press", **facts}
    return actions.open_opportunity(actor=actor, customer_id=customer.pk, **facts)


def stage_of(customer: Customer) -> str:
    customer.refresh_from_db()
    return customer.stage


def test_a_new_company_has_five_stages_in_three_languages() -> None:
    here = stages()
    assert [one.name_zh_hans for one in here] == [
        "初步接洽",
        "需求确认",
        "方案报价",
        "商务谈判",
        "成交",
    ]
    assert [one.probability for one in here] == sorted(one.probability for one in here)
    assert all(one.name_zh_hant and one.name_en for one in here)
    assert [one.pk for one in stages()] == [one.pk for one in here]


def test_every_step_stays_with_who_and_when_and_says_how_long_it_stood(ada: Member) -> None:
    made = opened(ada, make_customer("Firm"), amount=Decimal(1200))
    begun = timezone.now() - timedelta(days=9, hours=1)
    Step.objects.update(at=begun)
    here = stages()
    moved = actions.advance(
        actor=ada, opportunity_id=made.pk, version=made.version, stage_id=here[2].pk
    )
    done = actions.win(actor=ada, opportunity_id=made.pk, version=moved.version)
    assert (done.outcome, done.closed_on, done.stage) == ("won", timezone.localdate(), here[2])
    passed = steps_of(done)
    assert [(one.step.kind, one.step.before, one.step.after) for one in passed] == [
        ("opened", None, here[0]), ("moved", here[0], here[2]), ("won", here[2], here[2]),
    ]  # fmt: skip
    assert {one.step.by for one in passed} == {ada}
    assert days_by_stage(passed) == {here[0].pk: 9, here[2].pk: 0}
    verbs = Event.objects.filter(subject=f"opportunity:{made.pk}").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "opportunity.open", "opportunity.advance", "opportunity.win",
    ]  # fmt: skip


def test_the_stage_it_is_in_is_no_step(ada: Member) -> None:
    made = opened(ada, make_customer("Firm"))
    same = actions.advance(
        actor=ada, opportunity_id=made.pk, version=1, stage_id=made.stage_id
    )  # fmt: skip
    assert same.version == 1
    assert Step.objects.count() == 1


def test_what_is_lost_says_why_and_can_be_opened_again(ada: Member) -> None:
    made = opened(ada, make_customer("Firm"))
    with pytest.raises(BadInput) as refused:
        actions.lose(actor=ada, opportunity_id=made.pk, version=1, reason="")
    assert refused.value.data["field"] == "reason"
    lost = actions.lose(
        actor=ada, opportunity_id=made.pk, version=1, reason="price", note=" 8% too dear "
    )
    assert (lost.lost_reason, lost.lost_note) == ("price", "8% too dear")
    with pytest.raises(Conflict):
        actions.win(actor=ada, opportunity_id=made.pk, version=lost.version)
    again = actions.reopen(actor=ada, opportunity_id=made.pk, version=lost.version)
    assert (again.is_open, again.lost_reason, again.closed_on) == (True, "", None)
    with pytest.raises(Conflict):
        actions.reopen(actor=ada, opportunity_id=made.pk, version=again.version)
    assert list(Step.objects.order_by("pk").values_list("kind", flat=True)) == [
        "opened", "lost", "reopened",
    ]  # fmt: skip


def test_the_slower_of_two_changes_nothing(ada: Member) -> None:
    made = opened(ada, make_customer("Firm"))
    actions.change(actor=ada, opportunity_id=made.pk, version=1, name="Two presses")
    for verb, more in (
        (actions.change, {"name": "Three"}), (actions.win, {}), (actions.advance, {"stage_id": stages()[1].pk}),
        (actions.lose, {"reason": "price"}),
    ):  # fmt: skip
        with pytest.raises(Conflict):
            verb(actor=ada, opportunity_id=made.pk, version=1, **more)
    made.refresh_from_db()
    assert (made.name, made.outcome, made.version) == ("Two presses", "", 2)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"amount": Decimal(-1)}, "amount"),
        ({"amount": Decimal(10) ** 14}, "amount"),
        ({"currency": "yuan"}, "currency"),
        ({"owner": None}, "owner"),
    ],
)
def test_what_cannot_be_is_said_where_it_was_typed(
    ada: Member, facts: dict[str, object], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        opened(ada, make_customer("Firm"), **facts)
    assert refused.value.data["field"] == field
    assert not Opportunity.objects.exists()


def test_its_owner_sees_its_customer_and_its_inquiry_is_of_its_customer(ada: Member) -> None:
    firm = make_customer("Firm", owner=ada)
    stranger = make_member("wes", SALESPERSON)
    with pytest.raises(BadInput) as refused:
        opened(ada, firm, owner=stranger)
    assert refused.value.data["field"] == "owner"
    foreign = make_inquiry("Another", customer=make_customer("Another"))
    with pytest.raises(BadInput) as refused:
        opened(ada, firm, inquiry=foreign)
    assert refused.value.data["field"] == "inquiry"
    own = make_inquiry("Firm", customer=firm)
    assert opened(ada, firm, inquiry=own).inquiry == own


def test_it_is_seen_with_its_customer_and_with_nobody_elses() -> None:
    sally, wes = make_member("sally", SALESPERSON), make_member("wes", SALESPERSON)
    mine, theirs = make_customer("Mine", owner=sally), make_customer("Theirs", owner=wes)
    made = make_opportunity(theirs)
    with pytest.raises(NotFound):
        opened(sally, theirs)
    with pytest.raises(NotFound):
        actions.win(actor=sally, opportunity_id=made.pk, version=1)
    own = opened(sally, mine)
    assert list(visible_opportunities(sally)) == [own]
    with pytest.raises(Refused):
        actions.delete(actor=sally, opportunity_id=own.pk)


def test_an_open_opportunity_makes_the_stage_and_a_lost_one_takes_it_back(ada: Member) -> None:
    firm = make_customer("Firm")
    first, second = opened(ada, firm), opened(ada, firm)
    assert stage_of(firm) == Stage.OPPORTUNITY
    actions.lose(actor=ada, opportunity_id=first.pk, version=1, reason="price")
    assert stage_of(firm) == Stage.OPPORTUNITY
    lost = actions.lose(actor=ada, opportunity_id=second.pk, version=1, reason="price")
    assert stage_of(firm) == Stage.PROSPECT
    actions.reopen(actor=ada, opportunity_id=second.pk, version=lost.version)
    assert stage_of(firm) == Stage.OPPORTUNITY
    actions.delete(actor=ada, opportunity_id=second.pk)
    assert stage_of(firm) == Stage.PROSPECT
    actions.restore(actor=ada, opportunity_id=second.pk)
    assert stage_of(firm) == Stage.OPPORTUNITY


def test_what_lay_in_the_bin_for_thirty_days_is_gone(ada: Member) -> None:
    made, other = (opened(ada, make_customer("Firm")) for _time in range(2))
    for one in (made, other):
        actions.delete(actor=ada, opportunity_id=one.pk)
    Opportunity.everything.filter(pk=made.pk).update(deleted_at=timezone.now() - timedelta(days=31))
    assert purge() == 1
    assert list(Opportunity.everything.all()) == [other]
    with pytest.raises(Conflict):
        actions.restore(actor=ada, opportunity_id=made.pk)


def test_the_board_counts_and_sums_what_its_reader_sees(ada: Member) -> None:
    sally, wes = make_member("sally", SALESPERSON), make_member("wes", SALESPERSON)
    firm = make_customer("Firm", owner=sally)
    make_opportunity(firm, amount=100)
    make_opportunity(firm, amount=50, currency="USD")
    make_opportunity(firm, amount=None)
    make_opportunity(firm, stage=1, amount=7)
    make_opportunity(firm, amount=9, outcome="won", closed_on=timezone.localdate())
    make_opportunity(make_customer("Theirs", owner=wes), amount=1000)
    first, second, *empty = board(sally)
    assert (first.count, second.count, len(first.cards)) == (3, 1, 3)
    assert [(one.currency, one.amount) for one in first.totals] == [
        ("CNY", Decimal(100)), ("USD", Decimal(50)),
    ]  # fmt: skip
    assert [one.count for one in empty] == [0, 0, 0]
    assert board(ada)[0].count == 4
    assert board(ada, owner=wes.pk)[0].count == 1
