"""Contacts who look like one person: found over the whole base, and worked through."""

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.access.api import SALESPERSON
from vitalfew.access.tests.cast import make_department, make_member, place
from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.actions import judge_people
from vitalfew.duplicates.asking import scan_when_due, start_scan
from vitalfew.duplicates.matching.pairing import LARGEST_BLOCK
from vitalfew.duplicates.merging_people import merge_people, undo_people
from vitalfew.duplicates.models import PersonJudgement, PersonPair
from vitalfew.duplicates.policies import open_person_pairs
from vitalfew.duplicates.tests.cast import office, work
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job
from vitalfew.people.actions import spell
from vitalfew.people.api import Contact, ContactHandle, ContactPhone, Position
from vitalfew.people.tests.records import make_contact

pytestmark = pytest.mark.django_db
MOBILE = "13722220000"


def scanned() -> list[PersonPair]:
    work(start_scan(actor=None))
    return list(PersonPair.objects.order_by("-score", "-pk"))


def two(name: str = "王芳", other: str = "Wang Fang") -> tuple[Contact, Contact]:
    """One person at two customers, with one number."""
    one = make_contact(name, make_customer("联成互动", "A-1"), MOBILE)
    again = make_contact(other, make_customer("鼎盛物流", "A-2"), MOBILE)
    return one.contact, again.contact


def versions(*people: Contact) -> dict[int, int]:
    return {one.pk: Contact.everybody.get(pk=one.pk).version for one in people}


def open_client(member: Member) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(member)
    return client


def test_the_same_name_and_number_are_a_pair_whatever_the_writing() -> None:
    one, other = two()
    make_contact("李强", Position.objects.first().customer, MOBILE)  # type: ignore[union-attr]
    (pair,) = scanned()
    assert (pair.first_id, pair.second_id) == (one.pk, other.pk)
    assert ["phone", "equal", 9.0] in pair.reason


def test_mail_the_customer_a_company_called_alike_and_its_domain_are_signs() -> None:
    plain = make_customer("联成互动")
    written = make_customer("深圳市联成互动有限公司")
    others = [make_customer(name) for name in ("鼎盛物流", "海天食品", "天山", "泰山")]
    pairs = {
        "mail": (make_contact("陈晨", others[0]), make_contact("陈晨", others[1])),
        "customer": (make_contact("周涛", plain), make_contact("周濤", plain)),
        "company": (make_contact("王芳", plain), make_contact("王芳", written)),
        "domain": (make_contact("赵敏", others[2]), make_contact("趙敏", others[3])),
    }
    for sign, mails in {
        "mail": ("c@qq.com", "C@QQ.com"),
        "domain": ("zhao@acme.cn", "min@acme.cn"),
    }.items():
        for position, mail in zip(pairs[sign], mails, strict=True):
            ContactHandle.objects.create(contact=position.contact, kind="mail", value=mail)
    found = {(pair.first_id, pair.second_id) for pair in scanned()}
    asked = {sign: tuple(one.contact_id for one in both) for sign, both in pairs.items()}
    assert asked["mail"] in found
    assert asked["customer"] in found
    assert asked["company"] in found
    assert asked["domain"] in found
    assert len(found) == 4


def test_a_name_alone_is_no_sign_and_what_very_many_share_neither() -> None:
    make_contact("王芳", make_customer("联成互动"))
    make_contact("王芳", make_customer("鼎盛物流"))
    desk = make_customer("总机有限公司")
    people = [
        Contact(
            name=f"{chr(97 + at // 26)}{chr(97 + at % 26)}x {chr(97 + at % 26)}{chr(97 + at // 26)}y"
        )
        for at in range(LARGEST_BLOCK + 5)
    ]
    for one in people:
        spell(one)
    people = Contact.objects.bulk_create(people)
    Position.objects.bulk_create(Position(contact=one, customer=desk) for one in people)
    ContactPhone.objects.bulk_create(
        ContactPhone(contact=one, raw="021-62345678", e164="+862162345678") for one in people
    )
    job = work(start_scan(actor=None))
    assert (job.result["person_pairs"], job.result["crowded_signs"]) == (0, 1)


def test_who_was_merged_leaves_the_queue_and_comes_back_with_them() -> None:
    one, other = two()
    olive = office()
    assert len(scanned()) == 1
    done = merge_people(
        actor=olive, survivor_id=one.pk, other_id=other.pk, versions=versions(one, other), reason="one"
    )  # fmt: skip
    assert not open_person_pairs(olive).exists()
    assert scanned() == []
    undo_people(actor=olive, merge_id=done.pk)
    assert len(scanned()) == 1


def test_whom_somebody_told_apart_is_not_asked_about_again() -> None:
    one, other = two()
    olive = office()
    scanned()
    judge_people(actor=olive, both=(other.pk, one.pk), answer="different")
    scanned()
    assert not open_person_pairs(olive).exists()
    assert open_person_pairs(olive, "different").exists()


def test_the_queue_says_why_and_goes_from_pair_to_pair() -> None:
    one, other = two()
    make_contact("周涛", Position.objects.get(contact=one).customer)
    make_contact("周涛", Position.objects.get(contact=one).customer)
    client = open_client(office())
    first, second = scanned()
    page = client.get("/duplicates/people/").text
    assert "王芳 · 联成互动" in page
    assert "Wang Fang · 鼎盛物流" in page
    way = reverse("duplicates:people", args=[one.pk, other.pk])
    assert way in page
    told = client.get(way).text
    assert "Phone: equal" in told
    assert "Probably the same" in told
    sent = client.post(f"{way}answer/", {"answer": "later"})
    following = reverse("duplicates:people", args=[second.first_id, second.second_id])
    assert sent.headers["location"] == following
    assert "王芳" not in client.get("/duplicates/people/").text
    assert "王芳" in client.get("/duplicates/people/?answer=later").text
    assert client.post(f"{way}answer/", {"answer": "perhaps"}).status_code == 422
    kept = {"survivor": "first", "reason": "twice"}
    kept |= {"first_version": str(one.version), "second_version": str(other.version)}
    waits = client.post(way, kept).headers["location"]
    work(Job.objects.get(kind="contact.merge"))
    assert client.get(waits, follow=True).redirect_chain == [(following, 302)]
    assert client.post(f"{following}answer/", {"answer": "different"}).headers[
        "location"
    ] == reverse("duplicates:people_pairs")
    assert "No two contacts look alike" in client.get("/duplicates/people/").text
    assert PersonJudgement.objects.count() == 2
    assert first.first_id == one.pk


def test_two_chosen_by_hand_are_told_apart_too(client: Client) -> None:
    one, other = two("王芳", "李强")
    client = open_client(office())
    way = reverse("duplicates:people", args=[other.pk, one.pk])
    sent = client.post(f"{way}answer/", {"answer": "different"})
    assert sent.headers["location"] == reverse("people:contact", args=[other.pk])
    said = PersonJudgement.objects.get()
    assert (said.first_id, said.second_id, said.answer) == (one.pk, other.pk, "different")


def test_a_pair_is_shown_to_who_may_change_both_alone() -> None:
    east = make_department("East")
    sally = place(make_member("sally", SALESPERSON), east)
    one, other = two()
    mine = Position.objects.get(contact=one).customer
    mine.owner, mine.department = sally, east
    mine.save()
    scanned()
    client = open_client(sally)
    assert "王芳" not in client.get("/duplicates/people/").text
    way = reverse("duplicates:people", args=[one.pk, other.pk])
    assert client.get(way).status_code == 404
    assert client.post(f"{way}answer/", {"answer": "different"}).status_code == 404
    assert not PersonJudgement.objects.exists()
    theirs = Position.objects.get(contact=other).customer
    theirs.owner, theirs.department = sally, east
    theirs.save()
    assert "王芳" in client.get("/duplicates/people/").text


def test_at_which_company_both_work_is_told_to_who_knows_of_all_their_places() -> None:
    east = make_department("East")
    sally = place(make_member("sally", SALESPERSON), east)
    one, other = two("王芳", "王芳")
    for position in Position.objects.all():
        position.customer.owner, position.customer.department = sally, east
        position.customer.save()
    hidden = make_customer("远方")
    for person in (one, other):
        Position.objects.create(contact=person, customer=hidden)
    scanned()
    way = reverse("duplicates:people", args=[one.pk, other.pk])
    assert "Company: equal" in open_client(office()).get(way).text
    assert "Company: equal" not in open_client(sally).get(way).text


@pytest.mark.parametrize(
    "path", ["/duplicates/people/", "/duplicates/merged/people/", "/duplicates/merged/"]
)
def test_the_lists_ask_as_often_for_many_as_for_one(
    path: str, django_assert_max_num_queries: object
) -> None:
    olive = office()
    client = open_client(olive)
    home = make_customer("联成互动")
    for number in range(6):
        a, b = (make_contact(f"王芳{number}", home, f"1372222{number:04}").contact for _ in "ab")
        if number % 2:
            merge_people(
                actor=olive, survivor_id=a.pk, other_id=b.pk, versions=versions(a, b), reason="one"
            )  # fmt: skip
    scanned()
    client.get(path)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        client.get(path)


def test_the_base_is_looked_through_once_a_day() -> None:
    assert scan_when_due() is None  # nobody there
    make_customer("联成互动")
    assert scan_when_due() is not None
    assert scan_when_due() is None
