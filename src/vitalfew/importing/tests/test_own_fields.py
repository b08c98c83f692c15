"""Fields that a company added to its customers, as columns of a file."""

import io

import pytest
from python_calamine import CalamineWorkbook

from vitalfew.access.api import CUSTOMER_OFFICE
from vitalfew.access.models import FieldLimit
from vitalfew.customers.api import OWN_FIELDS, Customer
from vitalfew.fields.api import Definition, stored
from vitalfew.fields.tests.records import make_field
from vitalfew.importing.blanks import blank_workbook
from vitalfew.importing.fixing import fix_row
from vitalfew.importing.kinds import kind_named
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
