"""Many customers at once: planned, looked at, confirmed; exactly those, once, and back again."""

import random
import re
from collections.abc import Mapping, Sequence, Set
from datetime import timedelta
from functools import partial
from itertools import combinations
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from vitalfew.audit.models import Entry, Event
from vitalfew.conftest import Cases
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.jobs import planning
from vitalfew.jobs.api import Job, JobState, Plan, PlanRow, finish
from vitalfew.pool.models import Pooled
from vitalfew.site.tests.test_twice import at_once
from vitalfew.site.tests.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)

Outcome = PlanRow.Outcome
EDITED = {"name": "Edited", "kind": "business", "code": "", "country": "Peru", "version": "1"}


@pytest.fixture
def world() -> World:
    return make_world(with_twins=False)


def planned(
    client: Client, what: str, keys: Sequence[int] = (), query: str = "", **typed: object
) -> Plan:
    """The plan that the pages lead to."""
    asked = query or urlencode({"ids": list(keys)}, doseq=True)
    answer = client.post(f"/customers/bulk/{what}/?{asked}", {"reason": "moved", **typed})
    assert answer.status_code == 302, answer.text
    found = re.fullmatch(r"/jobs/plans/([0-9a-f-]+)/", answer["Location"])
    assert found is not None
    return Plan.objects.get(pk=found[1])


def carried_out(client: Client, plan: Plan, undo: str = "") -> dict[str, object]:
    """What came of it, once confirmed."""
    assert client.post(f"/jobs/plans/{plan.pk}/{undo}").status_code == 302
    plan.refresh_from_db()
    job = plan.undo_job if undo else plan.job
    assert job is not None
    done = finish(job)
    assert done.state == JobState.DONE, done.error
    return dict(done.result)


def test_the_ticked_customers_and_no_others_get_the_new_owner_and_go_back(world: World) -> None:
    manager, sally = world.client("manager"), world.members["salesperson"]
    mine, same = world.customers["own"], world.customers["same"]
    plan = planned(manager, "assign", [same.pk, mine.pk], owner=sally.pk)
    page = manager.get(f"/jobs/plans/{plan.pk}/").text
    for words in ("Sally", "moved", "Customer same", "Is so already", "Change 1 row"):
        assert words in page
    same.refresh_from_db()
    assert same.owner == world.members["colleague"]  # nothing is changed by looking
    assert carried_out(manager, plan) == {"done": 1, "same": 1}
    same.refresh_from_db()
    assert (same.owner, same.version) == (sally, 2)
    entry = Entry.objects.filter(table_name="customers_customer", row_key=str(same.pk))[0]
    assert (entry.actor, entry.reason) == (world.members["manager"], "moved")
    assert carried_out(manager, plan, "undo/") == {"undone": 1, "same": 1}
    same.refresh_from_db()
    assert same.owner == world.members["colleague"]


@pytest.mark.fault("A4")
def test_what_one_may_not_change_is_named_and_what_one_does_not_see_is_a_number(
    world: World, cases: Cases
) -> None:
    manager, other = world.client("manager"), world.customers["other"]
    keys = [world.customers[relation].pk for relation in ("own", "same", "other")]
    plan = planned(manager, "delete", [*keys, 987654])
    page = manager.get(f"/jobs/plans/{plan.pk}/").text
    assert "Customer other" not in page
    assert plan.not_there == 2
    assert carried_out(manager, plan) == {"done": 2, "gone": 2}
    other.refresh_from_db()
    assert other.deleted_at is None
    cases.add(3)


MIXED_BY = ("salesperson", "elsewhere", "manager", "auditor", "office", "administrator")
SINGLE = {"assign": "owner", "delete": "delete", "pool": "owner", "restore": "delete"}
MISSING, SEED = 987654, 20_260_101


def mixes(world: World, number: int) -> list[tuple[int, ...]]:
    """So many different choices of customers in every relation, some with one that is not there."""
    keys = [*(customer.pk for customer in world.customers.values()), MISSING]
    every = [mix for size in range(2, len(keys)) for mix in combinations(keys, size)]
    order = random.Random(SEED)  # noqa: S311 - a sample, no secret
    return order.sample(every, number)


CHANGED_BY_BULK = ("owner", "department", "deleted_at", "deleted_by", "version")


def as_stored() -> dict[int, dict[str, Any]]:
    """What a bulk action could have changed of each customer."""
    rows = Customer.everything.values("pk", *CHANGED_BY_BULK)
    return {row.pop("pk"): row for row in rows}


def put_back(stored: Mapping[int, Mapping[str, Any]]) -> None:
    """Every customer as it was, out of all pools, so that the next mix meets the same company."""
    Pooled.objects.filter(customer__in=stored).delete()
    for pk, facts in stored.items():
        Customer.everything.filter(pk=pk).update(**facts)


@pytest.mark.fault("A4")
@pytest.mark.parametrize("who", MIXED_BY)
def test_bulk_changes_exactly_what_the_single_verb_may_change(
    world: World, who: str, cases: Cases
) -> None:
    client = world.client(who)
    chosen = mixes(world, cases.number_of(1, 10))
    for what, single in SINGLE.items():
        may = {
            customer.pk
            for customer in world.customers.values()
            if client.get(f"/customers/{customer.pk}/{single}/").status_code == 200
        }
        if what == "restore":
            Customer.objects.filter(pk__in=[c.pk for c in world.customers.values()]).update(
                deleted_at=timezone.now(), deleted_by=world.members["office"]
            )
        for mix in chosen:
            touches_only(world, client, what, mix, may)
            cases.add()


def touches_only(
    world: World, client: Client, what: str, mix: Sequence[int], may: Set[int]
) -> None:
    """Do it to the mix: what is changed and what is said fits what one may; then all is as it was."""
    stored = as_stored()
    sent = {"reason": "x", "owner": world.members["colleague"].pk, "pool": world.pool.pk}
    asked = urlencode({"ids": mix}, doseq=True)
    answer = client.post(f"/customers/bulk/{what}/?{asked}", sent)
    counts: dict[str, int] = {}
    if answer.status_code == 302:
        plan = Plan.objects.get(pk=answer["Location"].split("/")[3])
        if plan.rows.filter(outcome=Outcome.PLANNED).exists():
            carried_out(client, plan)
        counts = planning.counts_of(plan)
        assert sum(counts.values()) == len(mix), (what, mix, counts)
    now = as_stored()
    touched = {key for key in stored if stored[key] != now[key]}
    assert touched <= may & set(mix), (what, mix)
    assert len(may & set(mix) - touched) == counts.get("same", 0), (what, mix, counts)
    put_back(stored)


def test_all_that_the_filter_leaves_are_meant_not_the_page(world: World) -> None:
    for n in range(60):
        make_customer(f"Many {n:02}", f"M{n}", country="Peru")
    office = world.client("office")
    page = office.get("/customers/?country=Peru")
    assert 'name="country" value="Peru"' in page.text
    form = office.get("/customers/bulk/delete/?all=1&country=Peru").text
    assert "60 customers are chosen" in form
    plan = planned(office, "delete", query="all=1&country=Peru")
    make_customer("Late", "LATE", country="Peru")  # came after the plan
    assert carried_out(office, plan) == {"done": 60}
    assert list(Customer.objects.filter(country="Peru").values_list("name", flat=True)) == ["Late"]


def test_who_changed_meanwhile_is_left_alone_and_said(world: World) -> None:
    office, own, same = world.client("office"), world.customers["own"], world.customers["same"]
    plan = planned(office, "delete", [own.pk, same.pk])
    own.country, own.version = "Chile", own.version + 1
    own.save()
    assert carried_out(office, plan) == {"done": 1, "changed": 1}
    page = office.get(f"/jobs/plans/{plan.pk}/").text
    assert "Left alone: somebody changed it meanwhile" in page
    assert "Customer own" in page
    assert carried_out(office, plan, "undo/") == {"undone": 1, "changed": 1}


def test_the_bin_gives_back_many(world: World) -> None:
    office, keys = world.client("office"), [c.pk for c in world.customers.values()]
    carried_out(office, planned(office, "delete", keys))
    assert Customer.objects.count() == 0
    assert 'name="ids"' in office.get("/bin/").text
    plan = planned(office, "restore", keys)
    assert carried_out(office, plan) == {"done": len(keys)}
    assert Customer.objects.count() == len(keys)
    assert carried_out(office, plan, "undo/") == {"undone": len(keys)}
    assert set(Customer.everything.values_list("deleted_reason", flat=True)) == {"moved"}


def test_confirmed_twice_it_is_done_once(world: World) -> None:
    office = world.client("office")
    plan = planned(office, "delete", [world.customers["own"].pk])
    for _ in range(2):
        assert office.post(f"/jobs/plans/{plan.pk}/").status_code == 302
    assert Job.objects.filter(kind="customers.delete").count() == 1


def test_a_plan_is_its_makers_alone_and_grows_old(world: World) -> None:
    office, manager = world.client("office"), world.client("manager")
    plan = planned(office, "delete", [world.customers["own"].pk])
    for path in ("", "undo/"):
        assert manager.post(f"/jobs/plans/{plan.pk}/{path}").status_code == 404
    assert manager.get(f"/jobs/plans/{plan.pk}/").status_code == 404
    assert office.post(f"/jobs/plans/{plan.pk}/undo/").status_code == 409  # nothing is done yet
    Plan.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert "more than an hour old" in office.get(f"/jobs/plans/{plan.pk}/").text
    assert office.post(f"/jobs/plans/{plan.pk}/").status_code == 409
    assert planning.forget_plans() > 0
    assert not Plan.objects.exists()


def test_a_right_that_was_withdrawn_is_asked_for_again_at_the_last_moment(world: World) -> None:
    manager, own = world.client("manager"), world.customers["own"]
    plan = planned(manager, "delete", [own.pk])
    Customer.objects.filter(pk=own.pk).update(
        owner=world.members["elsewhere"], department=world.west
    )
    assert carried_out(manager, plan) == {"refused": 1}


def test_an_interrupted_plan_goes_on_with_what_is_left(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "AT_ONCE", 2)
    keys = [make_customer(f"N{n}", f"N{n}").pk for n in range(7)]
    office = world.client("office")
    plan = planned(office, "delete", keys)
    batches = iter(range(2))

    def dying(plan: Plan, waiting: PlanRow.Outcome, do: planning.Batch) -> int:
        next(batches)  # StopIteration after two
        return once_more(plan, waiting, do)

    once_more = planning._tried
    monkeypatch.setattr(planning, "_tried", dying)
    office.post(f"/jobs/plans/{plan.pk}/")
    plan.refresh_from_db()
    assert plan.job is not None
    assert finish(plan.job).state == JobState.FAILED
    assert Customer.everything.filter(deleted_at__isnull=False).count() == 4
    monkeypatch.setattr(planning, "_tried", once_more)
    Job.objects.update(state=JobState.WAITING)
    assert finish(Job.objects.get(pk=plan.job.pk)).result == {"done": 7}
    assert Event.objects.filter(verb="customer.delete").count() == 7


def test_more_rows_than_a_plan_takes_are_refused_in_a_sentence(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "MOST_ROWS", 2)
    answer = world.client("office").post("/customers/bulk/delete/?all=1", {"reason": "x"})
    assert answer.status_code == 422
    assert "more than 2 rows at once" in answer.text
    assert Plan.objects.count() == len(world.plans)


@pytest.mark.parametrize("asked", ["ids=x", "ids=-1", f"ids={'9' * 40}", "ids=", "", "ids=1%00"])
def test_what_is_no_key_is_none(world: World, asked: str) -> None:
    page = world.client("office").get(f"/customers/bulk/delete/?{asked}")
    assert page.status_code == 200
    assert "0 customers are chosen" in page.text


def test_a_plan_takes_thousands_of_rows(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_customer (name, kind, country, stage, pinyin, initials, sort_key,"
            " version, created_at, updated_at) SELECT 'Bulk ' || n, 'business', 'Chile', 'prospect',"
            " '', '', 'bulk', 1, now(), now() FROM generate_series(1, 5000) n"
        )
    plan = planned(world.client("office"), "delete", query="all=1&country=Chile")
    assert plan.rows.filter(outcome=Outcome.PLANNED).count() == 5000


@pytest.mark.fault("C8")
def test_bulk_changes_and_single_ones_on_the_same_rows_end_as_if_one_after_another(
    world: World, cases: Cases
) -> None:
    office, manager = world.client("office"), world.client("manager")
    editors = [world.client("office") for _ in range(3)]
    for number in cases.rounds(2, 40):
        made = [
            make_customer(f"R{number} {n}", f"R{number}-{n}", department=world.east)
            for n in range(6)
        ]
        keys = [customer.pk for customer in made]
        given = planned(office, "assign", keys, owner=world.members["colleague"].pk)
        binned = planned(manager, "delete", keys[::-1])
        for client, plan in ((office, given), (manager, binned)):
            client.post(f"/jobs/plans/{plan.pk}/")
            plan.refresh_from_db()
        answers = at_once(
            *(partial(finish, plan.job) for plan in (given, binned) if plan.job),
            *(
                partial(editor.post, f"/customers/{key}/edit/", EDITED)
                for editor, key in zip(editors, keys, strict=False)
            ),
        )
        assert [answer.state for answer in answers[:2]] == [JobState.DONE, JobState.DONE]
        assert {answer.status_code for answer in answers[2:]} <= {302, 404, 409}
        for customer in Customer.everything.filter(pk__in=keys):
            told = Event.objects.filter(subject=f"customer:{customer.pk}").count()
            assert (
                customer.version == 1 + told == 2
            )  # of three who saw the first version, one went through
