import pytest
from django.utils import timezone

from vitalfew.access.tests.cast import make_member
from vitalfew.customers.api import OwnSource
from vitalfew.importing.tests.moving_in import added, checked, office, undone
from vitalfew.inquiries.api import Inquiry
from vitalfew.people.api import Contact

pytestmark = pytest.mark.django_db(transaction=True)

OLD = (
    "线索编号,线索名称,公司,手机,邮箱,线索来源,来源详情,需求,创建时间,创建人,状态,负责人\n"
    "L1,李娜,联成,13800138000,na@example.com,展会,2024春季展,要报价,2024-03-05 14:30,王伟,跟进中,王伟\n"
    "L2,王五,龙骏,13900139000,,转介绍,老客户赵总,要样品,2023/1/2,王伟,已关闭,\n"
)


@pytest.fixture
def author():
    return make_member("wang.wei", name="王伟")


def test_old_inquiries_keep_their_time_and_author(author):
    assert added("inquiries", OLD).result["new"] == 2
    one = Inquiry.objects.get(name="李娜")
    assert timezone.localtime(one.received_at).strftime("%Y-%m-%d %H:%M") == "2024-03-05 14:30"
    assert (one.entered_by, one.owner, one.state, one.via) == (author, author, "assigned", "file")
    assert (one.source, one.source_detail, one.e164) == (
        "promotion",
        "2024春季展",
        "+8613800138000",
    )
    other = Inquiry.objects.get(name="王五")
    assert (other.state, other.owner) == ("closed", None)


@pytest.mark.parametrize("key", ["receipt", "content"])
def test_the_same_file_again_adds_nothing(author, key):
    rows = (
        OLD
        if key == "receipt"
        else OLD.replace("线索编号", "随便").replace("L1", "x").replace("L2", "y")
    )
    added("inquiries", rows, key=key)
    assert checked("inquiries", rows, key=key).counts["new"] == 0
    assert Inquiry.objects.count() == 2


def test_a_known_one_is_corrected_and_undone(author):
    added("inquiries", OLD)
    found = added("inquiries", "线索编号,公司,需求\nL1,联成互动,\n")
    one = Inquiry.objects.get(name="李娜")
    assert (one.company, one.wants) == ("联成互动", "要报价")
    assert undone(found).result == {"removed": 0, "restored": 1, "left": 0}
    assert Inquiry.objects.get(pk=one.pk).company == "联成"


def test_undo_leaves_those_that_became_something(author):
    found = added("inquiries", OLD)
    one = Inquiry.objects.get(name="李娜")
    one.version += 1
    one.save()
    assert undone(found).result == {"removed": 1, "restored": 0, "left": 1}


def test_an_unknown_author_and_a_referral_without_referrer_are_named(author):
    found = checked(
        "inquiries",
        "姓名,线索来源,来源详情,创建人\n李娜,转介绍,,王伟\n王五,广告,,没有这个人\n,广告,,\n",
    )
    assert {p.row: p.faults for p in found.problems.all()} == {
        2: [["source_detail", "referrer_missing"]],
        3: [["entered_by", "no_such_member"]],
        4: [["name", "sender_missing"]],
    }
    assert office()
    assert not Contact.objects.exists()


def test_a_source_of_the_company_goes_before_what_others_call_it(author):
    fair = OwnSource.objects.create(key="own_fair", name="展会", is_active=False)
    assert added("inquiries", OLD).result["new"] == 2
    assert {one.name: one.source for one in Inquiry.objects.all()} == {
        "李娜": fair.key,
        "王五": "referral",
    }
