"""The bin: what is deleted is seen nowhere, comes back whole, and after 30 days is gone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from vitalfew.access.api import SALESPERSON
from vitalfew.access.tests.cast import make_member
from vitalfew.audit.models import Entry
from vitalfew.conftest import Sell
from vitalfew.customers.api import Customer, purge, take_out_of_bin
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job, JobState, finish
from vitalfew.site.binned import purge_when_due
from vitalfew.trade.api import Order, OrderLine
from vitalfew.value.api import start_run

pytestmark = pytest.mark.django_db

CANARY = "Canary7431 Trading"
SEEN_ON = [
    "/", "/customers/", "/customers/?q=Canary7431", "/customers/search/?q=Canary7431", "/orders/",
    "/orders/?q=Canary7431", "/customers/?format=csv", "/orders/?format=csv", "/value/", "/value/settings/",
    "/customers/?country=Canaryland",
]  # fmt: skip


@pytest.fixture
def canary(sell: Sell) -> Customer:
    customer = make_customer(CANARY, "CNRY")
    customer.country = "Canaryland"
    customer.save()
    sell(customer, "2026-01-05", 500)
    sell(customer, "2026-02-05", 700)
    sell(make_customer("Olga", "C1"), "2026-02-06", 30)
    return customer


def put_into_bin(client: Client, customer: Customer) -> None:
    answer = client.post(f"/customers/{customer.pk}/delete/", {"reason": "twice here"})
    assert answer.status_code == 302


def everywhere(client: Client) -> Iterator[tuple[str, str]]:
    for path in SEEN_ON:
        answer = client.get(path)
        assert answer.status_code == 200, path
        yield path, answer.getvalue().decode()


def test_the_page_says_what_goes_with_the_customer(seller: Client, canary: Customer) -> None:
    page = seller.get(f"/customers/{canary.pk}/delete/").content.decode()
    for words in (CANARY, "2 orders", "2 order lines", "30 days"):
        assert words in page


def test_a_reason_is_needed(seller: Client, canary: Customer) -> None:
    assert seller.post(f"/customers/{canary.pk}/delete/", {"reason": " "}).status_code == 422
    assert Customer.objects.filter(pk=canary.pk).exists()


def test_what_is_in_the_bin_is_seen_nowhere_also_not_in_the_value_of_the_next_run(
    manager: Client, administrator: Member, canary: Customer
) -> None:
    finish(start_run(actor=administrator))
    assert any("Canary" in page for _path, page in everywhere(manager))
    put_into_bin(manager, canary)
    manager.get("/bin/")  # the note that it was deleted is shown once
    shown = [path for path, page in everywhere(manager) if "7431 Trading" in page]
    assert shown == []
    for path in ("", "orders/", "history/", "panel/", "edit/", "delete/"):
        assert manager.get(f"/customers/{canary.pk}/{path}").status_code == 404, path
    assert manager.get(f"/history/customer/{canary.pk}/").status_code == 404
    job = finish(start_run(actor=administrator))
    assert job.result["customers"] == 1


def test_it_comes_back_with_everything(manager: Client, canary: Customer) -> None:
    before = row_of(canary)
    put_into_bin(manager, canary)
    assert CANARY in manager.get("/bin/").content.decode()
    assert manager.post(f"/bin/{canary.pk}/restore/").status_code == 302
    assert row_of(canary) == before
    assert "500" in manager.get(f"/customers/{canary.pk}/orders/").content.decode()
    assert [e.action for e in entries_of(canary)][:2] == ["update", "update"]
    assert [e.reason for e in entries_of(canary)][1] == "twice here"
    assert manager.post(f"/bin/{canary.pk}/restore/").status_code == 409


def row_of(customer: Customer) -> dict[str, object]:
    """Everything stored about a customer and its orders, but for the counter of versions."""
    (row,) = Customer.everything.filter(pk=customer.pk).values()
    del row["version"], row["updated_at"]
    orders = list(Order.objects.filter(customer_id=customer.pk).order_by("pk").values())
    return row | {"orders": orders}


def entries_of(customer: Customer) -> list[Entry]:
    return list(Entry.objects.filter(table_name="customers_customer", row_key=str(customer.pk)))


def test_whose_customers_they_are_not_do_not_see_them_in_the_bin_either(
    manager: Client, seller: Client, canary: Customer
) -> None:
    put_into_bin(manager, canary)
    elsewhere = Client(headers={"accept-language": "en"})
    elsewhere.force_login(make_member("wes", SALESPERSON))
    assert CANARY in seller.get("/bin/").content.decode()
    assert CANARY not in elsewhere.get("/bin/").content.decode()
    assert elsewhere.post(f"/bin/{canary.pk}/restore/").status_code == 409


def test_its_number_stays_taken(manager: Client, canary: Customer) -> None:
    put_into_bin(manager, canary)
    typed = {"name": "New", "kind": "business", "code": "CNRY", "country": ""}
    answer = manager.post("/customers/new/", typed)
    assert answer.status_code == 422
    assert "look into the bin" in answer.text


def test_who_buys_again_comes_back(manager: Client, canary: Customer) -> None:
    put_into_bin(manager, canary)
    assert take_out_of_bin(ids=[canary.pk]) == 1
    assert Customer.objects.filter(pk=canary.pk).exists()


def test_after_thirty_days_it_is_gone_for_good_and_its_history_stays(
    manager: Client, canary: Customer
) -> None:
    put_into_bin(manager, canary)
    assert purge_when_due() is None
    too_long_ago = timezone.now() - timedelta(days=30, seconds=1)
    Customer.everything.filter(pk=canary.pk).update(deleted_at=too_long_ago)
    job = purge_when_due()
    assert job is not None
    assert purge_when_due() is None  # one is under way
    finish(job)
    assert Job.objects.get(pk=job.pk).state == JobState.DONE
    assert not Customer.everything.filter(pk=canary.pk).exists()
    assert Order.objects.count() == 1
    assert OrderLine.objects.count() == 1
    assert entries_of(canary)[0].action == "delete"


def test_nothing_is_purged_before_its_time(manager: Client, canary: Customer) -> None:
    put_into_bin(manager, canary)
    assert purge(ids=[canary.pk]) == 0
