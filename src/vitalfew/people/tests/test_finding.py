"""The search finds contacts in any writing, the best first, and only whom one may see."""

import pytest

from vitalfew.access.api import CUSTOMER_OFFICE, SALESPERSON
from vitalfew.access.tests.cast import make_department, make_member, place
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.people.finding import find_contacts
from vitalfew.people.models import Contact
from vitalfew.people.tests.records import make_contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def olive() -> Member:
    customer = make_customer("Harbour Goods")
    for name, title in {
        "買買提‧艾合買提": "", "张伟": "采购", "张伟明": "", "ｶﾀﾏﾘ 花子": "", "José Núñez": "CFO", "单田芳": "",
    }.items():  # fmt: skip
        make_contact(name, customer, title=title)
    return make_member("olive", CUSTOMER_OFFICE, name="Olive")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("张伟", "张伟"), ("張偉", "张伟"), ("張偉明", "张伟明"), ("买买提·艾合买提", "買買提‧艾合買提"),
        ("买买提•", "買買提‧艾合買提"), ("カタマリ", "ｶﾀﾏﾘ 花子"), ("Nu\u0301n\u0303ez", "José Núñez"),
        ("nunez jose", "José Núñez"), ("ＪＯＳＥ", "José Núñez"), ("shantianfang", "单田芳"), ("zw", "张伟"),
    ],
)  # fmt: skip
def test_any_writing_finds_them_first(olive: Member, words: str, first: str) -> None:
    assert find_contacts(olive, words, 6)[0].title == first


@pytest.mark.parametrize("words", ["%", "_", "\\", "·", "   ", "zzzz", "不存在"])
def test_who_is_not_there_is_not_found(olive: Member, words: str) -> None:
    assert find_contacts(olive, words, 6) == []


def test_a_hit_says_where_they_are_and_leads_to_their_page(olive: Member) -> None:
    hit = find_contacts(olive, "张伟", 6)[0]
    assert hit.detail == "Harbour Goods · 采购"
    assert hit.url == f"/people/{Contact.objects.get(name='张伟').pk}/"


def test_one_finds_only_whom_one_may_see(olive: Member) -> None:
    east = make_department("East")
    sally = place(make_member("sally", SALESPERSON), east)
    make_contact("张伟", make_customer("Own", owner=sally, department=east))
    assert [hit.detail for hit in find_contacts(sally, "张伟", 6)] == ["Own"]
    assert find_contacts(sally, "单田芳", 6) == []
    assert find_contacts(make_member("nora"), "张伟", 6) == []
