"""Follow-ups from another program: with their own time and author, once, corrected by number, and taken back."""

import pytest
from django.utils import timezone

from vitalfew.access.tests.cast import make_member
from vitalfew.activity.api import FollowUp, write
from vitalfew.customers.tests.records import make_customer
from vitalfew.importing.tests.moving_in import added, checked, office, undone

pytestmark = pytest.mark.django_db(transaction=True)

OLD = (
    "编号,客户名称,跟进时间,跟进方式,跟进内容,跟进人\n"
    "F1,南山钢铁,2024-03-05 14:30,上门拜访,五月会再下单,王伟\n"
    "F2,南山钢铁,2023/1/2,打电话,要样品,已离职的老赵\n"
    "F3,没有这家,2023/1/2,打电话,要样品,王伟\n"
    "F4,南山钢铁,2023/1/2,打电话,,王伟\n"
)


@pytest.fixture
def author():
    return make_member("wang.wei", name="王伟")


@pytest.fixture
def customer():
    return make_customer("南山钢铁")


def test_they_keep_their_time_and_author_and_bad_rows_are_named(author, customer):
    found = added("follow_ups", OLD)
    assert found.result["new"] == 2
    assert {p.row: p.faults for p in found.problems.all()} == {
        4: [["customer_name", "no_such_customer"]],
        5: [["text", "text_missing"]],
    }
    one, other = FollowUp.objects.order_by("-happened_at")
    assert timezone.localtime(one.happened_at).strftime("%Y-%m-%d %H:%M") == "2024-03-05 14:30"
    assert (one.text, one.way, one.author, one.customer) == (
        "五月会再下单", "visit", author, customer,
    )  # fmt: skip
    assert (other.author, other.author_name, other.writer) == (None, "已离职的老赵", "已离职的老赵")


@pytest.mark.parametrize("key", ["receipt", "content"])
def test_the_same_file_again_adds_nothing(author, customer, key):
    rows = OLD if key == "receipt" else OLD.replace("编号", "随便")
    added("follow_ups", rows, key=key)
    again = checked("follow_ups", rows, key=key)
    assert (again.counts["new"], again.counts["updated"]) == (0, 0)
    assert FollowUp.objects.count() == 2


def test_a_known_one_is_corrected_and_undone(author, customer):
    added("follow_ups", OLD)
    found = added("follow_ups", "编号,跟进内容,跟进时间\nF1,六月会再下单,2024-03-06 09:00\n")
    one = FollowUp.objects.get(receipt="file:F1")
    assert (one.text, one.way, one.author) == ("六月会再下单", "visit", author)
    assert undone(found).result == {"removed": 0, "restored": 1, "left": 0}
    one.refresh_from_db()
    assert one.text == "五月会再下单"
    assert timezone.localtime(one.happened_at).strftime("%Y-%m-%d %H:%M") == "2024-03-05 14:30"


def test_undo_takes_back_what_nobody_changed(author, customer):
    found = added("follow_ups", OLD)
    write(actor=office(), customer_id=customer.pk, text="Typed here")
    FollowUp.objects.filter(receipt="file:F2").update(version=2)
    assert undone(found).result == {"removed": 1, "restored": 0, "left": 1}
    assert set(FollowUp.objects.values_list("receipt", flat=True)) == {"file:F2", ""}
