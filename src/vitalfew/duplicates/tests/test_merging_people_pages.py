"""Merging two contacts by hand: choosing the other one, both side by side, the worker, and the way back."""

from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.access.api import MARKETING, SALESPERSON
from vitalfew.access.tests.cast import make_member
from vitalfew.channels.api import channels_of
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.merge_jobs import merge_work, start_merge, start_undo, undo_work
from vitalfew.duplicates.models import PersonMerge
from vitalfew.duplicates.rules import CONTACT
from vitalfew.duplicates.tests.cast import office, work
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job, finish
from vitalfew.kernel.errors import Conflict
from vitalfew.people.api import Contact, change_contact
from vitalfew.people.tests.records import make_contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def olive() -> Member:
    return office()


@pytest.fixture
def birch() -> Customer:
    return make_customer("Birch")


def browser(member: Member) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(member)
    return client


def two(birch: Customer) -> tuple[Contact, Contact]:
    a = make_contact("王芳", birch, "13800000001", title="Buyer").contact
    b = make_contact("王方", make_customer("Ash"), "13800000001").contact
    return a, b


def sent(a: Contact, b: Contact, **more: str) -> dict[str, object]:
    return {
        "survivor": "first", "name": "second", "reason": "twice", "first_version": a.version,
        "second_version": b.version, **more,
    }  # fmt: skip


def edit(actor: Member, contact: Contact, facts: dict[str, object]) -> None:
    change_contact(
        actor=actor, contact_id=contact.pk, version=contact.version, facts=facts, channels=channels_of(contact)
    )  # fmt: skip


def nothing(step: str, done: int = 0, total: int = 0) -> None:
    """Progress that nobody watches."""


def ask(actor: Member, survivor: Contact, other: Contact, reason: str = "twice") -> Job:
    return start_merge(
        actor=actor, survivor_id=survivor.pk, other_id=other.pk, reason=reason, of=CONTACT,
        versions={survivor.pk: survivor.version, other.pk: other.version},
    )  # fmt: skip


def test_from_the_page_of_one_over_both_to_who_stays_and_back(
    olive: Member, birch: Customer
) -> None:
    a, b = two(birch)
    client = browser(olive)
    choose = reverse("duplicates:merge_with", args=[a.pk])
    assert choose in client.get(f"/people/{a.pk}/").text
    pair = reverse("duplicates:people", args=[a.pk, b.pk])
    assert pair in client.get(choose).text  # the same number
    assert pair in client.get(choose, {"q": "王方"}).text
    assert pair not in client.get(choose, {"q": "张三"}).text
    page = client.get(pair).text
    for text in (
        "王芳",
        "王方",
        "Birch · Buyer",
        "Ash",
        "Phone numbers: 1",
        "The same person twice",
    ):
        assert text in page
    waits = client.post(pair, sent(a, b)).headers["location"]
    assert client.get(pair).status_code == 409  # under way
    work(Job.objects.get(kind="contact.merge"))
    done = client.get(waits, follow=True)
    assert done.redirect_chain == [(f"/people/{a.pk}/", 302)]
    assert "王方 went into 王芳." in done.text
    assert "Merged into this contact" in done.text
    for old in (f"/people/{b.pk}/", pair):
        assert client.get(old).headers["location"] == f"/people/{a.pk}/"
    history = client.get(reverse("audit:history", args=["contact", a.pk])).text
    assert "Merge with “王方”" in history
    told = client.get(reverse("site:timeline", args=[birch.pk])).text
    assert "Contact “王方” was the same as “王芳”" in told
    merge = PersonMerge.objects.get()
    way_back = reverse("duplicates:undo_people", args=[merge.pk])
    assert way_back in client.get("/duplicates/merged/people/").text
    a.refresh_from_db()
    edit(olive, a, {"note": "Later"})
    waits = client.post(way_back).headers["location"]
    work(Job.objects.get(kind="contact.unmerge"))
    back = client.get(waits, follow=True)
    assert back.redirect_chain == [(f"/people/{b.pk}/", 302)]
    assert "王方 is a contact of their own again." in back.text
    a.refresh_from_db()
    assert (a.name, a.note) == ("王芳", "Later")
    history = client.get(reverse("audit:history", args=["contact", a.pk])).text
    assert "Taken back" in history


def test_who_was_too_late_sees_both_as_they_are_and_keeps_what_was_typed(
    olive: Member, birch: Customer
) -> None:
    a, b = two(birch)
    client = browser(olive)
    pair = reverse("duplicates:people", args=[a.pk, b.pk])
    edit(olive, b, {"name": "Wang Fang II"})
    told = client.post(pair, sent(a, b, reason="my own words", survivor="second"))
    assert told.status_code == 409
    for text in ("Somebody changed one of the two", "Wang Fang II", "my own words"):
        assert text in told.text
    assert not Job.objects.exists()
    b.refresh_from_db()
    for picked in ("survivor", "name"):
        box = told.text.split(f'name="{picked}" value="second"')[1].split(">")[0]
        assert "checked" in box
    assert f'name="second_version" value="{b.version}"' in told.text
    again = client.post(pair, sent(a, b, reason="my own words"))
    assert again.status_code == 302


def test_bad_input_is_told_and_changes_nothing(olive: Member, birch: Customer) -> None:
    a, b = two(birch)
    client = browser(olive)
    pair = reverse("duplicates:people", args=[a.pk, b.pk])
    for typed in (
        {"reason": ""},
        {"survivor": "both"},
        {"name": "neither"},
        {"first_version": "x"},
    ):
        assert client.post(pair, sent(a, b, **typed)).status_code == 422
    alone = client.get(reverse("duplicates:people", args=[a.pk, a.pk]))
    assert "one and the same contact" in alone.text
    assert not Job.objects.exists()


def test_rights_to_both_and_to_delete_the_other(olive: Member) -> None:
    seller, other = make_member("lin", SALESPERSON), make_member("zhou", SALESPERSON)
    mine, theirs = make_customer("Mine", owner=seller), make_customer("Theirs", owner=other)
    a, b = (make_contact(name, mine).contact for name in ("Anna", "Anne"))
    foreign = make_contact("Anna Foreign", theirs, "13900000000").contact
    client = browser(seller)
    choose = reverse("duplicates:merge_with", args=[a.pk])
    found = client.get(choose, {"q": "Ann"}).text
    assert ("Anne" in found, "Foreign" in found) == (True, False)
    for pair in ([a.pk, foreign.pk], [foreign.pk, a.pk]):
        path = reverse("duplicates:people", args=pair)
        assert client.get(path).status_code == 404
        assert client.post(path, sent(a, foreign)).status_code == 404
    finish(ask(seller, a, b))
    merge = PersonMerge.objects.get()
    stranger = browser(other)
    assert "Anne" not in stranger.get("/duplicates/merged/people/").text
    assert stranger.post(reverse("duplicates:undo_people", args=[merge.pk])).status_code == 404
    reader = browser(make_member("mark", MARKETING))
    assert reader.post(reverse("duplicates:undo_people", args=[merge.pk])).status_code == 403
    assert "Take back" not in reader.get(f"/people/{a.pk}/").text
    assert reader.get(choose).status_code == 403


def test_merges_by_way_of_others_are_listed_for_who_sees_the_end(
    olive: Member, birch: Customer
) -> None:
    rows = [make_contact(name, birch).contact for name in ("Ada", "Bea", "Cleo", "Dora")]
    for other, into in pairwise(rows):
        other.refresh_from_db()
        work(ask(olive, into, other))
    client = browser(olive)
    listed = client.get("/duplicates/merged/people/").text
    assert all(one.name in listed for one in rows)
    page = client.get(f"/people/{rows[3].pk}/").text
    assert ("by way of Bea" in page, page.count("Take back:")) == (True, 1)
    assert client.get(f"/people/{rows[0].pk}/").headers["location"] == f"/people/{rows[3].pk}/"
    first = PersonMerge.objects.order_by("pk")[0]
    refused = client.post(reverse("duplicates:undo_people", args=[first.pk]))
    assert (refused.status_code, "Take that back first" in refused.text) == (409, True)


def test_work_that_was_cut_off_after_its_end_is_not_done_again(
    olive: Member, birch: Customer
) -> None:
    a, b = two(birch)
    job = ask(olive, a, b)
    with pytest.raises(Conflict, match="just now"):
        ask(olive, b, a)
    told = merge_work(job, nothing)
    assert merge_work(job, nothing) == told == {"merge": PersonMerge.objects.get().pk}
    assert work(job).result == told
    back = start_undo(actor=olive, merge_id=PersonMerge.objects.get().pk, of=CONTACT)
    with pytest.raises(Conflict, match="just now"):
        start_undo(actor=olive, merge_id=PersonMerge.objects.get().pk, of=CONTACT)
    undo_work(back, nothing)
    undo_work(back, nothing)
    work(back)
    assert Contact.objects.count() == 2
    assert merge_work(job, nothing) == told  # what was taken back since is not merged anew


def test_who_may_not_merge_any_more_when_it_is_done_is_refused(
    olive: Member, birch: Customer
) -> None:
    a, b = two(birch)
    job = ask(olive, a, b)
    Member.objects.filter(pk=olive.pk).update(is_active=False)
    assert finish(job).failure["code"] == "contact_not_found"
    assert Contact.objects.count() == 2
