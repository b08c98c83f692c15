"""Fields that a company added to its customers, as columns of a file."""

import io

import pytest
from django.db import connection
from django.utils import timezone, translation
from python_calamine import CalamineWorkbook

from vitalfew.access.api import CUSTOMER_OFFICE
from vitalfew.access.models import FieldLimit
from vitalfew.customers.api import OWN_FIELDS, Customer, change
from vitalfew.customers.tests.records import make_customer
from vitalfew.fields import memory
from vitalfew.fields.api import Definition, store_many, stored
from vitalfew.fields.tests.records import make_field
from vitalfew.importing.blanks import blank_workbook
from vitalfew.importing.fixing import fix_row
from vitalfew.importing.kinds import kind_named
from vitalfew.importing.models import LedgerImport
from vitalfew.importing.queries import left
from vitalfew.importing.refusals import error_lines
from vitalfew.importing.tests.moving_in import (
    added,
    apply,
    check,
    checked,
    office,
    received,
    undone,
)
from vitalfew.inquiries.api import OWN_FIELDS as OF_INQUIRIES
from vitalfew.inquiries.api import Inquiry
from vitalfew.kernel.errors import BadInput
from vitalfew.people.api import OWN_FIELDS as OF_CONTACTS
from vitalfew.people.api import Contact

pytestmark = pytest.mark.django_db(transaction=True)
HEADING = "客户编号,客户名称,人数,成立,规模,合同号\n"


@pytest.fixture
def own() -> dict[str, Definition]:
    return {
        "staff": make_field("Staff", "number", label_zh_hans="人数", place=1),
        "day": make_field("Founded", "date", label_zh_hans="成立", place=2),
        "size": make_field("规模", "choices", "小", "大", place=3),
        "contract": make_field("合同号", is_unique=True, place=4),
    }


def kept(own: dict[str, Definition], code: str) -> dict[str, object]:
    data = stored(OWN_FIELDS, Customer.objects.get(code=code).pk)
    return {name: data[one.name] for name, one in own.items() if one.name in data}


def test_own_fields_are_known_by_their_labels_and_kept(own: dict[str, Definition]) -> None:
    found = added("customers", HEADING + 'C1,联成,"1,200",2026年3月5日,大、小,K-1\nC2,龙骏,,,,\n')
    assert found.result["new"] == 2
    assert kept(own, "C1") == {
        "staff": "1200", "day": "2026-03-05", "size": [1, 2], "contract": "K-1",
    }  # fmt: skip
    assert kept(own, "C2") == {}


def test_a_blank_changes_nothing_and_undo_gives_back_what_was_there_or_nothing(
    own: dict[str, Definition],
) -> None:
    added("customers", HEADING + "C1,联成,5,,大,K-1\n")
    later = added("customers", HEADING + "C1,联成,6,2026-03-05,,K-1\n")
    assert later.result["updated"] == 1
    assert kept(own, "C1") == {
        "staff": "6", "day": "2026-03-05", "size": [2], "contract": "K-1",
    }  # fmt: skip
    assert undone(later).result["restored"] == 1
    assert kept(own, "C1") == {"staff": "5", "size": [2], "contract": "K-1"}
    again = checked("customers", HEADING + "C1,联成,5,,大,K-1\n")
    assert again.counts["unchanged"] == 1


def test_what_was_added_goes_with_its_own_fields(own: dict[str, Definition]) -> None:
    found = added("customers", HEADING + "C1,联成,5,2026-03-05,大,K-1\n")
    assert undone(found).result["removed"] == 1
    assert not Customer.objects.exists()
    assert not OWN_FIELDS.sheets._base_manager.exists()


def test_a_wrong_value_is_named_and_put_right_in_place(own: dict[str, Definition]) -> None:
    found = checked("customers", HEADING + "C1,联成,many,2026-02-30,巨大,\n")
    faults = {tuple(one) for one in found.problems.get().faults}
    assert faults == {
        (f"own_{own['staff'].name}", "not_a_number"),
        (f"own_{own['day'].name}", "not_a_date"),
        (f"own_{own['size'].name}", "not_in_the_list"),
    }
    cells = {
        f"own_{own[n].name}": t for n, t in (("staff", "7"), ("day", "2026-02-28"), ("size", "大"))
    }
    assert fix_row(actor=office(), ledger=found, row=2, cells=cells).is_fixed
    apply(found)
    assert kept(own, "C1") == {"staff": "7", "day": "2026-02-28", "size": [2]}


def test_a_value_that_one_alone_may_have_is_not_given_twice(own: dict[str, Definition]) -> None:
    added("customers", HEADING + "C1,联成,,,,K-1\n")
    found = checked(
        "customers", HEADING + "C2,龙骏,,,,K-1\nC3,海峰,,,,K-3\nC4,明远,,,,K-3\nC1,联成,9,,,\n"
    )
    name = f"own_{own['contract'].name}"
    assert {one.row: one.faults for one in found.problems.all()} == {
        2: [[name, "value_taken"]], 4: [[name, "twice_in_file"]],
    }  # fmt: skip
    assert (found.counts["new"], found.counts["updated"]) == (1, 1)


def test_a_field_that_one_may_not_type_is_no_column(own: dict[str, Definition]) -> None:
    FieldLimit.objects.create(ready=CUSTOMER_OFFICE, field=own["staff"].key, rule="read_only")
    found = received("customers", HEADING + "C1,联成,5,,,K-1\n")
    assert f"own_{own['staff'].name}" not in found.mapping
    found.mapping[f"own_{own['staff'].name}"] = 2
    with pytest.raises(BadInput):
        check(found)


def test_a_field_that_comes_after_the_check_leaves_the_file_as_it_was(
    own: dict[str, Definition],
) -> None:
    found = checked("customers", HEADING + "C1,联成,5,,,K-1\n")
    make_field("Later", "number", place=0)
    assert apply(found).result["new"] == 1
    assert kept(own, "C1") == {"staff": "5", "contract": "K-1"}


def test_the_empty_file_has_a_column_for_each_with_its_choices(own: dict[str, Definition]) -> None:
    kind = kind_named("customers")
    assert kind is not None
    book = CalamineWorkbook.from_filelike(io.BytesIO(blank_workbook(kind, office())))
    assert {"Staff", "Founded", "规模", "合同号"} <= set(book.get_sheet_by_index(0).to_python()[0])
    assert ["规模", "", "小; 大"] in book.get_sheet_by_index(1).to_python()


def lines_left(found: LedgerImport) -> list[tuple[str, list[str]]]:
    """What the page names as left, in English."""
    with translation.override("en"):
        told = left(office(), found)
        return [(one.name, sorted(map(str, one.reasons))) for one in told]


def test_undo_gives_back_all_but_what_is_anothers_by_now_and_names_that(
    own: dict[str, Definition],
) -> None:
    added("customers", HEADING + "C1,联成,5,,,K-1\nC3,海峰,1,,,K-3\n")
    later = added("customers", HEADING + "C9,联成,6,,,K-9\nC3,海峰,2,,,K-4\n", key="name")
    assert later.result["updated"] == 2
    # One takes the number and the contract; one in the bin has the contract of the other.
    taker = make_customer("后来", "C1")
    store_many(OWN_FIELDS, {taker.pk: {own["contract"].name: "K-1"}})
    binned = make_customer("已删", "C5")
    store_many(OWN_FIELDS, {binned.pk: {own["contract"].name: "K-3"}})
    Customer.objects.filter(pk=binned.pk).update(deleted_at=timezone.now())
    later = undone(later)
    assert (later.result["restored"], later.result["left"]) == (2, 2)
    assert kept(own, "C9") == {"staff": "5", "contract": "K-9"}
    assert kept(own, "C3") == {"staff": "1", "contract": "K-4"}
    assert kept(own, "C1") == {"contract": "K-1"}
    anothers = "another record has by now what stood here before"
    assert lines_left(later) == [
        ("联成", [f"Customer number: {anothers}", f"合同号: {anothers}"]),
        ("海峰", [f"合同号: {anothers}"]),
    ]


def test_undo_after_a_field_became_unique_gives_a_value_back_once(
    own: dict[str, Definition],
) -> None:
    Definition.objects.filter(pk=own["contract"].pk).update(is_unique=False)
    memory.forget()
    added("customers", HEADING + "C1,联成,,,,K-1\nC3,海峰,,,,K-1\n")
    later = added("customers", HEADING + "C1,联成,,,,K-8\nC3,海峰,,,,K-9\n")
    Definition.objects.filter(pk=own["contract"].pk).update(is_unique=True)
    memory.forget()
    later = undone(later)
    assert (later.result["restored"], later.result["left"]) == (1, 1)
    assert [kept(own, code)["contract"] for code in ("C1", "C3")] == ["K-1", "K-9"]


def test_undo_gives_a_register_number_back_that_somebody_noted_again() -> None:
    heading, number = "客户编号,客户名称,增值税号\n", "DE136695976"
    added("customers", f"{heading}C1,联成,{number}\n")
    later = added("customers", f"{heading}C1,联成,DE129273398\n")
    assert later.result["updated"] == 1
    customer = Customer.objects.get(code="C1")
    customer.registrations.create(kind="vat", number=number)
    assert undone(later).result["restored"] == 1
    assert [one.number for one in customer.registrations.all()] == [number]


PEOPLE = "姓名,客户编号,邮箱,爱好,证件\n"
ASKED = "线索编号,姓名,公司,预算,证件\n"


def test_contacts_bring_own_fields_in_and_undo_takes_them_back() -> None:
    hobby = make_field("爱好", record="contact", place=1)
    badge = make_field("证件", record="contact", is_unique=True, place=2)
    make_customer("联成", "C1")
    found = added(
        "contacts", PEOPLE + "李娜,C1,li@example.com,蜂,B-1\n王芳,C1,wang@example.com,,\n"
    )
    assert found.result["new"] == 2
    pk = Contact.objects.get(name="李娜").pk
    assert stored(OF_CONTACTS, pk) == {hobby.name: "蜂", badge.name: "B-1"}
    later = added("contacts", PEOPLE + "李娜,C1,li@example.com,茶,\n")
    assert later.result["updated"] == 1
    assert stored(OF_CONTACTS, pk) == {hobby.name: "茶", badge.name: "B-1"}
    assert undone(later).result["restored"] == 1
    assert stored(OF_CONTACTS, pk) == {hobby.name: "蜂", badge.name: "B-1"}
    taken = checked("contacts", PEOPLE + "王芳,C1,wang@example.com,,B-1\n")
    assert taken.problems.get().faults == [[f"own_{badge.name}", "value_taken"]]
    assert undone(found).result["removed"] == 2
    assert not OF_CONTACTS.sheets._base_manager.exists()


def test_inquiries_bring_own_fields_in_and_undo_takes_them_back() -> None:
    budget = make_field("预算", "number", record="inquiry", place=1)
    badge = make_field("证件", record="inquiry", is_unique=True, place=2)
    found = added("inquiries", ASKED + 'L1,李娜,联成,"1,200",B-1\nL2,王芳,龙骏,,\n')
    assert found.result["new"] == 2
    pk = Inquiry.everything.get(receipt="file:L1").pk
    assert stored(OF_INQUIRIES, pk) == {budget.name: "1200", badge.name: "B-1"}
    later = added("inquiries", ASKED + "L1,李娜,联成,7,\n")
    assert later.result["updated"] == 1
    assert stored(OF_INQUIRIES, pk) == {budget.name: "7", badge.name: "B-1"}
    assert undone(later).result["restored"] == 1
    assert stored(OF_INQUIRIES, pk) == {budget.name: "1200", badge.name: "B-1"}
    wrong = checked("inquiries", ASKED + "L2,王芳,龙骏,many,B-1\n")
    assert wrong.problems.get().faults == [[f"own_{budget.name}", "not_a_number"]]


def faults_of(found: LedgerImport) -> dict[int, object]:
    return {one.row: one.faults for one in found.problems.all()}


def test_what_must_be_filled_in_is_asked_of_new_rows_alone() -> None:
    make_customer("海峰", "C0")
    staff = make_field("人数", "number", required_from="always")
    make_field("日后", required_from="order")
    rows = "C1,联成,\nC2,龙骏,5\nC0,海峰改,\n"
    found = checked("customers", f"客户编号,客户名称,人数\n{rows}")
    assert faults_of(found) == {2: [[f"own_{staff.name}", "must_be_filled_in"]]}
    assert (found.counts["new"], found.counts["updated"]) == (1, 1)
    without = checked("customers", "客户编号,客户名称\nC7,明远\n")
    assert faults_of(without) == {2: [[f"own_{staff.name}", "must_be_filled_in"]]}
    assert "人数" in "".join(error_lines(without))
    hobby = make_field("爱好", record="contact", required_from="always")
    people = checked("contacts", "姓名,客户编号,邮箱\n李娜,C0,li@example.com\n")
    assert faults_of(people) == {2: [[f"own_{hobby.name}", "must_be_filled_in"]]}


def test_what_is_asked_of_one_kind_is_not_given_to_another() -> None:
    make_customer("海峰", "C0", kind="individual")
    staff = make_field("人数", "number", variant="business", required_from="always")
    rows = "C1,王芳,个人,5\nC2,李娜,个人,\nC3,龙骏,企业,7\nC4,明远,企业,\nC0,海峰,,5\n"
    found = checked("customers", f"客户编号,客户名称,客户类型,人数\n{rows}")
    name = f"own_{staff.name}"
    assert faults_of(found) == {
        2: [[name, "not_of_this_kind"]], 5: [[name, "must_be_filled_in"]],
        6: [[name, "not_of_this_kind"]],
    }  # fmt: skip
    assert apply(found).result["new"] == 2


def test_a_value_that_somebody_took_after_the_preview_is_left_out_with_its_reason(
    own: dict[str, Definition],
) -> None:
    found = checked("customers", HEADING + "C1,联成,,,,K-1\nC2,龙骏,,,,K-2\n")
    store_many(OWN_FIELDS, {make_customer("海峰").pk: {own["contract"].name: "K-1"}})
    result = apply(found).result
    assert (result["new"], result["bad"]) == (1, 1)
    found.refresh_from_db()
    assert found.counts["bad_rows"] == 1
    assert faults_of(found) == {2: [[f"own_{own['contract'].name}", "value_taken"]]}
    assert "联成" in "".join(error_lines(found))
    assert not Customer.objects.filter(code="C1").exists()


def test_while_a_file_gives_values_that_are_there_once_a_form_is_told_so(
    own: dict[str, Definition],
) -> None:
    member, customer, field = office(), make_customer("海峰"), own["contract"]
    file = connection.copy()
    try:
        with file.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"own values {field.key}"]
            )
        said = {field.name: "K-1"}
        with pytest.raises(BadInput) as refused:
            change(actor=member, customer_id=customer.pk, version=1, own=said)
        assert refused.value.code == "field_being_imported"
        assert refused.value.data["field"] == field.column
    finally:
        file.close()
    change(actor=member, customer_id=customer.pk, version=1, own=said)
    assert stored(OWN_FIELDS, customer.pk) == said
