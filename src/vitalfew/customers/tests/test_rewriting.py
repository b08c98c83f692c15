"""Rows written many at a time say what rows written one by one would say."""

from datetime import timedelta

import pytest
from django.db.utils import DataError
from django.utils import timezone

from vitalfew.customers.models import Customer, CustomerPhone
from vitalfew.kernel.rewriting import (
    add_rows,
    add_told,
    add_values,
    among,
    among_texts,
    remove_rows,
    update_rows,
)

pytestmark = pytest.mark.django_db


def customers(*names: str) -> list[Customer]:
    return [Customer(name=name, sort_key=name, code=name or None) for name in names]


def test_added_rows_have_their_keys_and_the_defaults_of_their_columns() -> None:
    one, other = customers("Tab\there \\N", "“龙骏”")
    other.website = "https://example.com"
    add_rows([one, other])
    assert one.pk != other.pk
    found = Customer.objects.get(pk=one.pk)
    assert (found.name, found.website, found.version, found.deleted_at) == (
        "Tab\there \\N",
        "",
        1,
        None,
    )
    assert timezone.now() - found.created_at < timedelta(minutes=1)
    assert Customer.objects.get(pk=other.pk).website == "https://example.com"
    other.name = "later"
    other.save()
    assert Customer.objects.count() == 2


def test_columns_become_what_the_rows_say_and_no_others_do() -> None:
    rows = customers("a", "b", "c")
    add_rows(rows)
    for row in rows:
        row.name, row.code, row.country = row.name * 2, None, "not written"
    update_rows(rows[:2], ["name", "code"])
    told = Customer.objects.order_by("pk").values_list("name", "code", "country")
    assert list(told) == [("aa", None, ""), ("bb", None, ""), ("c", "c", "")]


def test_a_text_that_is_too_long_is_refused_not_cut() -> None:
    rows = customers("a")
    add_rows(rows)
    rows[0].name = "x" * 300
    with pytest.raises(DataError):
        update_rows(rows, ["name"])


def test_nothing_is_written_for_nothing_and_few_are_found_among_many() -> None:
    add_rows([])
    update_rows([], ["name"])
    add_values(Customer, ["name"], [])
    rows = customers("a", "b")
    add_rows(rows)
    assert list(Customer.objects.filter(pk__in=among([rows[1].pk, -1])).values_list("name")) == [
        ("b",)
    ]
    assert not Customer.objects.filter(pk__in=among([])).exists()


def test_rows_told_as_values_have_the_defaults_of_the_others() -> None:
    keys = add_told(
        Customer, [{"name": 'a, "b"', "sort_key": "", "code": None}, {"name": "c", "code": "K1"}]
    )
    one, other = (Customer.objects.get(pk=key) for key in keys)
    assert (one.name, one.sort_key, one.code, one.stage) == ('a, "b"', "", None, "prospect")
    assert (other.code, other.website, other.version) == ("K1", "", 1)
    assert other.created_at is not None


def test_texts_are_found_among_many() -> None:
    add_rows(customers("a", "b,c", '"d"'))
    found = Customer.objects.filter(code__in=among_texts(["b,c", '"d"', "e"])).order_by("pk")
    assert [one.code for one in found] == ["b,c", '"d"']


def test_what_belongs_to_a_removed_row_goes_with_it_and_others_stay() -> None:
    gone, stays = customers("a", "b")
    add_rows([gone, stays])
    for one in (gone, stays):
        CustomerPhone.objects.create(customer=one, raw="1", place=0)
    assert remove_rows(Customer.everything.filter(pk=gone.pk)) == 1
    assert list(CustomerPhone.objects.values_list("customer_id")) == [(stays.pk,)]
    assert remove_rows(Customer.everything.filter(pk=gone.pk)) == 0
