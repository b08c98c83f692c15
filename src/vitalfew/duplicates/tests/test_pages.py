"""The pages of duplicates: deciding, merging, taking back, and the question while one types."""

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.access.api import AUDITOR, SALESPERSON
from vitalfew.access.tests.cast import make_department, make_member, place
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.merging import merge
from vitalfew.duplicates.models import Judgement, Merge, Pair
from vitalfew.duplicates.tests.cast import office, scanned, work
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job

pytestmark = pytest.mark.django_db
SHORT, LONG = "联成互动", "北京联成互动软件技术有限公司"


@pytest.fixture
def client() -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(office())
    return client


def pair() -> Pair:
    make_customer(SHORT, "A-1")
    make_customer(LONG, "A-2")
    (found,) = scanned()
    return found


def test_the_queue_leads_to_the_pair_and_the_pair_says_why(client: Client) -> None:
    found = pair()
    assert reverse("duplicates:pair", args=[found.pk]) in client.get("/duplicates/").text
    told = client.get(f"/duplicates/{found.pk}/").text
    assert "Probably the same" in told
    assert "Place in the name: only one says it" in told


def test_merging_on_the_page_leads_to_the_list_and_the_old_address_to_the_one_that_stays(
    client: Client,
) -> None:
    found = pair()
    sent = client.post(
        f"/duplicates/{found.pk}/",
        {
            "survivor": "first", "name": "second", "code": "first", "reason": "twice",
            "first_version": found.first.version, "second_version": found.second.version,
        },
    )  # fmt: skip
    waits = sent.headers["location"]
    assert "Merging" in client.get(waits).text or "Waiting" in client.get(waits).text
    work(Job.objects.get(kind="customer.merge"))
    done = client.get(waits, follow=True)
    assert done.redirect_chain == [(reverse("site:customer", args=[found.first_id]), 302)]
    assert f"{LONG} went into {SHORT}." in done.text
    (left,) = Customer.objects.all()
    assert (left.pk, left.name, left.code) == (found.first_id, LONG, "A-1")
    old = client.get(reverse("site:customer", args=[found.second_id]))
    assert (old.status_code, old.headers["location"]) == (
        302,
        reverse("site:customer", args=[found.first_id]),
    )


def test_an_old_address_says_where_one_is_and_the_history_who_went_in(client: Client) -> None:
    a, b, c = (make_customer(f"联成 {letter}") for letter in "ABC")
    olive = Member.objects.get(username="olive")
    for other, into in ((a, b), (b, c)):
        versions = dict(Customer.objects.values_list("pk", "version"))
        merge(
            actor=olive, survivor_id=into.pk, other_id=other.pk, versions=versions, reason=f"as {into.name}"
        )  # fmt: skip
    for old in (a, b):
        told = client.get(reverse("site:customer", args=[old.pk]), follow=True)
        assert told.redirect_chain == [(reverse("site:customer", args=[c.pk]), 302)]
        assert f"“{old.name}” was merged into this customer on" in told.text
    page = client.get(reverse("site:customer_tab", args=[c.pk, "history"])).text
    for text in (a.name, b.name, "by way of 联成 B", "as 联成 B", "as 联成 C"):
        assert text in page
    first, second = Merge.objects.order_by("pk")
    assert reverse("duplicates:undo", args=[second.pk]) in page
    assert reverse("duplicates:undo", args=[first.pk]) not in page
    reader = Client(headers={"accept-language": "en"})
    reader.force_login(make_member("rita", AUDITOR))
    read = reader.get(reverse("site:customer_tab", args=[c.pk, "history"])).text
    assert ("by way of 联成 B" in read, reverse("duplicates:undo", args=[second.pk]) in read) == (
        True,
        False,
    )
    stranger = Client(headers={"accept-language": "en"})
    stranger.force_login(place(make_member("sally", SALESPERSON), make_department("East")))
    answer = stranger.get(reverse("site:customer", args=[a.pk]))
    assert (answer.status_code, "联成" in answer.text) == (404, False)


def test_a_merge_is_taken_back_on_its_page(client: Client) -> None:
    test_merging_on_the_page_leads_to_the_list_and_the_old_address_to_the_one_that_stays(client)
    assert SHORT in client.get("/duplicates/merged/").text
    sent = client.post(reverse("duplicates:undo", args=[Merge.objects.get().pk]))
    work(Job.objects.get(kind="customer.unmerge"))
    assert (
        "is a customer of its own again" in client.get(sent.headers["location"], follow=True).text
    )
    assert set(Customer.objects.values_list("name", flat=True)) == {SHORT, LONG}


def test_a_pair_is_put_off_and_found_again_there(client: Client) -> None:
    found = pair()
    client.post(f"/duplicates/{found.pk}/answer/", {"answer": "later"})
    assert SHORT not in client.get("/duplicates/").text
    assert SHORT in client.get("/duplicates/?answer=later").text
    client.post(f"/duplicates/{found.pk}/answer/", {"answer": "different"})
    assert Judgement.objects.get().answer == "different"
    assert SHORT not in client.get("/duplicates/?answer=later").text


def test_while_one_types_what_is_here_already_is_shown(client: Client) -> None:
    make_customer(LONG)
    assert LONG in client.get("/duplicates/alike/", {"name": "聯成互動"}).text
    assert LONG not in client.get("/duplicates/alike/", {"name": "鼎盛物流"}).text
    assert LONG not in client.get("/duplicates/alike/", {"name": ""}).text


def test_across_rights_one_is_told_only_whom_to_ask() -> None:
    east, west = make_department("East"), make_department("West")
    owner = place(make_member("fang", SALESPERSON, name="王芳"), west)
    make_customer(LONG, "SECRET-7", owner=owner, department=west, country="Atlantis")
    client = Client(headers={"accept-language": "en"})
    client.force_login(place(make_member("sally", SALESPERSON), east))
    told = client.get("/duplicates/alike/", {"name": SHORT}).text
    assert "Its owner is 王芳: ask them." in told
    assert not any(secret in told for secret in (LONG, "SECRET-7", "Atlantis", "/customers/"))


def test_a_likely_duplicate_is_added_only_with_a_reason(client: Client) -> None:
    make_customer(LONG)
    typed = {"name": SHORT, "kind": "business"}
    asked = client.post("/customers/new/", typed)
    assert asked.status_code == 422
    assert LONG in asked.text
    assert not Customer.objects.filter(name=SHORT).exists()
    assert client.post("/customers/new/", typed | {"because": "their shop"}).status_code == 302
    assert Customer.objects.filter(name=SHORT).exists()


def test_what_is_like_nobody_is_added_at_once(client: Client) -> None:
    make_customer(LONG)
    assert (
        client.post("/customers/new/", {"name": "鼎盛物流", "kind": "business"}).status_code == 302
    )
