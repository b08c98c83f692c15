import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vitalfew.access.api import CUSTOMER_OFFICE, SALESPERSON
from vitalfew.access.models import FieldLimit, Grant, Holding, Role
from vitalfew.access.tests.cast import make_member
from vitalfew.channels.api import Channels
from vitalfew.customers import api as customers
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.dossier.api import tags_of
from vitalfew.duplicates.api import catch_up
from vitalfew.importing import queries
from vitalfew.importing.fixing import fix_row
from vitalfew.importing.models import ImportState
from vitalfew.importing.tests.moving_in import (
    added,
    apply,
    check,
    checked,
    office,
    received,
    undone,
)
from vitalfew.kernel.errors import BadInput
from vitalfew.people import api as people

pytestmark = pytest.mark.django_db(transaction=True)

HEADING = (
    "客户编号,客户名称,行业,手机,电话,邮箱,省份,城市,详细地址,统一社会信用代码,标签,客户来源\n"
)
TWO = (
    HEADING
    + "C1,联成互动软件有限公司,软件,13800138000,021-62345678转805,a@example.com;b@example.com,上海,上海市,"
    "南京路1号,91110000101623741K,展会;VIP,转介绍\n" + "C2,龙骏贸易行,批发零售,,,,,,,,,\n"
)


def one(code: str) -> Customer:
    return Customer.everything.get(code=code)


def phones(customer: Customer) -> list[str]:
    return [phone.raw for phone in customer.phones.order_by("place")]


def test_customers_come_with_all_that_the_file_says():
    found = added("customers", TWO)
    assert (found.state, found.result["new"]) == (ImportState.APPLIED, 2)
    customer = one("C1")
    assert (customer.name, customer.industry, customer.source) == (
        "联成互动软件有限公司",
        "I",
        "referral",
    )
    assert phones(customer) == ["13800138000", "021-62345678转805"]
    assert customer.phones.get(place=1).extension == "805"
    assert [h.value for h in customer.handles.order_by("place")] == [
        "a@example.com",
        "b@example.com",
    ]
    assert customer.addresses.get().detail == "南京路1号"
    assert customer.registrations.get().kind == "uscc"
    assert sorted(tag.name for tag in tags_of(office(), customer)) == ["VIP", "展会"]
    assert customer.pinyin


def test_the_same_file_again_changes_nothing():
    added("customers", TWO)
    found = checked("customers", TWO, key="code")
    assert (found.counts["new"], found.counts["updated"], found.counts["unchanged"]) == (0, 0, 2)
    with pytest.raises(BadInput):
        apply(found)


def test_blanks_do_not_overwrite_and_numbers_are_added():
    added("customers", TWO)
    found = added(
        "customers",
        "客户编号,行业,手机,城市,标签\n"
        "C1,,+86 138 0013 8000; 13900139000,,老客户\nC2,金融业,,苏州,\n",
    )
    assert found.result["updated"] == 2
    first, second = one("C1"), one("C2")
    assert first.industry == "I"
    assert first.addresses.get().city == "上海市"
    assert phones(first) == ["13800138000", "021-62345678转805", "13900139000"]
    assert sorted(tag.name for tag in tags_of(office(), first)) == ["VIP", "展会", "老客户"]
    assert (second.industry, second.addresses.get().city) == ("J", "苏州")
    assert first.source == "referral"


def test_where_a_customer_first_came_from_stays():
    added("customers", TWO)
    found = added("customers", "客户编号,客户来源,网址\nC1,广告,www.example.com\n")
    assert (one("C1").source, one("C1").website) == ("referral", "https://www.example.com")
    assert found.touches.get().changes == {"website": ["", "https://www.example.com"]}


@pytest.mark.parametrize(("key", "row"), [
    ("registration", "统一社会信用代码,城市\n91110000 101623741k,杭州\n"),
    ("name", "客户名称,城市\n联成互动软件有限公司,杭州\n"),
    ("code", "客户编号,城市\nC1,杭州\n"),
])  # fmt: skip
def test_a_customer_is_known_by_what_was_chosen(key, row):
    added("customers", TWO)
    found = added("customers", row, key=key)
    assert (found.result["updated"], found.result["new"]) == (1, 0)
    assert one("C1").addresses.get().city == "杭州"


def test_undo_takes_away_what_was_new_and_gives_back_what_was_changed():
    added("customers", TWO)
    before = [snapshot(c) for c in Customer.objects.order_by("pk")]
    found = added(
        "customers",
        HEADING
        + "C1,联成互动,金融业,13900139000,,c@example.com,北京,北京市,长安街1号,911101066976941872,新,\n"
        "C3,新来,,,,,,,,,,\n",
    )
    assert [c.name for c in Customer.objects.order_by("pk")] == ["联成互动", "龙骏贸易行", "新来"]
    found = undone(found)
    assert found.result == {"removed": 1, "restored": 1, "left": 0}
    assert [snapshot(c) for c in Customer.objects.order_by("pk")] == before


def snapshot(customer: Customer) -> object:
    return (
        customer.name, customer.industry, phones(customer), sorted(h.value for h in customer.handles.all()),
        [str(a) for a in customer.addresses.all()], [r.number for r in customer.registrations.all()],
        sorted(t.name for t in tags_of(office(), customer)),
    )  # fmt: skip


def test_undo_leaves_what_people_changed_since_and_names_it():
    added("customers", TWO)
    found = added("customers", "客户编号,客户名称,行业\nC1,联成,金融业\nC3,新来,\nC4,又来,\n")
    new, other = one("C3"), one("C1")
    customers.change(actor=office(), customer_id=new.pk, version=1, name="改过")
    customers.change(actor=office(), customer_id=other.pk, version=other.version, industry="K")
    people.add_contact(
        actor=office(),
        customer_id=one("C4").pk,
        facts={"name": "李娜"},
        channels=Channels(),
        position={},
    )
    found = undone(found)
    assert found.result == {"removed": 0, "restored": 1, "left": 3}
    assert (one("C1").name, one("C1").industry) == ("联成互动软件有限公司", "K")
    told = {row.name: [str(why) for why in row.reasons] for row in queries.left(office(), found)}
    assert told == {
        "联成互动软件有限公司": ["Industry"],
        "改过": ["was changed since"],
        "又来": ["is used by something else by now"],
    }


def test_the_second_row_about_the_same_customer_is_refused():
    found = checked("customers", "客户编号,客户名称\nC1,甲公司\nc1,乙公司\nC2,丙公司\n")
    assert (found.counts["new"], found.counts["bad_rows"]) == (2, 1)
    problem = found.problems.get()
    assert (problem.row, problem.faults) == (3, [["code", "twice_in_file"]])
    fix_row(actor=office(), ledger=found, row=3, cells={"code": "C9"})
    found.refresh_from_db()
    assert (found.counts["new"], found.counts["bad_rows"]) == (3, 0)
    assert apply(found).result["new"] == 3


def test_bad_cells_are_named_and_put_right_in_place():
    found = checked(
        "customers",
        "客户编号,客户名称,行业,邮箱,网址,手机\nC1,甲公司,乱写,x@,not a site,none\nC2,,,,,\n",
    )
    faults = {p.row: dict(p.faults) for p in found.problems.all()}
    assert faults == {
        2: {
            "industry": "not_in_the_list",
            "mail": "not_a_mail",
            "website": "not_a_link",
            "mobile": "not_a_phone",
        },
        3: {"name": "name_missing"},
    }
    fix_row(actor=office(), ledger=found, row=3, cells={"name": "乙公司"})
    found.refresh_from_db()
    assert found.counts["new"] == 1
    assert apply(found).result["new"] == 1


def test_a_new_row_that_looks_like_a_customer_is_left_out_unless_said_otherwise():
    added("customers", TWO)
    catch_up()
    alike = "客户编号,客户名称,手机\nN1,联成互动软件有限责任公司,13800138000\nN2,完全不同,\n"
    found = checked("customers", alike)
    assert found.counts["alike"] == 1
    (shown,) = queries.likenesses(office(), found)
    assert (shown.who, shown.page) == (one("C1").name, f"/customers/{one('C1').pk}/")
    assert shown.reason
    assert apply(found).result["skipped"] == 1
    assert not Customer.objects.filter(code="N1").exists()


@pytest.mark.parametrize(("choice", "new", "updated"), [("update", 0, 1), ("create", 1, 0)])
def test_a_row_that_looks_like_a_customer_becomes_what_was_chosen(choice, new, updated):
    added("customers", TWO)
    catch_up()
    found = added(
        "customers", "客户名称,手机,城市\n联成互动软件有限责任公司,13800138000,厦门\n", alike=choice
    )
    assert (found.result["new"], found.result["updated"]) == (new, updated)


def test_against_the_same_registration_number_none_is_added():
    added("customers", TWO)
    catch_up()
    found = added(
        "customers",
        "客户名称,统一社会信用代码\n另一个名字有限公司,91110000101623741K\n",
        alike="create",
        key="name",
    )
    assert (found.result["new"], found.result["skipped"]) == (0, 1)


def test_only_new_ones_and_only_known_ones():
    added("customers", TWO)
    rows = "客户编号,客户名称\nC1,改名\nC3,新来\n"
    assert added("customers", rows, mode="new").result | {"seconds": 0} == {
        "new": 1, "updated": 0, "unchanged": 0, "contested": 0, "skipped": 1, "bad": 0, "seconds": 0,
    }  # fmt: skip
    rows = "客户编号,客户名称\nC1,改名\nC4,新来\n"
    assert added("customers", rows, mode="update").result["updated"] == 1
    assert not Customer.objects.filter(code="C4").exists()


def test_a_salesperson_changes_their_own_and_hears_of_others_only_that_the_number_is_taken():
    added("customers", TWO)
    role = Role.objects.create(name="brings in")
    for module, verb in (("importing", "view"), ("importing", "create")):
        Grant.objects.create(role=role, module=module, verb=verb, scope="all")
    seller = make_member("seller", SALESPERSON)
    Holding.objects.create(member=seller, role=role)
    Customer.objects.filter(code="C2").update(owner=seller)
    found = checked("customers", "客户编号,客户名称\nC1,改名\nC2,我的\nC3,新来\n", seller)
    assert [(p.row, p.faults) for p in found.problems.all()] == [(2, [["code", "number_taken"]])]
    apply(found)
    assert (one("C1").name, one("C2").name) == ("联成互动软件有限公司", "我的")
    assert one("C3").owner == seller


def test_a_column_that_one_may_not_write_is_refused_by_name():
    FieldLimit.objects.create(ready=CUSTOMER_OFFICE, field="customers.phones", rule="masked")
    found = received("customers", TWO)
    with pytest.raises(BadInput) as refused:
        check(found)
    assert refused.value.data["field"] == "mobile"
    assert "Phone numbers" in refused.value.sentence
    found.mapping = {
        name: place for name, place in found.mapping.items() if name not in {"mobile", "phone"}
    }
    assert check(found).counts["new"] == 2


def test_an_owner_is_known_by_name_and_only_given_to_new_ones():
    added("customers", TWO)
    make_member("wang.wei", name="王伟")
    found = added(
        "customers",
        "客户编号,客户名称,负责人\nC1,联成互动软件有限公司,王伟\nC3,新来,王伟\nC4,又来,没有这个人\n",
    )
    assert (found.result["unchanged"], found.result["new"], found.counts["bad_rows"]) == (1, 1, 1)
    assert str(one("C3").owner) == "王伟"
    assert one("C1").owner is None
    assert undone(found).result["removed"] == 1


def test_a_number_in_the_bin_is_taken():
    added("customers", TWO)
    customers.delete(actor=office(), customer_id=one("C1").pk, reason="wrong")
    found = checked("customers", "客户编号,客户名称\nC1,改名\n")
    assert found.problems.get().faults == [["code", "number_taken"]]


def test_files_of_formulas_come_back_as_they_were():
    found = added("customers", "客户编号,客户名称\nC1,'=1+1\n")
    assert found.result["new"] == 1
    assert one("C1").name == "=1+1"


@given(
    table=st.lists(
        st.tuples(*[st.sampled_from(["", "a", "b"])] * 3), min_size=1, max_size=12
    )
)  # fmt: skip
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_row_takes_a_value_from_another(table):
    Customer.everything.all().delete()
    lines = [f"K{i},客户{i},{','.join(row)}\n" for i, row in enumerate(table)]
    added("customers", "客户编号,客户名称,城市,省份,标签\n" + "".join(lines), alike="create")
    for i, (city, province, tag) in enumerate(table):
        customer = one(f"K{i}")
        place = customer.addresses.first()
        assert (place.city if place else "", place.province if place else "") == (city, province)
        assert [t.name for t in tags_of(office(), customer)] == ([tag] if tag else [])


def test_who_changes_a_customer_after_the_preview_is_not_overwritten():
    added("customers", TWO)
    rows = "客户编号,客户名称,国家\nC1,改名,日本\nC2,另名,韩国\nC9,新来,法国\n"
    found = checked("customers", rows, key="code")
    assert (found.counts["updated"], found.counts["new"]) == (2, 1)
    Customer.objects.filter(code="C1").update(country="Peru")
    make_customer("抢先", "C9", country="Chile")
    found = apply(found)
    result = {name: found.result[name] for name in ("updated", "new", "contested")}
    assert result == {"updated": 1, "new": 0, "contested": 2}
    told = dict(Customer.objects.values_list("code", "country"))
    assert (told["C1"], told["C2"], told["C9"]) == ("Peru", "韩国", "Chile")
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(office())
    page = browser.get(reverse("importing:detail", args=[found.pk])).text
    assert "2 were changed by somebody after the preview" in page
    assert "was changed after the preview" in page
    assert "“Peru” here, “日本” in the file" in page
    again = checked("customers", rows, key="code")
    assert again.counts["updated"] == 2
    assert undone(apply(again)).result["left"] == 0
    assert undone(found).result["restored"] == 1
    assert Customer.objects.get(code="C1").country == "Peru"
