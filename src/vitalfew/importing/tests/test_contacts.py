import pytest
from django.test import Client

from vitalfew.access.api import SALESPERSON
from vitalfew.access.models import Grant, Holding, Role
from vitalfew.access.tests.cast import make_member
from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.importing.tests.moving_in import added, apply, checked, office, undone
from vitalfew.people import api as people
from vitalfew.people.api import Contact, Position

pytestmark = pytest.mark.django_db(transaction=True)

FIRMS = "客户编号,客户名称\nC1,联成互动软件有限公司\nC2,龙骏贸易行\n"
PEOPLE = (
    "姓名,客户名称,职务,部门,决策角色,是否首要联系人,手机,电话,邮箱,性别,生日,备注\n"
    "李娜,联成互动软件有限公司,采购总监,采购部,决策人,是,13800138000,021-62345678转805,na@example.com,女,1990-05-17,喜欢茶\n"
    "王伟,龙骏贸易行,,,,,13900139000,,wei@example.com,,,\n"
)


@pytest.fixture
def firms():
    added("customers", FIRMS, alike="create")


def test_people_come_to_their_customers_with_role_and_reach(firms):
    assert added("contacts", PEOPLE).result["new"] == 2
    one = Contact.objects.get(name="李娜")
    position = one.positions.get()
    assert (position.customer.code, position.title, position.department, position.role) == (
        "C1", "采购总监", "采购部", "decides",
    )  # fmt: skip
    assert position.is_primary
    assert [p.raw for p in one.phones.order_by("place")] == ["13800138000", "021-62345678转805"]
    assert (one.gender, one.birth_year, one.birth_month, one.birth_day) == ("female", 1990, 5, 17)
    assert one.pinyin


def test_the_same_people_again_are_known_as_they_are(firms):
    added("contacts", PEOPLE)
    found = checked("contacts", PEOPLE)
    assert (found.chosen["key"], found.counts["unchanged"]) == ("mails", 2)
    found = checked("contacts", PEOPLE, key="phones")
    assert found.counts["unchanged"] == 2
    found = checked("contacts", PEOPLE, key="name")
    assert found.counts["unchanged"] == 2


def test_somebody_known_who_works_at_a_second_customer_is_one_person_and_undo_ends_only_that(firms):
    added("contacts", PEOPLE)
    found = added("contacts", "邮箱,客户编号,职务\nna@example.com,C2,顾问\n")
    one = Contact.objects.get(name="李娜")
    assert sorted(one.positions.values_list("customer__code", "title")) == [
        ("C1", "采购总监"),
        ("C2", "顾问"),
    ]
    assert undone(found).result == {"removed": 0, "restored": 1, "left": 0}
    assert [p.customer.code for p in one.positions.all()] == ["C1"]


def test_undo_takes_people_away_and_gives_back_what_they_were(firms):
    added("contacts", PEOPLE)
    found = added(
        "contacts",
        "姓名,客户名称,职务,手机,邮箱,生日\n李娜,联成互动软件有限公司,总经理,13700137000,na@example.com,1991/6/18\n"
        "赵敏,龙骏贸易行,会计,13600136000,min@example.com,\n",
    )
    assert Position.objects.get(contact__name="李娜").title == "总经理"
    assert undone(found).result == {"removed": 1, "restored": 1, "left": 0}
    one = Contact.objects.get(name="李娜")
    assert (one.birth_year, one.positions.get().title) == (1990, "采购总监")
    assert [p.raw for p in one.phones.order_by("place")] == ["13800138000", "021-62345678转805"]
    assert not Contact.everybody.filter(name="赵敏").exists()


def test_who_agreed_to_something_since_is_left(firms):
    found = added("contacts", PEOPLE)
    one = Contact.objects.get(name="王伟")
    people.note_consent(
        actor=office(), contact_id=one.pk, purpose="surveys", is_given=True, on=one.created_at.date(),
        way="spoken", proof="",
    )  # fmt: skip
    assert undone(found).result == {"removed": 1, "restored": 0, "left": 1}


def test_a_row_without_its_customer_is_named(firms):
    found = checked(
        "contacts", "姓名,客户名称,邮箱\n李娜,没有这家,a@example.com\n王伟,,b@example.com\n"
    )
    assert {p.row: p.faults for p in found.problems.all()} == {
        2: [["customer_name", "no_such_customer"]],
        3: [["customer_name", "no_such_customer"]],
    }


def test_names_of_two_columns_are_put_together_as_people_write_them(firms):
    added(
        "contacts",
        "Last Name,First Name,Account Name,Email\nKowalski,Olga,龙骏贸易行,o@example.com\n"
        "李,娜,龙骏贸易行,n@example.com\n",
    )
    assert sorted(Contact.objects.values_list("name", flat=True)) == ["Olga Kowalski", "李娜"]


def a_seller() -> Member:
    """Who may bring people to one customer alone."""
    role = Role.objects.create(name="brings in")
    for verb in ("view", "create"):
        Grant.objects.create(role=role, module="importing", verb=verb, scope="all")
    seller = make_member("seller", SALESPERSON)
    Holding.objects.create(member=seller, role=role)
    Customer.objects.filter(code="C2").update(owner=seller)
    return seller


def test_a_salesperson_brings_people_to_their_own_customers_alone(firms):
    found = checked("contacts", PEOPLE, a_seller())
    assert found.counts["new"] == 1
    assert found.problems.get().faults == [["customer_name", "no_such_customer"]]


AGAIN = "姓名,客户名称,职务,手机,邮箱\nLi Na,龙骏贸易行,顾问,13800138000,na2@example.com\n"


def test_a_row_that_is_somebody_known_is_asked_about_and_nobody_is_doubled(firms):
    added("contacts", PEOPLE)
    found = checked("contacts", AGAIN)
    (like,) = found.likenesses.all()
    one = Contact.objects.get(name="李娜")
    assert (like.record, like.name, found.counts["alike"]) == (one.pk, "Li Na", 1)
    assert ["phone", "equal", 9.0] in like.reason
    assert added("contacts", AGAIN).result["skipped"] == 1  # unless somebody chooses otherwise
    assert Contact.objects.count() == 2


def test_they_are_brought_up_to_date_with_the_new_place_and_taken_back(firms):
    added("contacts", PEOPLE)
    found = added("contacts", AGAIN, alike="update")
    assert (found.result["updated"], found.result["new"]) == (1, 0)
    one = Contact.objects.get(handles__value="na2@example.com")
    assert sorted(one.positions.values_list("customer__code", "title")) == [
        ("C1", "采购总监"),
        ("C2", "顾问"),
    ]
    undone(found)
    assert [place.customer.code for place in one.positions.all()] == ["C1"]


def test_or_added_all_the_same_as_another_person(firms):
    added("contacts", PEOPLE)
    assert added("contacts", AGAIN, alike="create").result["new"] == 1
    assert Contact.objects.count() == 3


def test_the_same_name_at_that_customer_is_asked_about_whatever_the_key(firms):
    added("contacts", PEOPLE)
    found = checked("contacts", "姓名,客户名称,邮箱\n王偉,龙骏贸易行,other@example.com\n")
    assert found.counts["alike"] == 1
    assert (
        checked("contacts", "姓名,客户名称,邮箱\n王伟,联成互动软件有限公司,x@example.com\n").counts[
            "alike"
        ]
        == 0
    )


def test_whom_others_know_is_told_as_no_more_than_whom_to_ask_and_never_written(firms):
    added("contacts", PEOPLE)
    boss = make_member("boss", SALESPERSON, name="陈晨")
    Customer.objects.filter(code="C1").update(owner=boss)
    seller = a_seller()
    found = checked("contacts", AGAIN, seller)
    client = Client(headers={"accept-language": "en"})
    client.force_login(seller)
    page = client.get(f"/import/{found.pk}/").text
    assert "1 new row looks like somebody who is known" in page
    assert "known at a customer of 陈晨: ask them" in page
    assert not any(text in page for text in ("李娜", "联成互动", "Phone: equal"))
    one = Contact.objects.get(name="李娜")
    assert f"/people/{one.pk}/" not in page
    assert apply(found, "update").result["skipped"] == 1
    assert [place.customer.code for place in one.positions.all()] == ["C1"]
    assert not one.handles.filter(value="na2@example.com").exists()
