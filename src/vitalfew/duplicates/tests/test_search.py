"""The search finds customers in any writing, the best first, and only what one may see."""

import pytest
from django.test import Client

from vitalfew.access.api import SALESPERSON
from vitalfew.access.tests.cast import make_department, make_member, place
from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.finding import find_customers
from vitalfew.duplicates.keeping import catch_up
from vitalfew.duplicates.tests.cast import office
from vitalfew.identity.api import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def olive() -> Member:
    for code, name in {
        "C-1": "北京聯成互動軟件有限公司", "C-2": "ＩＢＭ（中国）有限公司", "C-3": "联成", "C-4": "上海建工集团",
        "C-5": "大联成贸易行", "C-6": "Acme Widgets GmbH", "C-7": "联成鞋业", "8000": "重庆银行",
    }.items():  # fmt: skip
        make_customer(name, code)
    catch_up()
    return office()


def names(actor: Member, words: str) -> list[str]:
    return [hit.title for hit in find_customers(actor, words, 8)]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("联成互动", "北京聯成互動軟件有限公司"),
        ("聯成互動", "北京聯成互動軟件有限公司"),
        ("ＩＢＭ", "ＩＢＭ（中国）有限公司"),
        ("ibm中国", "ＩＢＭ（中国）有限公司"),
        ("建", "上海建工集团"),
        ("shjg", "上海建工集团"),
        ("jiangong", "上海建工集团"),
        ("jian工", "上海建工集团"),
        ("集团 上海", "上海建工集团"),
        ("acme gmbh", "Acme Widgets GmbH"),
        ("widg", "Acme Widgets GmbH"),
        ("c-6", "Acme Widgets GmbH"),
        ("8000", "重庆银行"),
        ("cqyh", "重庆银行"),
    ],
)
def test_any_writing_finds_it_first(olive: Member, words: str, first: str) -> None:
    assert names(olive, words)[0] == first


def test_exact_comes_before_beginning_before_core_before_anywhere(olive: Member) -> None:
    assert names(olive, "联成") == ["联成", "联成鞋业", "北京聯成互動軟件有限公司", "大联成贸易行"]


@pytest.mark.parametrize("words", ["%", "_", "\\", "'", "(", "😀", "   ", "zzzz", "不存在"])
def test_what_is_not_there_is_not_found(olive: Member, words: str) -> None:
    assert names(olive, words) == []


def test_one_finds_only_what_one_may_see(olive: Member) -> None:
    east = make_department("East")
    sally = place(make_member("sally", SALESPERSON), east)
    make_customer("联成二号店", owner=sally, department=east)
    catch_up()
    for words in ("联成", "lianch", "lc", "C-3"):
        assert names(sally, words) in (["联成二号店"], [])
    assert names(sally, "联成") == ["联成二号店"]


def test_the_box_shows_customers_pages_and_what_to_do_next(olive: Member) -> None:
    client = Client(headers={"accept-language": "en", "HX-Request": "true"})
    client.force_login(olive)
    told = client.get("/search/", {"q": "联成"}).text
    assert "联成鞋业" in told
    assert "/customers/?q=" in told
    assert "<html" not in told
    assert "Duplicates" in client.get("/search/", {"q": "dupl"}).text
    assert "Add “Nobody” as a customer" in client.get("/search/", {"q": "Nobody"}).text


def test_pages_are_found_by_initials_in_chinese(olive: Member) -> None:
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(olive)
    assert 'href="/customers/"' in client.get("/search/", {"q": "kh"}).text
