"""People at customers: added in one line, changed, primary, gone, back, in the bin."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vitalfew.access.api import SALESPERSON
from vitalfew.access.tests.cast import make_member
from vitalfew.customers.api import Customer, search
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.people import actions
from vitalfew.people.api import Contact, Position, contact_policy, people_tab, purge
from vitalfew.people.tests.records import make_contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return make_customer("苏州联成", "C-1", country="中国")


def test_a_name_and_a_number_make_a_contact(seller: Client, customer: Customer) -> None:
    sent = {"name": "单田芳", "phones": "021-62345678转805", "title": "采购经理", "role": "buys"}
    answer = seller.post(reverse("people:add", args=[customer.pk]), sent)
    assert answer.headers["location"] == f"/customers/{customer.pk}/people/"
    position = Position.objects.get()
    assert (position.title, position.role, position.customer) == ("采购经理", "buys", customer)
    assert position.contact.initials == "stf dtf"
    assert position.contact.phones.get().extension == "805"
    page = seller.get(f"/customers/{customer.pk}/people/").text
    assert "021 6234 5678 ext. 805" in page
    assert "tel:+862162345678;ext=805" in page


@pytest.mark.parametrize(
    "typed", ["单田", "shantian", "stf", "dan", "st", "5678", "021-62345678", "nana@example.com"]
)
def test_the_list_finds_by_name_pinyin_number_and_mail(
    seller: Client, customer: Customer, typed: str
) -> None:
    found = make_contact("单田芳", customer, "021-62345678转805").contact
    found.handles.create(kind="mail", value="Nana@example.com")
    make_contact("Olga Kowalski", customer, "13800138000")
    page = seller.get(reverse("people:list"), {"q": typed}).text
    assert "单田芳" in page
    assert "Olga Kowalski" not in page


def test_a_customer_is_found_by_the_number_of_its_contact(
    salesperson: Member, customer: Customer
) -> None:
    make_contact("Olga", customer, "13800138000")
    assert list(search(salesperson, "138 0013 8000")) == [customer]


def test_there_is_one_primary_contact(seller: Client, customer: Customer) -> None:
    first = make_contact("Olga", customer, is_primary=True)
    second = make_contact("Jan", customer)
    seller.post(reverse("people:primary", args=[second.pk]))
    assert list(Position.objects.filter(is_primary=True)) == [second]
    seller.post(reverse("people:primary", args=[first.pk]))
    assert list(Position.objects.filter(is_primary=True)) == [first]


def test_who_left_stays_with_the_reason_and_can_come_back(
    seller: Client, salesperson: Member, customer: Customer
) -> None:
    boss, olga = make_contact("Boss", customer, is_primary=True), make_contact("Olga", customer)
    Position.objects.filter(pk=olga.pk).update(reports_to=boss)
    url = reverse("people:leave", args=[boss.pk])
    assert seller.post(url, {"on": "2026-03-05", "reason": " "}).status_code == 422
    seller.post(url, {"on": "2026-03-05", "reason": "Retired"})
    tab = people_tab(salesperson, customer)
    assert [one.contact.name for one in tab.current] == ["Olga"]
    assert [(one.left_on, one.left_reason, one.is_primary) for one in tab.former] == [
        (date(2026, 3, 5), "Retired", False)
    ]
    assert tab.current[0].reports_to is None
    with pytest.raises(Conflict):
        actions.make_primary(actor=salesperson, position_id=boss.pk)
    seller.post(reverse("people:come_back", args=[boss.pk]))
    assert len(people_tab(salesperson, customer).current) == 2


def test_the_reporting_line_is_a_tree_without_circles(
    salesperson: Member, customer: Customer
) -> None:
    boss, chief, olga = (make_contact(name, customer) for name in ("Boss", "Chief", "Olga"))
    for below, above in ((chief, boss), (olga, chief)):
        actions.change_position(
            actor=salesperson, position_id=below.pk, version=1, facts={"reports_to": above}
        )
    with pytest.raises(BadInput, match="circle"):
        actions.change_position(
            actor=salesperson, position_id=boss.pk, version=1, facts={"reports_to": olga}
        )
    elsewhere = make_contact("Far", make_customer("Other"))
    with pytest.raises(BadInput, match="same customer"):
        actions.change_position(
            actor=salesperson, position_id=boss.pk, version=1, facts={"reports_to": elsewhere}
        )
    (top,) = people_tab(salesperson, customer).people_map
    assert top.position == boss
    assert top.below[0].below[0].position == olga


def test_a_contact_is_seen_with_any_customer_they_work_at_and_only_so() -> None:
    lin, zhou = make_member("lin", SALESPERSON), make_member("zhou", SALESPERSON)
    own, other = make_customer("Own", owner=lin), make_customer("Secret firm", owner=zhou)
    shared = make_contact("Olga", own).contact
    Position.objects.create(contact=shared, customer=other, title="Secret job")
    foreign = make_contact("Jan", other).contact
    assert list(contact_policy.rows(lin)) == [shared]
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(lin)
    for url in (reverse("people:list"), reverse("people:contact", args=[shared.pk])):
        page = browser.get(url).text
        assert "Olga" in page
        assert "Secret" not in page
    assert browser.get(reverse("people:contact", args=[foreign.pk])).status_code == 404


def test_the_second_of_two_writers_sees_both_texts(seller: Client, customer: Customer) -> None:
    contact = make_contact("Olga", customer).contact
    url = reverse("people:edit", args=[contact.pk])
    assert seller.post(url, {"name": "Olga A", "version": 1}).status_code == 302
    answer = seller.post(url, {"name": "Olga B", "version": 1})
    assert answer.status_code == 409
    assert "Olga A" in answer.text
    assert "Olga B" in answer.text


def test_two_names_in_one_messenger_stay_two(seller: Client, customer: Customer) -> None:
    contact = make_contact("Olga", customer).contact
    for name in ("Ｏｌｇａ K", "olga88"):
        contact.handles.create(kind="wechat", value=name)
    url = reverse("people:edit", args=[contact.pk])
    assert 'value="Ｏｌｇａ K; olga88"' in seller.get(url).text
    sent = {"name": "Olga", "version": 1, "wechat": "Ｏｌｇａ K; olga88"}
    assert seller.post(url, sent).status_code == 302
    assert {one.value for one in contact.handles.all()} == {"Ｏｌｇａ K", "olga88"}
    assert seller.post(url, {**sent, "version": 2, "wechat": "x" * 101}).status_code == 422
    refused = seller.post(url, {**sent, "version": 2, "phones": f"1\n{'2' * 61}"})
    assert "at most 60 characters" in refused.text


def test_a_contact_works_at_a_second_customer_found_by_a_part_of_its_name(
    seller: Client, customer: Customer
) -> None:
    contact = make_contact("Olga", customer).contact
    second = make_customer("上海宏达", "C-2")
    make_customer("上海宏图", "C-3")
    url = reverse("people:place", args=[contact.pk])
    assert "Several customers match" in seller.post(url, {"customer": "上海"}).text
    assert seller.post(url, {"customer": "宏达", "title": "Adviser"}).status_code == 302
    assert Position.objects.get(customer=second).contact == contact
    assert "works or worked there already" in seller.post(url, {"customer": "C-2"}).text


def test_a_birthday_is_a_day_that_there_is(seller: Client, customer: Customer) -> None:
    contact = make_contact("Olga", customer).contact
    url = reverse("people:edit", args=[contact.pk])
    sent = {
        "name": "Olga",
        "birth_month": 8,
        "birth_day": 31,
        "birth_calendar": "lunar",
        "version": 1,
    }
    assert seller.post(url, sent).status_code == 422
    assert seller.post(url, {**sent, "birth_day": 15}).status_code == 302
    assert (
        "8-15 of the lunar calendar"
        in seller.get(reverse("people:contact", args=[contact.pk])).text
    )


def test_a_deleted_contact_comes_back_whole_or_is_gone_after_thirty_days(
    seller: Client, salesperson: Member, customer: Customer
) -> None:
    contact = make_contact("Olga", customer, "13800138000").contact
    url = reverse("people:delete", args=[contact.pk])
    assert seller.post(url, {}).status_code == 422
    seller.post(url, {"reason": "Twice"})
    assert people_tab(salesperson, customer).current == []
    assert "Twice" in seller.get(reverse("people:bin")).text
    assert purge() == 0
    seller.post(reverse("people:restore", args=[contact.pk]))
    assert [one.contact for one in people_tab(salesperson, customer).current] == [contact]
    Contact.everybody.update(deleted_at=timezone.now() - timedelta(days=31))
    assert purge() == 1
    assert not Contact.everybody.exists()


def test_a_file_of_contacts_holds_the_numbers(seller: Client, customer: Customer) -> None:
    make_contact("Olga", customer, "13800138000", title="Buyer")
    answer = seller.get(reverse("people:list"), {"format": "csv"})
    assert "Olga,苏州联成,Buyer,,138 0013 8000" in answer.getvalue().decode("utf-8-sig")
