"""Setting own fields: the office's and administrators' page."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from vitalfew.access.api import CUSTOMER_OFFICE, SALESPERSON
from vitalfew.access.tests.cast import make_member
from vitalfew.audit.models import Entry
from vitalfew.customers.models import CustomerSheet
from vitalfew.customers.tests.records import make_customer
from vitalfew.fields import actions
from vitalfew.fields.actions import ChoiceTyped
from vitalfew.fields.indexing import INDEX_JOB
from vitalfew.fields.models import Definition
from vitalfew.fields.tests.records import make_field
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job
from vitalfew.kernel.errors import BadInput, Conflict, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client) -> Member:
    member = make_member("olive", CUSTOMER_OFFICE, language="en")
    client.force_login(member)
    return member


def test_a_field_is_added_in_the_settings(client: Client, office: Member) -> None:
    sent = {
        "label": "Floor space",
        "label_zh_hans": "面积",
        "help_text": "m²",
        "places": "1",
        "is_listed": "on",
    }
    answer = client.post(reverse("fields:add", args=["number"]), sent)
    assert answer.status_code == 302, answer.text
    made = Definition.objects.get()
    assert (made.label, made.kind, made.places, made.is_listed) == (
        "Floor space",
        "number",
        1,
        True,
    )
    assert "Floor space" in client.get(reverse("fields:list")).text
    assert Entry.objects.filter(table_name="fields_definition", action="insert").exists()


def test_each_kind_has_its_form(client: Client, office: Member) -> None:
    for kind in ("text", "number", "money", "date", "choice", "choices", "link", "formula"):
        assert client.get(reverse("fields:add", args=[kind])).status_code == 200
    assert client.get(reverse("fields:add", args=["nothing"])).status_code == 404


def test_the_label_is_told_in_the_readers_language() -> None:
    field = Definition(label="Floor space", label_zh_hant="面積")
    with override("zh-hant"):
        assert str(field) == "面積"
    with override("en"):
        assert str(field) == "Floor space"


def test_who_does_not_configure_sets_nothing(client: Client) -> None:
    sally = make_member("sally", SALESPERSON)
    with pytest.raises(NotAllowed):
        actions.add(actor=sally, kind="text", label="X")
    client.force_login(sally)
    assert client.get(reverse("fields:list")).status_code == 403


def test_choices_are_renamed_archived_and_put_in_order_without_losing_a_value(
    client: Client, office: Member
) -> None:
    made = actions.add(
        actor=office, kind="choice", label="Size",
        choices=[ChoiceTyped(None, one) for one in ("Small", "Medium", "Large")],
    )  # fmt: skip
    page = reverse("fields:edit", args=[made.pk])
    assert client.get(page).status_code == 200
    sent = {
        "label": "Size", "version": 1, "new_choices": "Huge",
        "choice_1": "Tiny", "place_1": 3, "choice_2": "Medium", "place_2": 1, "archived_2": "on",
        "choice_3": "Large", "place_3": 2,
    }  # fmt: skip
    answer = client.post(page, sent)
    assert answer.status_code == 302, answer.text
    made.refresh_from_db()
    assert [(one.key, one.label, one.is_archived) for one in made.all_choices()] == [
        (2, "Medium", True), (3, "Large", False), (1, "Tiny", False), (4, "Huge", False),
    ]  # fmt: skip


def test_a_choice_that_is_left_out_stays() -> None:
    found = actions.numbered(
        [ChoiceTyped(None, "New")],
        Definition(choices=[{"key": 7, "label": "Old", "archived": False}]),
    )
    assert [(one.key, one.label) for one in found] == [(8, "New"), (7, "Old")]


def test_the_second_of_two_who_change_a_field_sees_both_texts(
    client: Client, office: Member
) -> None:
    made = make_field("Floor space")
    actions.change(actor=office, definition_id=made.pk, version=1, label="Floor area")
    with pytest.raises(Conflict):
        actions.change(actor=office, definition_id=made.pk, version=1, label="Space")
    answer = client.post(
        reverse("fields:edit", args=[made.pk]),
        {"label": "Space", "version": 1, "initial-label": "Floor space"},
    )
    assert answer.status_code == 409
    assert "Floor area" in answer.text
    assert "Space" in answer.text


@pytest.mark.parametrize("label", ["floor SPACE", "面积", "[x]", "it's"])
def test_no_two_fields_are_called_the_same(office: Member, label: str) -> None:
    make_field("Floor space", label_zh_hans="面积")
    with pytest.raises(BadInput):
        actions.add(actor=office, kind="text", label=label)


def test_a_retired_field_is_asked_no_longer_and_comes_back_with_its_values(
    client: Client, office: Member
) -> None:
    made = make_field("Floor space")
    customer = make_customer("Birch")
    CustomerSheet.objects.create(customer=customer, data={made.name: "100"})
    details = reverse("site:customer_tab", args=[customer.pk, "details"])
    assert "Floor space" in client.get(details).text
    client.post(reverse("fields:retire", args=[made.pk]), {"version": 1})
    assert "Floor space" in client.get(reverse("fields:list")).text
    assert "Floor space" not in client.get(details).text
    client.post(reverse("fields:bring_back", args=[made.pk]), {"version": 2})
    assert "100" in client.get(details).text


def test_fields_are_put_in_order(client: Client, office: Member) -> None:
    rows = [make_field(label, place=place) for place, label in enumerate(("A", "B", "C"))]
    client.post(reverse("fields:move", args=[rows[2].pk]), {"way": "up"})
    client.post(reverse("fields:move", args=[rows[0].pk]), {"way": "up"})
    assert [one.label for one in Definition.objects.order_by("place")] == ["A", "C", "B"]


def test_a_formula_is_tried_out_while_it_is_typed(client: Client, office: Member) -> None:
    budget = make_field("Budget", "money")
    CustomerSheet.objects.create(customer=make_customer("Birch"), data={budget.name: "100"})
    page = reverse("fields:try")
    assert "Birch: <b>30</b>" in client.get(page, {"formula": "[Budget] * 0.3"}).text
    assert "no field “Profit”" in client.get(page, {"formula": "[Profit]"}).text
    assert "is right" in client.get(page, {"formula": "[Budget] / 0"}).text


def test_circles_and_the_loss_of_what_a_formula_needs_are_refused(office: Member) -> None:
    budget = make_field("Budget", "number")
    first = actions.add(actor=office, kind="formula", label="Half", formula=f"[{budget.name}] / 2")
    second = actions.add(
        actor=office, kind="formula", label="Quarter", formula=f"[{first.name}] / 2"
    )
    with pytest.raises(BadInput, match="circle"):
        actions.change(
            actor=office, definition_id=first.pk, version=1, formula=f"[{second.name}] * 2"
        )
    with pytest.raises(BadInput, match="Half"):
        actions.retire(actor=office, definition_id=budget.pk, version=1)
    with pytest.raises(BadInput):  # the other one counts on a number
        actions.change(actor=office, definition_id=first.pk, version=1, formula="'text'")


def test_a_kind_changes_only_where_every_value_can_be_read_as_the_new_one(
    client: Client, office: Member
) -> None:
    made = make_field("Staff")
    sheets = [
        CustomerSheet.objects.create(customer=make_customer(name), data={made.name: text})
        for name, text in (("A", "12"), ("B", "many"))
    ]
    page = reverse("fields:kind", args=[made.pk])
    shown = client.get(page, {"to": "number"}).text
    assert "many" in shown
    assert "Change the kind" not in shown
    assert client.post(page, {"to": "number", "version": 1}).status_code == 409
    assert client.get(page, {"to": "choice"}).status_code == 422
    sheets[1].delete()
    assert "Change the kind" in client.get(page, {"to": "number"}).text
    assert client.post(page, {"to": "number", "version": 1}).status_code == 302
    made.refresh_from_db()
    assert made.kind == "number"


def test_values_that_are_there_twice_stand_in_the_way_of_a_unique_field(office: Member) -> None:
    made = make_field("Contract")
    for name in ("A", "B"):
        CustomerSheet.objects.create(customer=make_customer(name), data={made.name: "C-1"})
    with pytest.raises(BadInput, match="C-1"):
        actions.change(actor=office, definition_id=made.pk, version=1, is_unique=True)


def test_a_change_that_needs_other_indexes_starts_the_job_that_makes_them(office: Member) -> None:
    made = actions.add(actor=office, kind="number", label="Staff")
    assert Job.objects.filter(kind=INDEX_JOB).count() == 1
    actions.change(actor=office, definition_id=made.pk, version=1, is_filtered=False)
    assert Job.objects.filter(kind=INDEX_JOB).count() == 1
