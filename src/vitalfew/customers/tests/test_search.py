"""Finding customers as people type."""

from collections.abc import Callable

import pytest
from django.test import Client

from vitalfew.customers.api import search
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member


@pytest.fixture
def found(salesperson: Member) -> Callable[[str], set[str]]:
    for name, code in [
        ("苏州联成精密机械有限公司", "C-001"),
        ("聯成電子股份有限公司", "C-002"),
        ("Olga Kowalski", "C-003"),
        ("100% Cotton", "C-004"),
        ("欧阳娜", None),
        ("İZMİR ΟΔΟΣ", None),
        ("ｶﾀﾏﾘ商事", None),
        ("Café-Müller (上海)", None),
    ]:
        make_customer(name, code)
    return lambda words: {customer.name for customer in search(salesperson, words)}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("联成", {"苏州联成精密机械有限公司", "聯成電子股份有限公司"}),
        ("聯成", {"苏州联成精密机械有限公司", "聯成電子股份有限公司"}),
        ("聯成电子", {"聯成電子股份有限公司"}),
        ("联", {"苏州联成精密机械有限公司", "聯成電子股份有限公司"}),
        ("liancheng", {"苏州联成精密机械有限公司", "聯成電子股份有限公司"}),
        ("szlc", {"苏州联成精密机械有限公司"}),
        ("sz", {"苏州联成精密机械有限公司"}),
        ("联成 C-001", {"苏州联成精密机械有限公司"}),
        ("kowal olga", {"Olga Kowalski"}),
        ("Ｋｏｗａｌ", {"Olga Kowalski"}),
        ("ol", {"Olga Kowalski"}),
        ("İZMİR ΟΔΟΣ", {"İZMİR ΟΔΟΣ"}),
        ("カタマリ", {"ｶﾀﾏﾘ商事"}),
        ("Cafe\u0301", {"Café-Müller (上海)"}),
        ("café-müller", {"Café-Müller (上海)"}),
        ("cafe muller上", {"Café-Müller (上海)"}),
        ("c-003", {"Olga Kowalski"}),
        ("100%", {"100% Cotton"}),
        ("%", set()),
        ("娜", {"欧阳娜"}),
        ("'; DROP TABLE customers_customer; --", set()),
    ],
)
def test_search_finds_by_characters_pinyin_initials_and_number(
    found: Callable[[str], set[str]], words: str, names: set[str]
) -> None:
    assert found(words) == names


def test_a_member_who_may_not_sign_in_finds_nobody(salesperson: Member) -> None:
    make_customer("Olga Kowalski")
    salesperson.is_active = False
    assert list(search(salesperson, "olga")) == []


def test_the_box_offers_to_add_whom_it_does_not_find(seller: Client) -> None:
    answer = seller.get("/customers/search/?q=新客户", headers={"hx-request": "true"})
    assert "/customers/new/?name=%E6%96%B0%E5%AE%A2%E6%88%B7" in answer.text
    assert "<html" not in answer.text
