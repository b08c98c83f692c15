"""Asked for, told, offered, answered: what changes hands, when, and what nobody may do."""

import pytest
from django.utils import timezone

from vitalfew.access.api import Refused
from vitalfew.audit.api import Event
from vitalfew.customers.api import Customer, visible_to
from vitalfew.customers.models import TeamMember
from vitalfew.customers.tests.records import make_customer
from vitalfew.handover import actions, answering, queries
from vitalfew.handover.models import Handover
from vitalfew.handover.policies import items_visible_to, waiting_for
from vitalfew.handover.rules import Answer, State
from vitalfew.handover.tests.cast import Cast, ask, make_cast, make_customers, offer
from vitalfew.identity.administering import deactivate
from vitalfew.inquiries.models import Assignment
from vitalfew.inquiries.tests.records import make_inquiry
from vitalfew.jobs.api import PlanRow, finish
from vitalfew.jobs.planning import confirm, counts_of, take_back
from vitalfew.kernel.errors import BadInput, Conflict, NotFound
from vitalfew.outbox.models import Message
from vitalfew.ownership.api import How, Period
from vitalfew.people.tests.records import make_contact


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def owners(customers: list[Customer]) -> set[str]:
    rows = Customer.objects.filter(pk__in=[one.pk for one in customers])
    return {str(one.owner) for one in rows.select_related("owner")}


def test_nothing_changes_hands_before_the_successor_accepts(cast: Cast) -> None:
    customers = make_customers(cast, 3)
    handover = offer(cast, customers)
    assert owners(customers) == {"Lin"}
    done = answering.accept(actor=cast.zhou, handover_id=handover.pk, version=handover.version)
    assert owners(customers) == {"Zhou"}
    assert done.state == State.DONE
    assert done.decided_by == cast.zhou
    periods = Period.objects.filter(customer=customers[0]).order_by("since", "pk")
    assert [(str(one.owner), one.began_how) for one in periods] == [
        ("Lin", How.CREATED), ("Zhou", How.HANDED_OVER),
    ]  # fmt: skip
    assert periods[0].ended_because == "Lin moves to Chengdu"
    told = Event.objects.get(verb="handover.accept", subject=f"customer:{customers[0].pk}")
    assert told.data["owner"] == [cast.lin.pk, cast.zhou.pk]


def test_contacts_and_open_inquiries_go_along_with_their_history(cast: Cast) -> None:
    customer, other = make_customers(cast, 2)
    make_contact("Chen", customer)
    facts = {"owner": cast.lin, "department": cast.east, "state": "assigned"}
    asked = make_inquiry("Chen asks", customer=customer, **facts)
    stays = make_inquiry("Somebody else", customer=other, **facts)
    handover = offer(cast, [customer])
    answering.accept(actor=cast.zhou, handover_id=handover.pk, version=handover.version)
    asked.refresh_from_db()
    stays.refresh_from_db()
    assert (asked.owner, asked.state) == (cast.zhou, "assigned")
    assert stays.owner == cast.lin
    assert Assignment.objects.filter(inquiry=asked, member=cast.zhou, by=cast.zhou).exists()
    assert [one.name for one in visible_to(cast.zhou)] == [customer.name]


def test_inquiries_of_no_customer_go_to_the_first_successor_when_all_is_handed_over(
    cast: Cast,
) -> None:
    make_customers(cast, 3)
    lost = make_inquiry("Nobody's yet", owner=cast.lin, department=cast.east, state="assigned")
    made = actions.ask_for_all(
        actor=cast.mona, giver=cast.lin, successors=[cast.zhou, cast.wu],
        terms=actions.Terms("Leaves", with_inquiries=True),
    )  # fmt: skip
    assert [(one.successor, one.items.count(), one.with_inquiries) for one in made] == [
        (cast.zhou, 2, True), (cast.wu, 1, False),
    ]  # fmt: skip
    for one in made:
        given = actions.offer(actor=cast.mona, handover_id=one.pk, version=one.version)
        answering.accept(actor=one.successor, handover_id=one.pk, version=given.version)
    lost.refresh_from_db()
    assert lost.owner == cast.zhou
    assert queries.left_in_hand(cast.lin) == []
    deactivate(actor=cast.adam, member=cast.lin)


def test_whoever_has_something_left_cannot_be_deactivated(cast: Cast) -> None:
    offer(cast, make_customers(cast, 1))
    with pytest.raises(Conflict, match="Lin still has"):
        deactivate(actor=cast.adam, member=cast.lin)


def test_sent_back_with_a_reason_it_stays_and_is_offered_again_to_somebody_else(cast: Cast) -> None:
    customers = make_customers(cast, 2)
    handover = offer(cast, customers)
    with pytest.raises(BadInput, match="reason"):
        answering.send_back(
            actor=cast.zhou, handover_id=handover.pk, version=handover.version, reason=" "
        )
    back = answering.send_back(
        actor=cast.zhou, handover_id=handover.pk, version=handover.version, reason="No receivables"
    )
    assert (back.state, back.sent_back_because) == (State.SENT_BACK, "No receivables")
    assert owners(customers) == {"Lin"}
    assert waiting_for(cast.zhou) == 0
    again = actions.offer(
        actor=cast.mona, handover_id=back.pk, version=back.version, successor=cast.wu
    )
    assert waiting_for(cast.wu) == 1
    answering.accept(actor=cast.wu, handover_id=again.pk, version=again.version)
    assert owners(customers) == {"Wu"}


def test_single_customers_are_answered_one_by_one(cast: Cast) -> None:
    customers = make_customers(cast, 2)
    handover = offer(cast, customers)
    first, second = handover.items.order_by("customer__name")
    now = answering.accept(
        actor=cast.zhou, handover_id=handover.pk, version=handover.version, item_id=first.pk
    )
    assert now.state == State.OFFERED
    now = answering.send_back(
        actor=cast.zhou,
        handover_id=now.pk,
        version=now.version,
        reason="Too far",
        item_id=second.pk,
    )
    assert now.state == State.SENT_BACK
    assert owners(customers) == {"Zhou", "Lin"}


def test_the_manager_decides_in_the_place_of_the_successor(cast: Cast) -> None:
    customers = make_customers(cast, 1)
    handover = offer(cast, customers)
    done = answering.accept(actor=cast.mona, handover_id=handover.pk, version=handover.version)
    assert (done.decided_by, owners(customers)) == (cast.mona, {"Zhou"})


def test_neither_the_giver_nor_a_stranger_accepts(cast: Cast) -> None:
    handover = offer(cast, make_customers(cast, 1))
    with pytest.raises(Refused):
        answering.accept(actor=cast.lin, handover_id=handover.pk, version=handover.version)
    with pytest.raises(NotFound):
        answering.accept(actor=cast.far, handover_id=handover.pk, version=handover.version)


def test_nobody_hands_over_what_is_somebody_elses(cast: Cast) -> None:
    customers = make_customers(cast, 1)
    with pytest.raises(Refused):
        ask(cast, customers, by=cast.zhou)
    with pytest.raises(Refused):
        ask(cast, customers, by=cast.far)
    assert ask(cast, customers, by=cast.mona).asked_by == cast.mona


def test_a_customer_is_handed_over_to_one_successor_at_a_time(cast: Cast) -> None:
    customers = make_customers(cast, 1)
    ask(cast, customers)
    with pytest.raises(BadInput, match="under way"):
        ask(cast, customers, by=cast.mona)


def test_an_answer_to_another_version_is_refused(cast: Cast) -> None:
    customers = make_customers(cast, 1)
    handover = offer(cast, customers)
    with pytest.raises(Conflict, match="meanwhile"):
        answering.accept(actor=cast.zhou, handover_id=handover.pk, version=handover.version - 1)
    assert owners(customers) == {"Lin"}


def test_what_is_not_the_givers_any_more_is_left_alone(cast: Cast) -> None:
    customers = make_customers(cast, 2)
    handover = offer(cast, customers)
    Customer.objects.filter(pk=customers[0].pk).update(owner=cast.wu)
    answering.accept(actor=cast.zhou, handover_id=handover.pk, version=handover.version)
    assert owners(customers) == {"Wu", "Zhou"}
    answers = handover.items.values_list("customer", "answer")
    assert dict(answers) == {
        customers[0].pk: Answer.DROPPED, customers[1].pk: Answer.ACCEPTED,
    }  # fmt: skip


def test_the_successor_reads_until_the_answer_and_the_former_owner_for_some_days(
    cast: Cast,
) -> None:
    customer, other = make_customers(cast, 2)
    assert not visible_to(cast.zhou).exists()
    handover = offer(cast, [customer], keep_days=14)
    assert list(visible_to(cast.zhou)) == [customer]
    answering.accept(actor=cast.zhou, handover_id=handover.pk, version=handover.version)
    assert set(visible_to(cast.lin)) == {customer, other}
    kept = TeamMember.objects.get(member=cast.lin, customer=customer)
    assert (kept.expires_on - timezone.localdate()).days == 14  # type: ignore[operator]
    assert not kept.may_write
    assert TeamMember.objects.get(member=cast.zhou, customer=customer).removed_at is not None


def test_sent_back_or_withdrawn_the_successor_sees_nothing_any_more(cast: Cast) -> None:
    customers = make_customers(cast, 1)
    handover = offer(cast, customers)
    assert items_visible_to(cast.zhou).count() == 1
    actions.withdraw(actor=cast.lin, handover_id=handover.pk, version=handover.version)
    assert not visible_to(cast.zhou).exists()
    assert not items_visible_to(cast.zhou).exists()
    assert owners(customers) == {"Lin"}


def test_unseen_beforehand_only_the_names_and_what_is_told_are_shown(cast: Cast) -> None:
    handover = offer(cast, make_customers(cast, 1), may_look=False)
    assert not visible_to(cast.zhou).exists()
    assert items_visible_to(cast.zhou).filter(handover=handover).count() == 1


def test_a_second_writer_of_a_checklist_is_told(cast: Cast) -> None:
    handover = ask(cast, make_customers(cast, 1))
    item = handover.items.get()
    told = {"handover_id": handover.pk, "item_id": item.pk, "version": item.version}
    actions.tell(actor=cast.lin, told=["promises"], promises="A visit in May", **told)  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="typing"):
        actions.tell(actor=cast.mona, told=[], promises="", **told)  # type: ignore[arg-type]
    item.refresh_from_db()
    assert (item.promises, item.points_told) == ("A visit in May", 1)


def test_the_successor_is_told_by_mail_where_they_want_it(cast: Cast) -> None:
    cast.zhou.email = "zhou@example.org"
    cast.zhou.save()
    offer(cast, make_customers(cast, 2))
    mail = Message.objects.get()
    assert mail.recipients == ["zhou@example.org"]
    assert "2 customers" in mail.body
    assert "Nanshan" not in mail.body
    Message.objects.all().delete()
    cast.zhou.mails_notices = False
    cast.zhou.save()
    offer(cast, [make_customer("Extra", owner=cast.lin, department=cast.east)])
    assert not Message.objects.exists()


def test_an_administrator_asks_for_all_and_sees_no_names(cast: Cast) -> None:
    make_customers(cast, 2)
    made = actions.ask_for_all(
        actor=cast.adam, giver=cast.lin, successors=[cast.zhou], terms=actions.Terms("Leaves")
    )
    shown = queries.shown(cast.adam, made[0])
    assert (shown.number, shown.items, shown.unnamed) == (2, [], 2)
    assert shown.can_offer
    assert not shown.can_answer


def many(cast: Cast, number: int) -> tuple[list[Customer], Handover]:
    customers = make_customers(cast, number)
    return customers, offer(cast, customers)


def test_many_are_accepted_as_a_plan_in_batches(cast: Cast) -> None:
    customers, handover = many(cast, answering.AT_ONCE + 5)
    with pytest.raises(BadInput, match="plan"):
        answering.accept(actor=cast.zhou, handover_id=handover.pk, version=handover.version)
    Customer.objects.filter(pk=customers[0].pk).update(owner=cast.wu)
    plan = answering.plan_acceptance(
        actor=cast.zhou, handover_id=handover.pk, version=handover.version
    )
    assert counts_of(plan) == {
        PlanRow.Outcome.PLANNED: len(customers) - 1, PlanRow.Outcome.CHANGED: 1,
    }  # fmt: skip
    assert owners(customers) == {"Lin", "Wu"}
    finish(confirm(actor=cast.zhou, plan_id=plan.pk))
    assert owners(customers) == {"Zhou", "Wu"}
    handover.refresh_from_db()
    assert handover.state == State.DONE
    finish(take_back(actor=cast.zhou, plan_id=plan.pk))
    assert owners(customers) == {"Lin", "Wu"}
