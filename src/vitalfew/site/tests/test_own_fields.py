"""Values of own fields, from the form to the page, the list, the file and the history."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from vitalfew.access.api import (
    CUSTOMER_OFFICE,
    SALESPERSON,
    SALESPERSON_ALL,
    FieldRule,
    Reveal,
)
from vitalfew.access.tests.cast import limit, make_member
from vitalfew.customers import actions
from vitalfew.customers.api import OWN_FIELDS, Customer, remove_of_origin
from vitalfew.customers.models import CustomerSheet
from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.api import tables_pointing
from vitalfew.duplicates.models import Merge, Pair
from vitalfew.duplicates.tests.cast import work
from vitalfew.fields import memory, values
from vitalfew.fields.api import store_many, stored, taken_values, writable
from vitalfew.fields.models import Definition
from vitalfew.fields.tests.records import make_field
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job
from vitalfew.kernel.errors import BadInput

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    memory.forget()
    yield
    memory.forget()


@pytest.fixture
def sally(client: Client) -> Member:
    member = make_member("sally", SALESPERSON_ALL, language="en")
    client.force_login(member)
    return member


@pytest.fixture
def fields() -> dict[str, Definition]:
    return {
        "text": make_field("Slogan", place=1),
        "number": make_field("Staff", "number", places=0, place=2),
        "money": make_field("Budget", "money", currency="CNY", place=3),
        "date": make_field("Founded", "date", place=4),
        "choice": make_field("Size", "choice", "Small", "Large", place=5),
        "choices": make_field("Buys", "choices", "Tea", "Rice", "Oil", place=6),
        "link": make_field("Shop", "link", place=7),
        "formula": Definition.objects.create(label="Each", kind="formula", places=1, place=9),
    }


def typed(fields: dict[str, Definition], **said: object) -> dict[str, object]:
    return {fields[kind].column: value for kind, value in said.items()}


EVERYTHING: dict[str, object] = {
    "text": "Ever upwards", "number": "1,200", "money": "¥ 98,765.40", "date": "2001-02-03", "choice": "2",
    "choices": ["3", "1"], "link": "https://shop.example/a",
}  # fmt: skip
SENT = {"name": "Birch", "kind": "business"}


def complete(fields: dict[str, Definition]) -> None:
    fields["formula"].formula = f"[{fields['money'].name}] / [{fields['number'].name}]"
    fields["formula"].save()


def test_what_is_typed_in_the_form_stands_on_the_page(
    client: Client, sally: Member, fields: dict[str, Definition]
) -> None:
    complete(fields)
    assert "Slogan" in client.get(reverse("customers:add")).text
    answer = client.post(reverse("customers:add"), SENT | typed(fields, **EVERYTHING))
    assert answer.status_code == 302, answer.text
    customer = Customer.objects.get()
    assert stored(OWN_FIELDS, customer.pk) == {
        fields["text"].name: "Ever upwards", fields["number"].name: "1200", fields["money"].name: "98765.4",
        fields["date"].name: "2001-02-03", fields["choice"].name: 2, fields["choices"].name: [1, 3],
        fields["link"].name: "https://shop.example/a",
    }  # fmt: skip
    page = client.get(reverse("site:customer_tab", args=[customer.pk, "details"])).text
    for text in (
        "Ever upwards",
        "1,200",
        "98,765.4 CNY",
        "Large",
        "Tea, Oil",
        'href="https://shop.example/a"',
        "82.3",
    ):
        assert text in page, text


def test_an_edit_changes_what_is_named_and_the_history_tells_both_values(
    client: Client, sally: Member, fields: dict[str, Definition]
) -> None:
    customer = make_customer("Birch")
    CustomerSheet.objects.create(
        customer=customer, data={fields["number"].name: "5", fields["choice"].name: 1}
    )
    page = reverse("customers:edit", args=[customer.pk])
    assert 'value="5"' in client.get(page).text
    answer = client.post(page, SENT | {"version": 1} | typed(fields, number="12", choice="2"))
    assert answer.status_code == 302, answer.text
    history = client.get(reverse("audit:history", args=["customer", customer.pk])).text
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", history))
    assert "Staff" in plain
    assert re.search(r"Staff.{0,20}5.{0,20}12", plain), plain
    assert re.search(r"Size.{0,20}Small.{0,20}Large", plain), plain


def test_the_second_of_two_editors_sees_both_values(
    client: Client, sally: Member, fields: dict[str, Definition]
) -> None:
    customer = make_customer("Birch")
    actions.change(
        actor=sally, customer_id=customer.pk, version=1, own={fields["number"].name: "7"}
    )
    answer = client.post(
        reverse("customers:edit", args=[customer.pk]),
        SENT | {"version": 1} | typed(fields, number="8"),
    )
    assert answer.status_code == 409
    assert "Staff" in answer.text
    assert stored(OWN_FIELDS, customer.pk) == {fields["number"].name: "7"}


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("number", "many"), ("number", "1.5"), ("number", "1" * 30), ("number", "NaN"), ("money", "1e9999"),
        ("date", "2026-02-30"), ("choice", "9"), ("choices", ["1", "9"]), ("link", "javascript:alert(1)"),
        ("link", "shop.example"), ("text", "x" * 501),
    ],
)  # fmt: skip
def test_what_a_field_cannot_hold_is_refused_beside_it(
    client: Client, sally: Member, fields: dict[str, Definition], kind: str, wrong: object
) -> None:
    answer = client.post(reverse("customers:add"), SENT | typed(fields, **{kind: wrong}))
    assert answer.status_code == 422
    assert not Customer.objects.exists()
    name = str(fields[kind])
    with pytest.raises(BadInput) if kind != "number" or wrong != "1.5" else _nothing():
        values.read(fields[kind], wrong)
    assert name in answer.text


class _nothing:  # noqa: N801
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


def test_what_must_be_filled_in_is_asked_of_its_kind_and_from_its_stage_on(
    client: Client, sally: Member
) -> None:
    field = make_field("Licence", required_from="always", variant="business")
    later = make_field("Branch", required_from="order")
    assert client.post(reverse("customers:add"), SENT).status_code == 422
    assert client.post(reverse("customers:add"), SENT | {field.column: "L-1"}).status_code == 302
    private = {"name": "Lin", "kind": "individual", "phones": "13800138000"}
    assert client.post(reverse("customers:add"), private).status_code == 302
    buyer = make_customer("Cedar", stage="active")
    sent = SENT | {"version": 1, field.column: "L-2"}
    assert client.post(reverse("customers:edit", args=[buyer.pk]), sent).status_code == 422
    sent |= {later.column: "North"}
    assert client.post(reverse("customers:edit", args=[buyer.pk]), sent).status_code == 302


def test_a_unique_value_is_had_once(client: Client, sally: Member) -> None:
    field = make_field("Contract", is_unique=True)
    first = client.post(reverse("customers:add"), SENT | {field.column: "C-1"})
    assert first.status_code == 302
    second = client.post(
        reverse("customers:add"), {"name": "Cedar", "kind": "business", field.column: "C-1"}
    )
    assert second.status_code == 422
    assert "has this value" in second.text
    birch = Customer.objects.get()
    again = client.post(
        reverse("customers:edit", args=[birch.pk]),
        SENT | {"version": birch.version, field.column: "C-1"},
    )
    assert again.status_code == 302


def test_an_archived_choice_stays_where_it_is_and_is_chosen_no_more(
    client: Client, sally: Member
) -> None:
    field = make_field("Size", "choice", "Small", "Large")
    had, new = make_customer("Birch"), make_customer("Cedar")
    CustomerSheet.objects.create(customer=had, data={field.name: 1})
    field.choices[0]["archived"] = True
    field.save()
    sent = SENT | {"version": 1, field.column: "1"}
    assert client.post(reverse("customers:edit", args=[had.pk]), sent).status_code == 302
    assert client.post(reverse("customers:edit", args=[new.pk]), sent).status_code == 422


def test_what_is_preset_stands_in_the_form_of_a_new_customer(client: Client, sally: Member) -> None:
    make_field("Since", "date", default="today")
    make_field("Size", "choice", "Small", "Large", default="Large")
    page = client.get(reverse("customers:add")).text
    assert f'value="{timezone.localdate():%Y-%m-%d}"' in page
    assert re.search(r'<option value="2" selected', page)


def test_what_a_field_is_called_and_says_stays_text(client: Client, sally: Member) -> None:
    field = make_field("<b x5>", help_text="<i x5>", section="<u x5>")
    size = make_field("Size", "choice", "<s x5>")
    customer = make_customer("Birch")
    CustomerSheet.objects.create(customer=customer, data={field.name: "<a x5>", size.name: 1})
    pages = [
        reverse("customers:add"),
        reverse("customers:edit", args=[customer.pk]),
        reverse("site:customers"),
    ]
    for page in [*pages, reverse("site:customer_tab", args=[customer.pk, "details"])]:
        text = client.get(page).text
        assert "x5&gt;" in text
        assert not re.search(r"<[a-z]+ x5>", text), page


def listed(client: Client, **asked: Any) -> list[str]:  # noqa: ANN401
    page = client.get(reverse("site:customers"), asked).text
    return list(re.findall(r">(Birch|Cedar|Elm)</a>", page))


@pytest.fixture
def grove(sally: Member, fields: dict[str, Definition]) -> dict[str, Definition]:
    complete(fields)
    facts: dict[str, dict[str, object]] = {
        "Birch": {"number": "5", "money": "10.5", "date": "2020-01-01", "choice": 1, "choices": [1, 2],
                  "text": "北京 tea"},
        "Cedar": {"number": "40", "money": "20", "date": "2026-01-01", "choice": 2, "choices": [3], "text": "Oil"},
        "Elm": {},
    }  # fmt: skip
    for name, said in facts.items():
        customer = make_customer(name)
        if said:
            data = {fields[kind].name: value for kind, value in said.items()}
            CustomerSheet.objects.create(customer=customer, data=data)
    return fields


def test_a_list_is_filtered_by_own_fields(client: Client, grove: dict[str, Definition]) -> None:
    own = {kind: one.column for kind, one in grove.items()}
    asked: list[tuple[dict[str, Any], list[str]]] = [
        ({f"{own['number']}_from": 6}, ["Cedar"]),
        ({f"{own['money']}_to": "10.5"}, ["Birch"]),
        ({f"{own['date']}_from": "2019-12-31", f"{own['date']}_to": "2020-01-01"}, ["Birch"]),
        ({own["choice"]: "2"}, ["Cedar"]),
        ({own["choices"]: ["2", "3"]}, ["Birch", "Cedar"]),
        ({own["text"]: "京"}, ["Birch"]),
        ({own["text"]: "OIL"}, ["Cedar"]),
        ({own["text"]: "%"}, []),
        ({f"{own['formula']}_from": 1}, ["Birch"]),
        ({"own_empty": own["number"]}, ["Elm"]),
        ({"own_filled": own["choices"]}, ["Birch", "Cedar"]),
    ]  # fmt: skip
    for question, names in asked:
        assert sorted(listed(client, sort="name", **question)) == names, question


def test_a_list_is_put_in_order_by_own_fields_and_what_is_empty_comes_last(
    client: Client, grove: dict[str, Definition]
) -> None:
    for kind in ("number", "money", "date"):
        column = grove[kind].column
        assert listed(client, sort=column) == ["Birch", "Cedar", "Elm"], kind
        assert listed(client, sort=f"-{column}") == ["Cedar", "Birch", "Elm"], kind
    assert listed(client, sort=f"-{grove['formula'].column}") == ["Birch", "Cedar", "Elm"]


def test_pages_of_a_list_in_the_order_of_an_own_field_leave_nobody_out(
    client: Client, sally: Member
) -> None:
    field = make_field("Staff", "number")
    for number in range(120):
        customer = make_customer(f"Customer {number:03}")
        if number % 3:
            CustomerSheet.objects.create(customer=customer, data={field.name: str(number % 7)})
    seen: list[str] = []
    url = f"{reverse('site:customers')}?sort={field.column}"
    while url:
        page = client.get(url).text
        seen += re.findall(r">(Customer \d{3})</a>", page)
        found = re.search(r'href="([^"]*after=[^"]*)"', page)
        url = found[1].replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == 120


def test_a_file_holds_plain_values_and_no_formula_of_a_spreadsheet(
    client: Client, sally: Member
) -> None:
    text, staff = make_field("Slogan"), make_field("Staff", "number")
    customer = make_customer("Birch")
    CustomerSheet.objects.create(customer=customer, data={text.name: "=1+1", staff.name: "1200.5"})
    answer = client.get(reverse("site:customers"), {"format": "csv"})
    file = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "Slogan,Staff" in file.splitlines()[0]
    assert "'=1+1" in file
    assert "1200.5" in file


def test_a_formula_tells_no_more_than_what_it_is_made_from(
    client: Client, fields: dict[str, Definition]
) -> None:
    complete(fields)
    reader = make_member("reader", SALESPERSON, language="en")
    customer = make_customer("Birch", owner=reader)
    CustomerSheet.objects.create(
        customer=customer, data={fields["number"].name: "4", fields["money"].name: "3086"}
    )
    client.force_login(reader)
    details = reverse("site:customer_tab", args=[customer.pk, "details"])
    assert "771.5" in client.get(details).text
    limit(FieldRule.HIDDEN, fields["money"].key)
    page = client.get(details).text
    assert "771.5" not in page
    assert "Each" not in page
    assert "Staff" in page
    assert listed(client, **{f"{fields['formula'].column}_from": 1000}) == [
        "Birch"
    ]  # it is asked nothing


def test_a_look_behind_the_mask_of_an_own_field_stands_in_the_history(client: Client) -> None:
    field = make_field("Account")
    reader = make_member("reader", SALESPERSON, language="en")
    customer = make_customer("Birch", owner=reader)
    CustomerSheet.objects.create(customer=customer, data={field.name: "6222021234567890"})
    limit(FieldRule.MASKED, field.key)
    client.force_login(reader)
    details = client.get(reverse("site:customer_tab", args=[customer.pk, "details"])).text
    assert "622****7890" in details
    assert "6222021234567890" not in details
    reveal = reverse("customers:reveal", args=[customer.pk, field.key])
    assert "6222021234567890" in client.post(reveal).text
    assert Reveal.objects.get().at <= timezone.now() + timedelta(seconds=1)
    assert (
        "Revealed: Account"
        in client.get(reverse("audit:history", args=["customer", customer.pk])).text
    )
    limit(FieldRule.HIDDEN, field.key)
    assert client.post(reveal).status_code == 403


def test_what_may_not_be_typed_is_not_stored(client: Client) -> None:
    field = make_field("Account")
    reader = make_member("reader", SALESPERSON, language="en")
    customer = make_customer("Birch", owner=reader)
    CustomerSheet.objects.create(customer=customer, data={field.name: "old"})
    client.force_login(reader)
    for rule in (FieldRule.READ_ONLY, FieldRule.MASKED, FieldRule.HIDDEN):
        limit(rule, field.key)
        customer.refresh_from_db()
        sent = SENT | {"version": customer.version, field.column: "new"}
        assert client.post(reverse("customers:edit", args=[customer.pk]), sent).status_code == 302
        assert stored(OWN_FIELDS, customer.pk) == {field.name: "old"}


def queries_of(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_own_fields_cost_a_page_one_question_and_none_where_there_are_none(
    client: Client, sally: Member
) -> None:
    customer = make_customer("Birch")
    pages = [reverse("site:customers"), *(
        reverse("site:customer_tab", args=[customer.pk, tab]) for tab in ("details", "value")
    )]  # fmt: skip
    make_member("olive", CUSTOMER_OFFICE)
    bare = [queries_of(client, page) for page in pages]
    fields = [
        make_field(f"Field {n}", kind)
        for n, kind in enumerate(("text", "number", "date", "link", "money"))
    ]
    Definition.objects.create(label="Sum", kind="formula", formula=f"[{fields[1].name}] * 2")
    CustomerSheet.objects.create(customer=customer, data={fields[1].name: "3"})
    with_fields = [queries_of(client, page) for page in pages]
    assert [after - before for before, after in zip(bare, with_fields, strict=True)] == [1, 1, 1]
    Definition.objects.all().delete()
    CustomerSheet.objects.all().delete()
    assert [queries_of(client, page) for page in pages] == bare


def test_the_search_looks_into_fields_that_say_so(client: Client, sally: Member) -> None:
    searched, other = make_field("Slogan", is_searched=True), make_field("Note")
    for name, word in (("Birch", "北京烤鸭"), ("Cedar", "Peking duck")):
        customer = make_customer(name)
        CustomerSheet.objects.create(
            customer=customer, data={searched.name: word, other.name: "secret word"}
        )
    assert listed(client, q="烤") == ["Birch"]
    assert listed(client, q="DUCK peking") == ["Cedar"]
    assert listed(client, q="secret") == []
    hits = client.get(reverse("customers:search"), {"q": "烤鸭"}).text
    assert "Birch" in hits


def test_a_merge_chooses_own_fields_one_by_one_and_can_be_taken_back(client: Client) -> None:
    client.force_login(make_member("olive", CUSTOMER_OFFICE, language="en"))
    staff, slogan, size = (
        make_field("Staff", "number"),
        make_field("Slogan"),
        make_field("Size", "choice", "S", "L"),
    )
    first, second = make_customer("Birch"), make_customer("Birch Ltd")
    CustomerSheet.objects.create(customer=first, data={staff.name: "5", slogan.name: "Up"})
    CustomerSheet.objects.create(
        customer=second, data={staff.name: "7", slogan.name: "Down", size.name: 2}
    )
    pair = Pair.objects.create(first=first, second=second, verdict="likely", score=7)
    page = client.get(reverse("duplicates:pair", args=[pair.pk])).text
    for text in ("Staff", "Up", "Down", f'name="{size.column}"'):
        assert text in page
    sent = {
        "survivor": "first", "reason": "one", "first_version": 1, "second_version": 1, "name": "first",
        staff.column: "second", slogan.column: "first", size.column: "second",
    }  # fmt: skip
    assert client.post(reverse("duplicates:pair", args=[pair.pk]), sent).status_code == 302
    work(Job.objects.get(kind="customer.merge"))
    assert stored(OWN_FIELDS, first.pk) == {staff.name: "7", slogan.name: "Up", size.name: 2}
    CustomerSheet.objects.filter(customer=first).update(
        data={staff.name: "9", slogan.name: "Up", size.name: 2}
    )
    client.post(reverse("duplicates:undo", args=[Merge.objects.get().pk]))
    work(Job.objects.get(kind="customer.unmerge"))
    assert stored(OWN_FIELDS, first.pk) == {
        staff.name: "9",
        slogan.name: "Up",
    }  # what was changed since stays
    assert stored(OWN_FIELDS, second.pk) == {staff.name: "7", slogan.name: "Down", size.name: 2}


def test_whoever_moves_customers_in_is_told_which_fields_and_how_they_are_read(
    sally: Member,
) -> None:
    staff, day = make_field("Staff", "number", label_zh_hans="人数"), make_field("Founded", "date")
    size = make_field("Size", "choices", "Small", "Large")
    code = make_field("Contract", is_unique=True)
    make_field("Twice", "formula", formula=f"[{staff.name}] * 2")
    known = {one.name: one for one in writable(sally, OWN_FIELDS)}
    assert list(known) == [staff.name, day.name, size.name, code.name]
    assert known[staff.name].headings == ("Staff", "人数")
    assert known[size.name].choices == ("Small", "Large")
    assert known[staff.name].read("１，２００") == "1200"
    assert known[day.name].read("2026年3月5日") == known[day.name].read("2026/3/5") == "2026-03-05"
    assert known[size.name].read("large、SMALL") == [1, 2]
    assert known[size.name].written([1, 2]) == "Small, Large"
    assert known[day.name].read("  ") is None
    with pytest.raises(BadInput, match="takes one of these: Small, Large"):
        known[size.name].read("Huge")
    birch, cedar = make_customer("Birch"), make_customer("Cedar")
    assert (
        store_many(
            OWN_FIELDS,
            {birch.pk: {staff.name: "5", code.name: "C-1"}, cedar.pk: {staff.name: None}},
        )
        == 1
    )
    assert store_many(OWN_FIELDS, {birch.pk: {staff.name: None, day.name: "2026-03-05"}}) == 1
    assert stored(OWN_FIELDS, birch.pk) == {
        staff.name: "5",
        code.name: "C-1",
        day.name: "2026-03-05",
    }
    assert taken_values(OWN_FIELDS, known[code.name], {"C-1", "C-2"}) == {"C-1"}


def test_a_customer_with_values_stays_when_its_import_is_taken_back(sally: Member) -> None:
    field, origin = make_field("Staff", "number"), uuid4()
    valued = make_customer("Birch", origin=origin)
    make_customer("Ash", origin=origin)
    store_many(OWN_FIELDS, {valued.pk: {field.name: "5"}})
    gone = remove_of_origin(origin=origin, unless_used_by="trade_order", nor_by=tables_pointing())
    assert gone == 1
    assert list(CustomerSheet.objects.values_list("customer__name", flat=True)) == ["Birch"]
