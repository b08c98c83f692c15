"""New customers of a file that go straight into a pool."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.access.api import CUSTOMER_OFFICE, SALESPERSON
from vitalfew.access.errors import Refused
from vitalfew.access.tests.cast import make_member
from vitalfew.audit.models import Event
from vitalfew.customers.api import Customer
from vitalfew.importing import actions
from vitalfew.importing.models import ImportState
from vitalfew.importing.records.customers import Customers
from vitalfew.importing.records.pooling import checked_pool
from vitalfew.importing.tests.moving_in import (
    added,
    apply,
    check,
    checked,
    office,
    received,
    undone,
)
from vitalfew.jobs.api import finish
from vitalfew.kernel.errors import BadInput
from vitalfew.ownership.api import How
from vitalfew.pool.api import lay_new, pools_to_fill
from vitalfew.pool.models import Pool, Pooled
from vitalfew.pool.tests.cast import make_pool

pytestmark = pytest.mark.django_db(transaction=True)

HEADING = "客户编号,客户名称,负责人,公海\n"


def lying() -> dict[str, str]:
    rows = Pooled.objects.select_related("customer", "pool").order_by("customer__code")
    return {str(one.customer.code): one.pool.name for one in rows}


def test_each_row_goes_into_the_pool_it_names_and_undo_takes_it_out() -> None:
    make_pool(name="华东公海")
    make_pool(name="North")
    found = checked("customers", HEADING + "C1,联成,,华东公海\nC2,龙骏,, north \nC3,鼎盛,,\n")
    assert sum(n for name, n in found.counts.items() if name.startswith("pool_")) == 2
    found = apply(found)
    assert lying() == {"C1": "华东公海", "C2": "North"}
    entry = Pooled.objects.get(customer__code="C1")
    assert (entry.how, entry.put_by, entry.customer.owner) == (How.IMPORTED, office(), None)
    events = Event.objects.filter(verb="pool.imported", subject=f"import:{found.pk}")
    assert sorted(one.data["customers"] for one in events) == [1, 1]
    found = undone(found)
    assert found.result["removed"] == 3
    assert not Pooled.objects.exists()
    assert not Customer.everything.exists()


def test_one_pool_for_the_whole_file_but_not_for_rows_with_an_owner() -> None:
    pool = make_pool(name="North")
    seller = make_member("mei", SALESPERSON)
    found = received("customers", HEADING + "C1,联成,mei,\nC2,龙骏,,\n")
    found = check(found, pool=str(pool.pk))
    assert found.counts[f"pool_{pool.pk}"] == 1
    apply(found)
    assert lying() == {"C2": "North"}
    assert Customer.objects.get(code="C1").owner == seller


def test_a_pool_that_is_none_is_a_wrong_row_with_its_sentence() -> None:
    make_pool(name="North")
    shut = make_pool(name="Shut")
    Pool.objects.filter(pk=shut.pk).update(is_open=False)
    make_member("mei", SALESPERSON)
    found = checked("customers", HEADING + "C1,联成,,West\nC2,龙骏,,Shut\nC3,鼎盛,mei,North\n")
    faults = {one.row: one.faults for one in found.problems.all()}
    assert faults == {
        2: [["pool", "no_such_pool"]],
        3: [["pool", "no_such_pool"]],
        4: [["pool", "owner_or_pool"]],
    }


def test_an_owner_and_a_pool_for_the_whole_file_are_refused() -> None:
    pool = make_pool(name="North")
    found = received("customers", HEADING + "C1,联成,,\n")
    actor = office()
    with pytest.raises(BadInput, match="owner or go into a pool"):
        actions.check(
            actor=actor, ledger=found, mapping=found.mapping, date_order="ymd", owner=actor,
            chosen={"pool": str(pool.pk)},
        )  # fmt: skip
    with pytest.raises(BadInput, match="no such pool"):
        actions.check(
            actor=actor, ledger=found, mapping=found.mapping, date_order="ymd", chosen={"pool": "0"}
        )


def test_a_pool_that_was_closed_meanwhile_leaves_nothing_half_done() -> None:
    pool = make_pool(name="North")
    found = check(received("customers", HEADING + "C1,联成,,\n"), pool=str(pool.pk))
    Pool.objects.update(is_open=False)
    job = finish(
        actions.apply(actor=found.actor, ledger=found, leave_out_bad_rows=True, alike="skip")
    )
    assert "closed meanwhile" in str(job.error)
    found.refresh_from_db()
    assert found.state == ImportState.CHECKED
    assert not Customer.everything.exists()


def test_who_may_not_give_customers_away_has_neither_column_nor_choice() -> None:
    pool = make_pool("North")
    seller = make_member("mei", SALESPERSON)
    assert pools_to_fill(seller) == []
    assert "pool" not in {one.name for one in Customers().fields(seller)}
    with pytest.raises(BadInput, match="no such pool"):
        checked_pool(seller, str(pool.pk), has_owner=False)
    with pytest.raises(Refused):
        lay_new(actor=seller, origin=uuid4(), pools={1: pool.pk})


def test_what_people_put_into_a_pool_themselves_is_not_taken_back() -> None:
    pool = make_pool(name="North")
    found = added("customers", "客户编号,客户名称\nC1,联成\n")
    Pooled.objects.create(
        customer=Customer.objects.get(code="C1"),
        pool=pool,
        since=found.created_at,
        how=How.RELEASED,
    )
    assert undone(found).result["left"] == 1


def test_the_page_offers_pools_keeps_an_owner_and_says_who_goes_where(client: Client) -> None:
    pool = make_pool(name="North")
    boss = make_member("boss", CUSTOMER_OFFICE)
    client.force_login(boss)
    found = received("customers", HEADING + "C1,联成,,\n", actor=boss)
    page = client.get(reverse("importing:columns", args=[found.pk])).content.decode()
    assert 'name="default_pool"' in page
    assert 'name="default_owner"' in page
    assert 'name="owner"' in page
    told = {name: str(column) for name, column in found.mapping.items()}
    told |= {"key": "code", "mode": "both", "default_pool": str(pool.pk), "default_owner": ""}
    both = client.post(
        reverse("importing:columns", args=[found.pk]), told | {"default_owner": str(boss.pk)}
    )
    assert both.status_code == 422
    sent = client.post(reverse("importing:columns", args=[found.pk]), told)
    assert sent.status_code == 302
    found.refresh_from_db()
    assert found.job is not None
    finish(found.job)
    shown = client.get(reverse("importing:detail", args=[found.pk])).content.decode()
    assert "North" in shown
