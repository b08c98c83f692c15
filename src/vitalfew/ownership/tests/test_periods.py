"""Whose a customer was: every way in which it changes hands leaves its dated period."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vitalfew.access.api import CUSTOMER_OFFICE, SALESPERSON
from vitalfew.access.tests.cast import make_member
from vitalfew.customers.api import Customer, assign, delete, plan_assign, restore
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.jobs.api import finish
from vitalfew.jobs.planning import confirm, take_back
from vitalfew.ownership.api import How, Period, owners_on, periods_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Member:
    return make_member("olive", CUSTOMER_OFFICE, name="Olive", language="en")


@pytest.fixture
def lin() -> Member:
    return make_member("lin", SALESPERSON, name="Lin")


@pytest.fixture
def zhou() -> Member:
    return make_member("zhou", SALESPERSON, name="Zhou")


def told(customer: Customer) -> list[tuple[str, str, str, str, str]]:
    rows = Period.objects.filter(customer=customer).select_related("owner").order_by("since", "pk")
    return [
        (row.owner.name, row.began_how, row.began_because, row.ended_how, row.ended_because)
        for row in rows
    ]


def test_giving_a_customer_ends_one_period_and_begins_the_next(
    office: Member, lin: Member, zhou: Member
) -> None:
    customer = make_customer("Nanshan", owner=lin)
    assign(actor=office, customer_id=customer.pk, owner=zhou, reason="New region", version=1)
    assign(actor=office, customer_id=customer.pk, owner=None, reason="Nobody has time", version=2)
    assert told(customer) == [
        ("Lin", "created", "", "assigned", "New region"),
        ("Zhou", "assigned", "New region", "assigned", "Nobody has time"),
    ]


def test_a_bulk_change_and_taking_it_back_are_periods_too(
    office: Member, lin: Member, zhou: Member
) -> None:
    customer = make_customer("Nanshan", owner=lin)
    rows = Customer.objects.filter(pk=customer.pk)
    plan = plan_assign(actor=office, rows=rows, owner=zhou, reason="Split")
    finish(confirm(actor=office, plan_id=plan.pk))
    finish(take_back(actor=office, plan_id=plan.pk))
    assert [(name, began) for name, began, *_rest in told(customer)] == [
        ("Lin", "created"), ("Zhou", "assigned"), ("Lin", "assigned"),
    ]  # fmt: skip
    assert told(customer)[1][2] == "Split"


def test_the_bin_ends_a_period_and_coming_back_begins_one(office: Member, lin: Member) -> None:
    customer = make_customer("Nanshan", owner=lin)
    delete(actor=office, customer_id=customer.pk, reason="twice")
    restore(actor=office, customer_id=customer.pk)
    assert [(began, ended) for _name, began, _why, ended, _end in told(customer)] == [
        ("created", "binned"), ("restored", ""),
    ]  # fmt: skip


def test_an_import_that_names_an_owner_is_told_apart_from_typing(lin: Member) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_customer (name, kind, country, stage, pinyin, initials, sort_key, origin, owner_id,"
            " version, created_at, updated_at) VALUES ('Ledger', 'business', '', 'prospect', '', '', 'ledger',"
            " gen_random_uuid(), %s, 1, now(), now())",
            [lin.pk],
        )
    assert [(row.owner, row.began_how) for row in Period.objects.all()] == [(lin, How.IMPORTED)]


def test_other_changes_of_a_customer_leave_its_periods_alone(lin: Member) -> None:
    customer = make_customer("Nanshan", owner=lin)
    customer.name = "Nanshan Steel"
    customer.save()
    Customer.objects.update(stage="order")
    assert len(told(customer)) == 1


def test_a_customer_never_has_two_owners_at_once(lin: Member) -> None:
    customer = make_customer("Nanshan", owner=lin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Period.objects.create(
            customer=customer, owner=lin, since=timezone.now(), began_how="created"
        )


def test_it_is_known_whose_a_customer_was_on_a_day(
    office: Member, lin: Member, zhou: Member
) -> None:
    customer = make_customer("Nanshan", owner=lin)
    assign(actor=office, customer_id=customer.pk, owner=zhou, reason="New region", version=1)
    lins, zhous = Period.objects.filter(customer=customer).order_by("pk")
    moved = timezone.make_aware(datetime(2026, 3, 5, 12))
    Period.objects.filter(pk=lins.pk).update(since=moved - timedelta(days=30), until=moved)
    Period.objects.filter(pk=zhous.pk).update(since=moved)
    assert [one.owner for one in owners_on(office, customer.pk, date(2026, 3, 4))] == [lin]
    assert [one.owner for one in owners_on(office, customer.pk, date(2026, 3, 5))] == [lin, zhou]
    assert [one.owner for one in owners_on(office, customer.pk, date(2026, 3, 6))] == [zhou]
    assert owners_on(office, customer.pk, date(2026, 2, 2)) == []


def test_who_does_not_see_the_customer_does_not_see_its_owners(lin: Member, zhou: Member) -> None:
    customer = make_customer("Nanshan", owner=lin)
    assert list(periods_of(lin, customer.pk))
    assert not list(periods_of(zhou, customer.pk))


def test_periods_go_with_their_customer(lin: Member) -> None:
    customer = make_customer("Nanshan", owner=lin)
    customer.delete()
    assert not Period.objects.exists()


def test_the_page_tells_the_owners_and_answers_for_a_day(
    client: Client, office: Member, lin: Member, zhou: Member
) -> None:
    customer = make_customer("Nanshan", owner=lin)
    assign(actor=office, customer_id=customer.pk, owner=zhou, reason="New region", version=1)
    client.force_login(office)
    tab = client.get(reverse("site:customer_tab", args=[customer.pk, "owners"])).text
    assert "Lin" in tab
    assert "New region" in tab
    address = reverse("ownership:on_day", args=[customer.pk])
    assert "it was nobody" in client.get(address, {"day": "2001-01-01"}).text
    assert client.get(address, {"day": "yesterday"}).status_code == 422
